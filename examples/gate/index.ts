import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { traceAll, TrafficGate } from "pulumi-kubespy";

traceAll();

const image = new pulumi.Config().require("image");
const labels = { app: "web" };

const namespace = new k8s.core.v1.Namespace("gated");
const metadata = { namespace: namespace.metadata.name };

const deployment = new k8s.apps.v1.Deployment("web", {
  metadata,
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          {
            name: "web",
            image,
            ports: [{ name: "http", containerPort: 8080 }],
            readinessProbe: { httpGet: { path: "/", port: "http" }, periodSeconds: 2 },
          },
        ],
      },
    },
  },
});

const service = new k8s.core.v1.Service("web", {
  metadata,
  spec: { selector: labels, ports: [{ port: 80, targetPort: "http" }] },
});

// Checked whenever the Deployment has changed, after its rollout.
const live = new TrafficGate(
  "web-live",
  { service, minReady: "100%", path: "/", timeout: "2m", triggers: [deployment.metadata.generation] },
  { dependsOn: [deployment] },
);

// Nothing gets the address of a Service that nobody answers.
new k8s.core.v1.ConfigMap(
  "addresses",
  { metadata, data: { web: pulumi.interpolate`http://${service.metadata.name}.${namespace.metadata.name}.svc` } },
  { dependsOn: [live] },
);

export const { addresses, readyIn } = live;
