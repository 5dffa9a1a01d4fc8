/**
 * A Deployment per provider; PROVIDERS is a list of provider arguments with a name, as JSON. `late`: the
 * kubeconfig is only known after a while, as that of a cluster which is made in the same update.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { traceAll } from "../../../src/index";

traceAll();

const labels = { app: "web" };
const wanted = JSON.parse(process.env["PROVIDERS"] ?? "[]") as ({
  name: string;
  secret?: boolean;
  late?: boolean;
} & k8s.ProviderArgs)[];
for (const { name, secret, late, ...args } of wanted) {
  const given = args.kubeconfig;
  const known = late === true ? new Promise<typeof given>((made) => setTimeout(() => made(given), 300)) : given;
  const kubeconfig =
    given === undefined
      ? {}
      : { kubeconfig: pulumi.output(secret === true ? pulumi.secret(known) : known) as pulumi.Output<string> };
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
