/**
 * Previews with findings. CASE: which program. OPTIONS: those of traceAll, as JSON.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { TraceOptions } from "../../../src/index";
import { checkProgram } from "../../../src/pulumi/check-program";

checkProgram(JSON.parse(process.env["OPTIONS"] ?? '{"check":true}') as TraceOptions);

const labels = { app: "web" };
const metadata = { name: "web", namespace: "shop" };
const deployment = (
  name: string,
  opts: pulumi.CustomResourceOptions = {},
  podLabels: pulumi.Input<Record<string, pulumi.Input<string>>> = labels,
): k8s.apps.v1.Deployment =>
  new k8s.apps.v1.Deployment(
    name,
    {
      metadata,
      spec: {
        selector: { matchLabels: podLabels },
        template: { metadata: { labels: podLabels }, spec: { containers: [{ name: "web", image: "a" }] } },
      },
    },
    opts,
  );
const service = (
  selector: pulumi.Input<Record<string, pulumi.Input<string>>>,
  meta: k8s.types.input.meta.v1.ObjectMeta = metadata,
  opts: pulumi.CustomResourceOptions = {},
): k8s.core.v1.Service =>
  new k8s.core.v1.Service("web", { metadata: meta, spec: { selector, ports: [{ port: 80 }] } }, opts);
/** A value that only an update knows. */
const later = new k8s.core.v1.ConfigMap("later", { metadata: { name: "later", namespace: "shop" } }).id.apply(
  (id) => `of-${id}`,
);

class App extends pulumi.ComponentResource {
  constructor(name: string, make: (opts: pulumi.CustomResourceOptions) => void) {
    super("my:index:App", name);
    make({ parent: this });
    this.registerOutputs({});
  }
}

const cases: Readonly<Record<string, () => void>> = {
  wrong: () => {
    deployment("web");
    service({ app: "wbe" });
  },
  right: () => {
    deployment("web");
    service(labels);
  },
  unknownSelector: () => {
    deployment("web");
    service({ app: later });
  },
  unknownLabels: () => {
    deployment("web", {}, { app: later });
    service({ app: "wbe" });
  },
  partlyUnknown: () => {
    deployment("web");
    service({ app: "wbe", of: later });
  },
  component: () => {
    new App("app", (opts) => {
      deployment("web", opts);
      service({ app: "wbe" }, metadata, opts);
    });
  },
  emptyComponent: () => {
    new App("app", () => undefined);
    deployment("web");
    service({ app: "wbe" });
  },
  laterTransformation: () => {
    pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
      type === "kubernetes:core/v1:Service"
        ? { props: { ...(props as object), spec: { selector: labels, ports: [{ port: 80 }] } }, opts }
        : undefined,
    );
    deployment("web");
    service({ app: "wbe" });
  },
  secret: () => {
    deployment("web");
    service({ app: pulumi.secret("s3cr3t-label") });
  },
  exempt: () => {
    deployment("web");
    const annotations = { "kubespy.pulumi.com/exempt-service-selector-matches-pods": "the operator labels them" };
    service({ app: "wbe" }, { ...metadata, annotations });
  },
  autonamed: () => {
    const web = new k8s.core.v1.Service("web", {
      metadata: { namespace: "shop" },
      spec: { ports: [{ port: 80 }] },
    });
    pulumi.output(web);
    new k8s.networking.v1.Ingress("web", {
      metadata,
      spec: {
        rules: [
          {
            http: {
              paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } }],
            },
          },
        ],
      },
    });
  },
  twoClusters: () => {
    const east = new k8s.Provider("east", { kubeconfig: kubeconfig("east") });
    const west = new k8s.Provider("west", { kubeconfig: kubeconfig("west") });
    deployment("web", { provider: east });
    service(labels, metadata, { provider: west });
  },
  looseEnds: () => {
    deployment("web");
    service({ app: pulumi.output(new Promise<string>(() => undefined)) });
  },
};

function kubeconfig(name: string): string {
  const cluster = { name, cluster: { server: `https://${name}.example.com` } };
  return JSON.stringify({ apiVersion: "v1", kind: "Config", clusters: [cluster] });
}

cases[process.env["CASE"] ?? "wrong"]?.();
