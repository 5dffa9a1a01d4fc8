/**
 * A host of inline programs, as the Automation API is one: serves the language runtime to the
 * engine and stays alive when a program is over. Prints its address. PLAIN: without tracing. OPTIONS:
 * those of traceAll, as JSON.
 */
import * as grpc from "@grpc/grpc-js";
import * as k8s from "@pulumi/kubernetes";
import * as automation from "@pulumi/pulumi/automation/server";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { traceAll, type TraceOptions } from "../../../src/index";

async function program(): Promise<void> {
  await Promise.resolve();
  if (process.env["PLAIN"] === undefined) traceAll(JSON.parse(process.env["OPTIONS"] ?? "{}") as TraceOptions);
  const labels = { app: "web" };
  new k8s.apps.v1.Deployment("web", {
    metadata: { name: "web", namespace: "shop" },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "lab.local/web:1" }] } },
    },
  });
}

/** Not declared by the SDK. */
const { LanguageServer } = automation as unknown as {
  LanguageServer: new (program: () => Promise<void>) => grpc.UntypedServiceImplementation;
};
const host = new LanguageServer(program);
const server = new grpc.Server();
server.addService(LanguageRuntimeService, host);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (_error, port) => {
  process.stdout.write(`listening on 127.0.0.1:${String(port)}\n`);
});
