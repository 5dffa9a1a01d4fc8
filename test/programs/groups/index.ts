import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { writeFileSync } from "node:fs";
import { traceAll } from "pulumi-kubespy";

const rules = [
  {
    apiVersion: "shop.example.com/v1",
    kind: "Cart",
    ready: { path: "spec.open", values: [true] },
    failed: { path: "spec.broken", values: [true] },
  },
];

// One small application, made in each of the ways that do not name their objects one by one.
if (new pulumi.Config().get("traced") !== "false") traceAll({ rules });

const config = new pulumi.Config();
const way = config.require("way");
const image = config.get("image") ?? "lab.local/web:1";
const home = new k8s.core.v1.Namespace("home", { metadata: { name: config.require("namespace") } });
const namespace = home.metadata.name;
const annotations = { "pulumi.com/timeoutSeconds": "12" };

const objects = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace, annotations },
    spec: {
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [
            { name: "web", image, readinessProbe: { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 } },
          ],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace, annotations },
    spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
  },
];

switch (way) {
  case "config-group":
    new k8s.yaml.v2.ConfigGroup("group", { objs: objects }, { dependsOn: home });
    break;
  case "config-group-v1":
    new k8s.yaml.ConfigGroup("group", { objs: objects }, { dependsOn: home });
    break;
  case "kustomize": {
    const [, newName, newTag] = /^(.*):(.*)$/.exec(image) ?? [];
    const images = [{ name: "web", newName, newTag }];
    // Tests run a copy of this folder.
    writeFileSync("kustomize/kustomization.yaml", JSON.stringify({ resources: ["objects.yaml"], images }));
    new k8s.kustomize.v2.Directory("web", { directory: "./kustomize", namespace }, { dependsOn: home });
    break;
  }
  case "chart":
    new k8s.helm.v4.Chart("web", { chart: "./chart", namespace, values: { image } }, { dependsOn: home });
    break;
  case "chart-v3":
    new k8s.helm.v3.Chart("web", { path: "./chart", namespace, values: { image } }, { dependsOn: home });
    break;
  case "release":
    new k8s.helm.v3.Release(
      "web",
      { name: "web", chart: "./chart", namespace, values: { image }, timeout: 15 },
      { dependsOn: home },
    );
    break;
  case "component": {
    class Shop extends pulumi.ComponentResource {
      constructor(name: string) {
        super("test:index:Shop", name);
        new k8s.yaml.v2.ConfigGroup("group", { objs: objects }, { parent: this, dependsOn: home });
        this.registerOutputs();
      }
    }
    new Shop("shop");
    break;
  }
  case "custom": {
    // Read by a rule of the program's own; nobody in the cluster writes its status.
    const group = "shop.example.com";
    const flags = { open: { type: "boolean" }, broken: { type: "boolean" } };
    const schema = { type: "object", properties: { spec: { type: "object", properties: flags } } };
    const definition = new k8s.apiextensions.v1.CustomResourceDefinition("carts", {
      metadata: { name: `carts.${group}` },
      spec: {
        group,
        scope: "Namespaced",
        names: { plural: "carts", kind: "Cart" },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    });
    const broken = config.get("image") !== undefined;
    new k8s.apiextensions.CustomResource(
      "web",
      { apiVersion: `${group}/v1`, kind: "Cart", metadata: { name: "web", namespace }, spec: { open: true, broken } },
      { dependsOn: [home, definition] },
    );
    break;
  }
  default:
    throw new Error(`there is no way ${way}`);
}
