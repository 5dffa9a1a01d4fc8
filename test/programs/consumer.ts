// What somebody's program looks like to the compiler: every public name, used once.
import * as k8s from "@pulumi/kubernetes";
import { TrafficGate, traceAll, Traced, type TraceOptions } from "pulumi-kubespy";
import { policies } from "pulumi-kubespy/policy";

const options: TraceOptions = { logLines: 5, namespaces: ["prod"] };
traceAll(options);

const web = new Traced("web", (opts) => ({
  service: new k8s.core.v1.Service("web", { spec: { ports: [{ port: 80 }] } }, opts),
}));
export const address = web.resources.service.spec.clusterIP;

class Application extends Traced<{ service: k8s.core.v1.Service }> {
  constructor(name: string) {
    super(name, (opts) => ({ service: new k8s.core.v1.Service(name, { spec: { ports: [{ port: 80 }] } }, opts) }));
  }
}
export const api = new Application("api");
export const names = policies.map((policy) => policy.name);

const gate = new TrafficGate("live", { service: api.resources.service, minReady: "50%" });
export const addresses = gate.addresses;
