/** A Deployment that has no metadata: name and namespace are the provider's choice. */
import * as k8s from "@pulumi/kubernetes";
import { traceAll } from "../../../src/index";

traceAll();

const labels = { app: "web" };
new k8s.apps.v1.Deployment("web", {
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "lab.local/web:1" }] } },
  },
});
