import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { traceAll, Traced } from "pulumi-kubespy";
import { catalogue, type Scenario } from "./catalogue";

interface Application {
  readonly deployment: k8s.apps.v1.Deployment;
  readonly service: k8s.core.v1.Service;
}

const config = new pulumi.Config();
const traced = config.get("traced") ?? "true";
if (traced === "true") traceAll();

function find(name: string): Scenario {
  const scenario = (catalogue as Readonly<Record<string, Scenario>>)[name];
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  return scenario;
}

/** A provider of the program's own, when the test asks for one. */
function provider(name: string, settings: k8s.ProviderArgs): pulumi.CustomResourceOptions {
  return Object.keys(settings).length === 0 ? {} : { provider: new k8s.Provider(name, settings) };
}

function set<Name extends string>(name: Name): { readonly [name in Name]?: string } {
  const value = config.get(name);
  return (value === undefined ? {} : { [name]: value }) as { readonly [name in Name]?: string };
}

const annotations = { "pulumi.com/timeoutSeconds": config.get("timeout") ?? "25" };
const skipAwait = config.getBoolean("skipAwait") === true ? { "pulumi.com/skipAwait": "true" } : {};

function application(
  name: string,
  scenario: Scenario,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): Application {
  const metadata = { name, namespace, annotations: { ...annotations, ...skipAwait } };
  const labels = { app: name };
  const deployment = new k8s.apps.v1.Deployment(
    name,
    {
      metadata,
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            terminationGracePeriodSeconds: 1,
            ...scenario.pod,
            containers: [
              {
                name: "web",
                image: "lab.local/web:1",
                ports: [{ name: "http", containerPort: 8080 }],
                readinessProbe: { httpGet: { path: "/", port: "http" }, periodSeconds: 1 },
                ...scenario.container,
              },
            ],
          },
        },
      },
    },
    opts,
  );
  const service = new k8s.core.v1.Service(
    name,
    { metadata, spec: { selector: labels, ports: [{ port: 80, targetPort: "http" }], ...scenario.service } },
    opts,
  );
  return { deployment, service };
}

const scenario = find(config.require("scenario"));
const home = config.require("namespace");
const through = provider("cluster", { ...set("kubeconfig"), ...set("context"), ...set("renderYamlToDirectory") });

/** "first": it is there before anything in it. "late": nothing waits for it. "none": somebody else has made it. */
const order = config.get("namespaceOrder") ?? "first";
const namespace =
  order === "none" ? undefined : new k8s.core.v1.Namespace("home", { metadata: { name: home } }, through);
const inside = order === "first" && namespace !== undefined ? namespace.metadata.name : home;

const quota =
  scenario.quota === undefined
    ? []
    : [
        new k8s.core.v1.ResourceQuota(
          "team",
          { metadata: { name: "team", namespace: inside }, spec: { hard: { "requests.cpu": scenario.quota } } },
          through,
        ),
      ];

const { deployment } =
  traced === "component"
    ? new Traced("web", (opts) => application("web", scenario, inside, { ...opts, dependsOn: quota }), through)
        .resources
    : application("web", scenario, inside, { ...through, dependsOn: quota });

/** A second application, in another namespace and reached through another context. */
const second = config.get("secondContext");
if (second !== undefined) {
  const other = provider("other", { context: second });
  const elsewhere = new k8s.core.v1.Namespace("elsewhere", { metadata: { name: `${home}-2` } }, other);
  application("shop", find(config.get("secondScenario") ?? "healthy"), elsewhere.metadata.name, other);
}

/** More of the same in the same namespace. */
for (let copy = 1; copy < Number(config.get("copies") ?? "1"); copy += 1) {
  application(`web-${String(copy)}`, scenario, inside, through);
}

/** Something that comes after the application. */
if (config.getBoolean("dependent") === true) {
  const after = { namespace: inside, name: "after" };
  new k8s.core.v1.ConfigMap("after", { metadata: after, data: { made: deployment.metadata.name } }, through);
}

const throws = config.get("throws");
if (throws === "at-once") throw new Error("the program has a fault of its own");
if (throws === "after-creating") {
  deployment.id.apply(() => {
    throw new Error("the program has a fault of its own");
  });
}
