import * as path from "node:path";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const chosen = config.require("case").split(",");

/** Of several cases at once each has names and a namespace of its own. */
let prefix = "";
let namespace = config.require("namespace");

type Labels = pulumi.Input<Record<string, pulumi.Input<string>>>;
type Options = pulumi.CustomResourceOptions & { readonly namespace?: pulumi.Input<string> };

function deployment(
  name: string,
  labels: Labels,
  { namespace: own = namespace, ...options }: Options = {},
): k8s.apps.v1.Deployment {
  return new k8s.apps.v1.Deployment(
    prefix + name,
    {
      metadata: { name, namespace: own },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "lab.local/web:1" }] } },
      },
    },
    options,
  );
}

function service(
  name: string,
  selector: Labels,
  { namespace: own = namespace, ...options }: Options = {},
): k8s.core.v1.Service {
  return new k8s.core.v1.Service(
    prefix + name,
    { metadata: { name, namespace: own }, spec: { selector, ports: [{ port: 80, targetPort: 8080 }] } },
    options,
  );
}

/** A value that a preview cannot know: the id of something that is not created yet. */
const notKnownYet = (): pulumi.Output<string> =>
  new k8s.core.v1.ConfigMap(`${prefix}settings`, { metadata: { namespace } }).id;

/** Of a cluster that is not there. */
function kubeconfigOf(name: string): string {
  const clusters = [{ name, cluster: { server: `https://${name}.invalid:6443` } }];
  const contexts = [{ name, context: { cluster: name, user: name } }];
  const users = [{ name, user: { token: "x" } }];
  return JSON.stringify({ apiVersion: "v1", kind: "Config", "current-context": name, clusters, contexts, users });
}

/** Each case declares its part of the stack. */
const cases: Readonly<Record<string, () => void>> = {
  wrong: () => {
    deployment("web", { app: "web" });
    service("web", { app: "wbe" });
  },
  right: () => {
    deployment("web", { app: "web" });
    service("web", { app: "web" });
  },
  unknown: () => {
    const id = notKnownYet();
    deployment("web", { app: "web", id });
    service("web", { app: "web", id });
    service("other", { id });
  },
  "unknown-and-wrong": () => {
    const id = notKnownYet();
    deployment("web", { app: "web", id });
    service("web", { app: "web", id });
    service("wrong", { app: "wbe", id });
  },
  "two-namespaces": () => {
    deployment("web", { app: "web" }, { namespace: `${namespace}-b` });
    service("web", { app: "web" });
  },
  "same-names": () => {
    for (const own of [namespace, `${namespace}-b`]) {
      const opts = { metadata: { name: "web", namespace: own } };
      new k8s.apps.v1.StatefulSet(`web-${own}`, {
        ...opts,
        spec: {
          serviceName: "web",
          selector: { matchLabels: { app: "web" } },
          template: {
            metadata: { labels: { app: "web" } },
            spec: { containers: [{ name: "web", image: "lab.local/web:1" }] },
          },
        },
      });
      new k8s.core.v1.Service(`web-${own}`, {
        ...opts,
        spec: { clusterIP: "None", selector: { app: "web" }, ports: [{ port: 80 }] },
      });
    }
  },
  release: () => {
    new k8s.helm.v3.Release("web", { chart: path.join(__dirname, "chart"), namespace });
    deployment("other", { app: "other" });
    service("web", { app: "charted" });
  },
  chart: () => {
    new k8s.helm.v4.Chart("web", { chart: path.join(__dirname, "chart"), namespace });
    service("web", { app: "charted" });
    service("wrong", { app: "chartde" });
  },
  secret: () => {
    deployment("web", { app: "web", tenant: pulumi.secret("acme-hidden") });
    service("web", { app: "web", tenant: pulumi.secret("acme-hiddne") });
  },
  read: () => {
    k8s.core.v1.Service.get("legacy", `${namespace}/legacy`);
    deployment("web", { app: "web" });
    service("web", { app: "web" });
  },
  "two-clusters": () => {
    const east = new k8s.Provider("east", { kubeconfig: kubeconfigOf("east") });
    const west = new k8s.Provider("west", { kubeconfig: kubeconfigOf("west") });
    deployment("web", { app: "web" }, { provider: east });
    service("web", { app: "web" }, { provider: east });
    deployment("api", { app: "api" }, { provider: west });
    service("lost", { app: "api" }, { provider: east });
  },
  // Of a target's neighbours nothing is known but what the state says.
  targeted: () => {
    deployment("web", { app: "web" });
    service("web", { app: "web" });
    deployment("api", { app: "api" });
    service("api", { app: "apu" });
  },
  group: () => {
    const labels = { app: "web" };
    const metadata = { name: "grouped", namespace };
    const template = { metadata: { labels }, spec: { containers: [{ name: "web", image: "lab.local/web:1" }] } };
    const spec = { selector: { matchLabels: labels }, template };
    new k8s.yaml.v2.ConfigGroup(`${prefix}group`, {
      objs: [{ apiVersion: "apps/v1", kind: "Deployment", metadata, spec }],
    });
    service("grouped", labels);
    service("astray", { app: "wbe" });
  },
  unborn: () => {
    const provider = new k8s.Provider("unborn", { kubeconfig: notKnownYet() });
    deployment("web", { app: "web" }, { provider });
    service("web", { app: "web" }, { provider });
    service("wrong", { app: "wbe" }, { provider });
    new k8s.helm.v4.Chart("charted", { chart: path.join(__dirname, "chart"), namespace: "elsewhere" }, { provider });
  },
  "unborn-wrong": () => {
    const provider = new k8s.Provider("unborn", { kubeconfig: notKnownYet() });
    deployment("web", { app: "web" }, { provider });
    service("web", { app: "web" }, { provider });
    service("wrong", { app: "wbe" }, { provider });
  },
};

const shared = namespace;
for (const one of chosen) {
  const declare = cases[one];
  if (declare === undefined) throw new Error(`there is no case ${one}`);
  if (chosen.length > 1) [prefix, namespace] = [`${one}-`, `${shared}-${one}`];
  declare();
}
