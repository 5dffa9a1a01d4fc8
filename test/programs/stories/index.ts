import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { traceAll } from "pulumi-kubespy";

const config = new pulumi.Config();

traceAll();

const home = new k8s.core.v1.Namespace("home", { metadata: { name: config.require("namespace") } });
const namespace = home.metadata.name;
const labels = { app: config.get("app") ?? "web" };
const annotations = { "pulumi.com/timeoutSeconds": "15" };

new k8s.apps.v1.Deployment(
  "web",
  {
    metadata: { name: "web", namespace, annotations, labels: { team: config.get("team") ?? "a" } },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: "web",
              image: "lab.local/web:1",
              env: [{ name: "VERSION", value: config.get("version") ?? "1" }],
              ports: [{ name: "http", containerPort: 8080 }],
              readinessProbe: { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  },
  { deleteBeforeReplace: true },
);
new k8s.core.v1.Service("web", {
  // The provider waits ten seconds for the endpoints to settle; what is told of them does not depend on that.
  metadata: { name: "web", namespace, annotations: { "pulumi.com/skipAwait": "true" } },
  spec: { selector: labels, ports: [{ port: 80, targetPort: "http" }] },
});
