import { isUnknown } from "../wiring";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import { showsAllContainers } from "./pod-template";
import type { PlacedSource } from "./source-index";

/** The PodSpec of an object that the declaration creates. */
export interface PodSpecAt {
  readonly object: DeclaredObject;
  readonly source: PlacedSource;
  /** Perhaps `unknown`: read it with the functions of tree.ts. */
  readonly spec: unknown;
  /** Where it stands: `spec.template.spec`. */
  readonly path: string;
}

/** All PodSpecs of kinds whose templates are known to become Pods as they are. */
export function podSpecsOf(declaration: Declaration): readonly PodSpecAt[] {
  return declaration.once(readPodSpecs);
}

function readPodSpecs({ sources }: Declaration): readonly PodSpecAt[] {
  return sources.flatMap((source) => {
    const { object, template } = source;
    if (object.read || !showsAllContainers(object) || template.spec === undefined) return [];
    return [{ object, source, spec: template.spec, path: [...template.path, "spec"].join(".") }];
  });
}

/** Why nothing can be read of a PodSpec, or undefined. */
export function doubtOf({ spec }: PodSpecAt): string | undefined {
  return isUnknown(spec) ? "its Pod spec is not known yet" : undefined;
}
