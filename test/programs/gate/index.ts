import { readFileSync } from "node:fs";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { TrafficGate, type TrafficGateArgs } from "pulumi-kubespy";

const config = new pulumi.Config();
const file = process.env["SECRET_KUBECONFIG"];
const through =
  file === undefined
    ? {}
    : { provider: new k8s.Provider("cluster", { kubeconfig: pulumi.secret(readFileSync(file, "utf8")) }) };

const home = new k8s.core.v1.Namespace("home", { metadata: { name: config.require("namespace") } }, through);
// Nothing but the gate waits.
const metadata = (name: string): k8s.types.input.meta.v1.ObjectMeta => ({
  name,
  namespace: home.metadata.name,
  annotations: { "pulumi.com/skipAwait": "true" },
});

function application(name: string, script: string | undefined): k8s.core.v1.Service {
  const labels = { app: name };
  new k8s.apps.v1.Deployment(
    name,
    {
      metadata: metadata(name),
      spec: {
        replicas: config.getNumber("replicas") ?? 2,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            terminationGracePeriodSeconds: 1,
            containers: [
              script === undefined
                ? { name: "web", image: "lab.local/web:1", ports: [{ name: "http", containerPort: 8080 }] }
                : {
                    name: "web",
                    image: "lab.local/app:1",
                    command: ["/run.sh", "/bin/sh", "-c", script],
                    ports: [{ name: "http", containerPort: 8080 }],
                  },
            ],
          },
        },
      },
    },
    through,
  );
  return new k8s.core.v1.Service(
    name,
    {
      metadata: metadata(name),
      spec: { selector: { app: config.get("selector") ?? name }, ports: [{ port: 80, targetPort: "http" }] },
    },
    through,
  );
}

const web = application("web", config.get("script"));
const args = config.getObject<Partial<TrafficGateArgs>>("gate") ?? {};
const named = config.getBoolean("byName") === true;
const live = named
  ? new TrafficGate("web-live", { service: web.metadata.name, namespace: home.metadata.name, ...args }, through)
  : new TrafficGate("web-live", { service: web, ...args });
export const { addresses, endpoints, readyIn } = live;

if (config.getBoolean("second") === true) {
  const api = new TrafficGate("api-live", { service: application("api", undefined) });
  new k8s.core.v1.ConfigMap("after-api", { metadata: metadata("after-api") }, { ...through, dependsOn: [api] });
}
new k8s.core.v1.ConfigMap("after", { metadata: metadata("after") }, { ...through, dependsOn: [live] });
