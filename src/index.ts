export type { TraceOptions } from "./pulumi/options";
export { traceAll } from "./pulumi/trace-all";
export { Traced } from "./pulumi/traced";
