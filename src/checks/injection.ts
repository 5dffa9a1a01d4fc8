import { isUnknown } from "../wiring";
import { field, isRecord } from "./tree";
import type { PlacedSource } from "./source-index";

/** Annotations and labels that ask a webhook for a sidecar: Istio, Linkerd, Consul, Vault, OpenTelemetry, Kuma, App Mesh, Dapr. */
const asking = /inject|^dapr\.io\//i;

/** Ports that sidecars declare which a namespace's label asks for, so that the Pod template shows nothing of them. */
const sidecarPorts: ReadonlySet<string> = new Set([
  "dapr-grpc",
  "dapr-http",
  "dapr-internal",
  "dapr-metrics",
  "envoy-admin",
  "http-envoy-prom",
  "linkerd-admin",
  "linkerd-proxy",
]);

/** May a sidecar that is injected at admission declare a port of that name? */
export function mayInjectPort({ object, template }: PlacedSource, port: string): boolean {
  if (sidecarPorts.has(port)) return true;
  return ["annotations", "labels"].some((name) => {
    const map = field(object.tree, ...template.path, "metadata", name);
    if (isUnknown(map)) return true;
    return isRecord(map) && Object.entries(map).some(([key, value]) => asking.test(key) && isAsked(value));
  });
}

const isAsked = (value: unknown): boolean => value !== "false" && value !== "disabled" && value !== false;
