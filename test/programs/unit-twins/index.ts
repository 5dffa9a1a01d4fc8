/** Two components, each with a Deployment that the program calls "web": the URNs differ in the parents' types alone. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { traceAll } from "../../../src/index";

traceAll();

class App extends pulumi.ComponentResource {
  constructor(type: string, object: string) {
    super(type, "app");
    const labels = { app: object };
    new k8s.apps.v1.Deployment(
      "web",
      {
        metadata: { name: object, namespace: "shop" },
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "lab.local/web:1" }] } },
        },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}

new App("acme:index:Left", "left");
new App("acme:index:Right", "right");
