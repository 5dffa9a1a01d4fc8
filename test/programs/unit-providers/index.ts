/** A Deployment per provider; PROVIDERS is a list of provider arguments with a name, as JSON. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { traceAll } from "../../../src/index";

traceAll();

const labels = { app: "web" };
const wanted = JSON.parse(process.env["PROVIDERS"] ?? "[]") as ({
  name: string;
  secret?: boolean;
} & k8s.ProviderArgs)[];
for (const { name, secret, ...args } of wanted) {
  const kubeconfig =
    secret === true && typeof args.kubeconfig === "string" ? { kubeconfig: pulumi.secret(args.kubeconfig) } : {};
  const provider = new k8s.Provider(`to-${name}`, { ...args, ...kubeconfig });
  new k8s.apps.v1.Deployment(
    name,
    {
      metadata: { name: "web", ...(args.namespace === undefined ? { namespace: "shop" } : {}) },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "lab.local/web:1" }] } },
      },
    },
    { provider },
  );
}
