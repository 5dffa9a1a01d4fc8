/** A program that logs on a resource of its own while that is being created. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { traceAll } from "../../../src/index";

if (process.env["PLAIN"] === undefined) traceAll();

const labels = { app: "web" };
const web = new k8s.apps.v1.Deployment("web", {
  metadata: { name: "web", namespace: "shop" },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "lab.local/web:1" }] } },
  },
});
void pulumi.log.info("a line of the program's own", web);
void pulumi.log.info("another line, on the stack");
