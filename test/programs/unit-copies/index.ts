/** Two copies of the package in one program, as two packages that depend on it may bring, each tracing everything; and traceAll twice. */
import * as k8s from "@pulumi/kubernetes";
import { sep } from "node:path";
import type * as kubespy from "../../../src/index";

function copy(): typeof kubespy {
  for (const file of Object.keys(require.cache))
    if (file.includes(`${sep}src${sep}`) && !file.includes("@pulumi")) Reflect.deleteProperty(require.cache, file);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would give the same copy
  return require("../../../src/index") as typeof kubespy;
}

const [one, other] = [copy(), copy()];
if (one.traceAll === other.traceAll) throw new Error("the two copies are one");
one.traceAll();
one.traceAll();
other.traceAll();

const labels = { app: "web" };
new other.Traced("web-app", (opts) => ({
  deployment: new k8s.apps.v1.Deployment(
    "web",
    {
      metadata: { name: "web", namespace: "shop" },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "lab.local/web:1" }] } },
      },
    },
    opts,
  ),
}));
