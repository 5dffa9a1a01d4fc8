import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { traceAll } from "pulumi-kubespy";

traceAll();

const config = new pulumi.Config();
const image = config.require("image");
const labels = { app: "web" };
const annotations = { "pulumi.com/timeoutSeconds": config.require("timeoutSeconds") };

const namespace = new k8s.core.v1.Namespace("quickstart");

new k8s.apps.v1.Deployment("web", {
  metadata: { name: "web", namespace: namespace.metadata.name, annotations },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          {
            name: "web",
            image,
            ports: [{ name: "http", containerPort: 8080 }],
            readinessProbe: { httpGet: { path: "/", port: "http" }, periodSeconds: 2 },
          },
        ],
      },
    },
  },
});

const service = new k8s.core.v1.Service("web", {
  metadata: { name: "web", namespace: namespace.metadata.name, annotations },
  spec: {
    selector: { app: config.require("selector") },
    ports: [{ port: 80, targetPort: "http" }],
  },
});

export const url = pulumi.interpolate`http://${service.metadata.name}.${namespace.metadata.name}.svc`;
