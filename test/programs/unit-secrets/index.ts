/** A Deployment that gets a secret of the configuration in its environment, and one from a Secret that the program makes. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { traceAll } from "../../../src/index";

traceAll();

const password = new pulumi.Config().requireSecret("password");
const labels = { app: "web" };
new k8s.core.v1.Secret("made", {
  metadata: { name: "made", namespace: "shop" },
  stringData: { token: "t0ken-of-the-program" },
});
new k8s.apps.v1.Deployment("web", {
  // A secret beside the name: all of metadata reaches the hooks as a secret.
  metadata: { name: "web", namespace: "shop", annotations: { checksum: pulumi.interpolate`sum-of-${password}` } },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: { containers: [{ name: "web", image: "lab.local/web:1", env: [{ name: "PASSWORD", value: password }] }] },
    },
  },
});
