/** A team's own component on top of Traced, with a Deployment and a Service in namespace shop. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Traced } from "../../../src/index";

class WebApp extends Traced<{ readonly deployment: k8s.apps.v1.Deployment; readonly service: k8s.core.v1.Service }> {
  constructor(name: string, image: pulumi.Input<string>, options?: pulumi.ComponentResourceOptions) {
    super(
      name,
      (opts) => {
        const labels = { app: "web" };
        const metadata = { name: "web", namespace: "shop" };
        const deployment = new k8s.apps.v1.Deployment(
          "web",
          {
            metadata,
            spec: {
              replicas: 2,
              selector: { matchLabels: labels },
              template: { metadata: { labels }, spec: { containers: [{ name: "web", image }] } },
            },
          },
          opts,
        );
        const service = new k8s.core.v1.Service(
          "web",
          { metadata, spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] } },
          opts,
        );
        return { deployment, service };
      },
      options,
    );
  }

  get ports(): pulumi.Output<number> {
    return this.resources.service.spec.ports[0]?.port ?? pulumi.output(0);
  }
}

const app = new WebApp("web-app", "lab.local/web:1");
export const name = app.resources.deployment.metadata.name;
export const port = app.ports;
