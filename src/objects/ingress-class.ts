import type { ObjectMeta } from "./meta";
import { annotation, record, text } from "./raw";

export interface IngressClass {
  readonly apiVersion: string;
  readonly kind: "IngressClass";
  readonly metadata: ObjectMeta;
  readonly controller: string | undefined;
  /** Ingresses that name no class get this one when they are created. */
  readonly isDefault: boolean;
}

export function readIngressClass(apiVersion: string, metadata: ObjectMeta, raw: unknown): IngressClass {
  const spec = record(record(raw)["spec"]);
  return {
    apiVersion,
    kind: "IngressClass",
    metadata,
    controller: text(spec["controller"]),
    isDefault: annotation(raw, "ingressclass.kubernetes.io/is-default-class") === "true",
  };
}
