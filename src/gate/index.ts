export type { ServiceResource, TrafficGateArgs } from "./gate-args";
export { TrafficGate } from "./traffic-gate";
