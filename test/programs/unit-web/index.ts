/**
 * A Deployment and a Service in namespace shop. PLAIN: without tracing. OPTIONS: those of traceAll,
 * as JSON. ANNOTATIONS: of the Deployment, as JSON. OWN_SIGNAL_HANDLER: it ends itself with code 5, 300 ms after the signal. THROWS: the program itself fails. FAILED_INPUT: an input of the Service never comes.
 */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { traceAll, type TraceOptions } from "../../../src/index";

if (process.env["PLAIN"] === undefined) traceAll(JSON.parse(process.env["OPTIONS"] ?? "{}") as TraceOptions);

const labels = { app: "web" };
const metadata = { name: "web", namespace: "shop" };
const annotations = JSON.parse(process.env["ANNOTATIONS"] ?? "{}") as Record<string, string>;
const web = new k8s.apps.v1.Deployment("web", {
  metadata: { ...metadata, annotations },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "lab.local/web:1" }] } },
  },
});
const port =
  process.env["FAILED_INPUT"] === undefined
    ? 8080
    : pulumi.output(Promise.reject<number>(new Error("the input failed")));
new k8s.core.v1.Service("web", { metadata, spec: { selector: labels, ports: [{ port: 80, targetPort: port }] } });

if (process.env["THROWS"] === "now") throw new Error("the program failed");
if (process.env["THROWS"] === "apply")
  web.id.apply(() => {
    throw new Error("the program failed in apply");
  });
if (process.env["EXITS"] !== undefined) web.id.apply(() => process.exit(7));
if (process.env["OWN_SIGNAL_HANDLER"] !== undefined) process.on("SIGINT", () => setTimeout(() => process.exit(5), 300));
