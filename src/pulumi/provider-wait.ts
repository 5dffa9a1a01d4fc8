import * as pulumi from "@pulumi/pulumi";
import { objectType } from "./resource-identity";

const waitFor = "pulumi.com/waitFor";

/** True as soon as the object exists. */
const existence = "jsonpath={.metadata.uid}";

/** Kinds whose outputs are complete when they are created: nobody misses what the provider would have waited for. */
const complete: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"]);

/**
 * The inputs of a resource whose readiness is waited for by somebody else: the provider is told that
 * the object is ready when it exists. Not by `pulumi.com/skipAwait`: that would also skip waiting for
 * the end of a deletion, and a replacement would run into the object that is going. Left alone:
 * what the program itself says of waiting, and kinds whose outputs appear during the wait (the
 * address of a load balancer, of a Pod, of an Ingress).
 */
export function withoutProviderWait(type: string, props: unknown): unknown {
  if (!endsEarly(type, props)) return props;
  const { metadata, ...rest } = props as { readonly metadata?: unknown };
  return { ...rest, metadata: withAnnotation(metadata) };
}

function endsEarly(type: string, props: unknown): boolean {
  const kind = objectType(type)?.kind ?? "";
  if (complete.has(kind)) return true;
  if (kind !== "Service") return false;
  const spec = (props as { spec?: { type?: unknown } } | undefined)?.spec;
  if (pulumi.Output.isInstance(spec)) return false;
  const of = spec?.type ?? "ClusterIP";
  return of === "ClusterIP" || of === "NodePort";
}

/** The annotation beside the others, which may not be known yet, all or some of them. */
function withAnnotation(metadata: unknown): unknown {
  if (pulumi.Output.isInstance(metadata) || metadata instanceof Promise)
    return pulumi.output(metadata).apply(withAnnotation);
  const { annotations, ...rest } = (metadata ?? {}) as { readonly annotations?: unknown };
  return { ...rest, annotations: withWait(annotations) };
}

function withWait(annotations: unknown): unknown {
  if (pulumi.Output.isInstance(annotations) || annotations instanceof Promise)
    return pulumi.output(annotations).apply(withWait);
  const own = (annotations ?? {}) as Readonly<Record<string, unknown>>;
  return waitFor in own || "pulumi.com/skipAwait" in own ? own : { ...own, [waitFor]: existence };
}
