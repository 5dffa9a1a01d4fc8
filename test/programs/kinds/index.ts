import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { traceAll } from "pulumi-kubespy";

const config = new pulumi.Config();
if (config.get("traced") !== "false") traceAll();

// One resource of each kind that is told of: all well, or each stuck in its own way.
const isWell = config.require("how") === "well";
const home = new k8s.core.v1.Namespace("home", { metadata: { name: config.require("namespace") } });
const namespace = home.metadata.name;
const opts: pulumi.CustomResourceOptions = { dependsOn: home, customTimeouts: { create: isWell ? "1m" : "12s" } };

const container = (image: string): k8s.types.input.core.v1.Container => ({
  name: "main",
  image,
  readinessProbe: { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 },
});
const pods = (app: string, spec: k8s.types.input.core.v1.PodSpec): k8s.types.input.core.v1.PodTemplateSpec => ({
  metadata: { labels: { app } },
  spec: { terminationGracePeriodSeconds: 1, ...spec },
});
const shell = (command: string): k8s.types.input.core.v1.Container => ({
  name: "main",
  image: "lab.local/app:1",
  command: ["/bin/sh", "-c", command],
});
const of = (app: string): { matchLabels: Record<string, string> } => ({ matchLabels: { app } });
const web = "lab.local/web:1";
const missing = "registry.lab.local/web:nope";

new k8s.core.v1.Service(
  "db",
  { metadata: { name: "db", namespace }, spec: { clusterIP: "None", selector: { app: "db" }, ports: [{ port: 80 }] } },
  opts,
);
new k8s.apps.v1.StatefulSet(
  "db",
  {
    metadata: { name: "db", namespace },
    spec: {
      replicas: 2,
      serviceName: "db",
      selector: of("db"),
      template: pods("db", { containers: [container(isWell ? web : missing)] }),
    },
  },
  opts,
);
new k8s.apps.v1.DaemonSet(
  "agent",
  {
    metadata: { name: "agent", namespace },
    spec: {
      selector: of("agent"),
      template: pods("agent", {
        containers: [{ ...container(web), ...(isWell ? {} : shell("echo the socket is not there; exit 4")) }],
      }),
    },
  },
  opts,
);
new k8s.batch.v1.Job(
  "migrate",
  {
    metadata: { name: "migrate", namespace },
    spec: {
      backoffLimit: 0,
      template: pods("migrate", {
        restartPolicy: "Never",
        containers: [shell(isWell ? "sleep 1" : "echo migration 7 failed; exit 3")],
      }),
    },
  },
  opts,
);
new k8s.batch.v1.CronJob(
  "report",
  {
    metadata: { name: "report", namespace },
    spec: {
      schedule: "0 4 * * *",
      jobTemplate: { spec: { template: pods("report", { restartPolicy: "Never", containers: [shell("true")] }) } },
    },
  },
  opts,
);

new k8s.core.v1.ServiceAccount("robot", { metadata: { name: "robot", namespace } }, opts);
new k8s.core.v1.ConfigMap("settings", { metadata: { name: "settings", namespace }, data: { key: "value" } }, opts);

const storageClass = (name: string, volumeBindingMode: string): pulumi.Output<string> =>
  new k8s.storage.v1.StorageClass(name, {
    metadata: { name: pulumi.interpolate`${namespace}-${name}` },
    provisioner: "kubernetes.io/no-provisioner",
    volumeBindingMode,
  }).metadata.name;
const [now, later] = [storageClass("now", "Immediate"), storageClass("later", "WaitForFirstConsumer")];
const volumes: pulumi.Resource[] = [];
if (isWell) {
  const volume = new k8s.core.v1.PersistentVolume("files", {
    metadata: { name: pulumi.interpolate`${namespace}-files` },
    spec: {
      capacity: { storage: "1Mi" },
      accessModes: ["ReadWriteOnce"],
      storageClassName: now,
      hostPath: { path: "/tmp", type: "Directory" },
    },
  });
  // One that comes later is found when the controller looks again, after up to 15 s.
  volumes.push(volume);
}
// The provider waits five minutes for a claim that is to be bound, whatever `customTimeouts` says.
const claim = (name: string, storageClassName: pulumi.Input<string>, annotations = {}): void => {
  new k8s.core.v1.PersistentVolumeClaim(
    name,
    {
      metadata: { name, namespace, annotations },
      spec: { storageClassName, accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } },
    },
    { ...opts, dependsOn: [home, ...volumes] },
  );
};
claim("files", now, isWell ? {} : { "pulumi.com/skipAwait": "true" });
claim("spare", later);

const deployment = new k8s.apps.v1.Deployment(
  "web",
  {
    metadata: { name: "web", namespace },
    spec: {
      selector: of("web"),
      template: pods("web", {
        containers: [container(web)],
        volumes: [{ name: "files", persistentVolumeClaim: { claimName: "files" } }],
      }),
    },
  },
  opts,
);
new k8s.core.v1.Service(
  "web",
  { metadata: { name: "web", namespace }, spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] } },
  opts,
);
const ingress = (name: string, annotations: Record<string, string>): k8s.networking.v1.Ingress =>
  new k8s.networking.v1.Ingress(
    name,
    {
      metadata: { name, namespace, annotations },
      spec: { defaultBackend: { service: { name, port: { number: 80 } } } },
    },
    opts,
  );
ingress("web", isWell ? { "pulumi.com/skipAwait": "true" } : {});
// The lab has no metrics: where all is well there is no autoscaler.
if (!isWell) {
  new k8s.autoscaling.v2.HorizontalPodAutoscaler(
    "web",
    {
      metadata: { name: "web", namespace },
      spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "wbe" }, maxReplicas: 3 },
    },
    opts,
  );
}
new k8s.policy.v1.PodDisruptionBudget(
  "web",
  { metadata: { name: "web", namespace }, spec: { selector: of("web"), maxUnavailable: 1 } },
  opts,
);
if (isWell) {
  new k8s.apps.v1.DeploymentPatch(
    "web-note",
    { metadata: { name: "web", namespace, annotations: { "shop.example.com/team": "web" } } },
    { dependsOn: deployment },
  );
}
// Ready in both; an Ingress before it, whose address nobody gives, is only there where not all is well.
new k8s.yaml.v2.ConfigGroup(
  "list",
  {
    objs: [
      {
        apiVersion: "v1",
        kind: "List",
        items: [
          { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "site", namespace }, data: { key: "value" } },
          {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "site", namespace },
            spec: { selector: of("site"), template: pods("site", { containers: [container(web)] }) },
          },
          {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name: "site", namespace },
            spec: { selector: { app: "site" }, ports: [{ port: 80, targetPort: 8080 }] },
          },
        ],
      },
    ],
  },
  { dependsOn: home },
);
if (!isWell) ingress("site", {});
