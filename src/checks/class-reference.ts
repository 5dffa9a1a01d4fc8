import type { Maybe } from "../wiring";
import { inNamespace, type DeclaredObject } from "./declared";
import type { Reference } from "./reference";

/** A reference to something of the whole cluster. */
export function classReference(
  object: DeclaredObject,
  kind: string,
  name: Maybe<string>,
  path: string,
  property = "spec",
): Reference {
  const last = path.slice(path.lastIndexOf(".") + 1);
  return {
    object,
    kinds: [kind],
    name,
    place: inNamespace(object.place, undefined),
    property,
    path,
    fix: (code) => `${last}: ${code}`,
    within: "it is of the whole cluster",
  };
}
