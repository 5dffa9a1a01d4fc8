/** A Deployment that has hooks and options of its own; all of them must reach the engine. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { traceAll } from "../../../src/index";

traceAll();

const labels = { app: "web" };
const after = new pulumi.ResourceHook("own-after", () => undefined);
const failed = new pulumi.ErrorHook("own-error", () => false);
const first = new k8s.core.v1.ConfigMap("settings", {
  metadata: { name: "settings", namespace: "shop" },
  data: { mode: "fast" },
});
new k8s.apps.v1.Deployment(
  "web",
  {
    metadata: { name: "web", namespace: "shop" },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "lab.local/web:1" }] } },
    },
  },
  {
    hooks: { beforeCreate: [() => undefined], afterCreate: [after], onError: [failed] },
    dependsOn: [first],
    customTimeouts: { create: "25s" },
    ignoreChanges: ["spec.replicas"],
    transformations: [
      (args) => ({
        props: { ...(args.props as object), immutable: undefined },
        opts: { ...args.opts, retainOnDelete: true },
      }),
    ],
  },
);
