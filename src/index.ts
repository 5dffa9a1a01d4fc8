export type { ReadinessRule } from "./diagnosis";
export { TrafficGate, type ServiceResource, type TrafficGateArgs } from "./gate";
export type { TraceOptions } from "./pulumi/options";
export { traceAll } from "./pulumi/trace-all";
export { Traced } from "./pulumi/traced";
