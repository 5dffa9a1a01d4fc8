/** A Deployment, and a patch of it that comes after it. */
import * as k8s from "@pulumi/kubernetes";
import { traceAll } from "../../../src/index";

traceAll();

const labels = { app: "web" };
const metadata = { name: "web", namespace: "shop" };
const deployment = new k8s.apps.v1.Deployment("web", {
  metadata,
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "lab.local/web:1" }] } },
  },
});
new k8s.apps.v1.DeploymentPatch("patch", { metadata, spec: { replicas: 2 } }, { dependsOn: deployment });
