import type { Answer, Maybe } from "../wiring";
import { describeAbsent } from "./absent-message";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import type { Raised } from "./finding";
import { findNamed, type Absent, type Referred } from "./find-named";
import type { Verdict } from "./judge-each";
import type { Place } from "./place";
import { isSlip } from "./slip";

/** A reference by name, and how it is written. */
export interface Reference {
  readonly object: DeclaredObject;
  /** "/Secret"; several where one kind is in several groups. */
  readonly kinds: readonly string[];
  readonly name: Maybe<string>;
  /** Where it has to be. */
  readonly place: Place;
  /** The top-level property that it stands in: "spec". */
  readonly property: string;
  /** `spec.template.spec.serviceAccountName`. */
  readonly path: string;
  /** The line of code that gives this name, which is already code. */
  readonly fix: (name: string) => string;
  /** "a Pod finds ConfigMaps in its own namespace only". */
  readonly within: string;
  /** The line of code that leads into another namespace, where one can. */
  readonly abroad?: (namespace: string) => string;
}

/**
 * Who else makes what such references lead to. "nobody": what is not declared is missing, as
 * {@link describeAbsent} weighs it. "others": often another stack, a controller or somebody by hand,
 * so that only what is plainly a mistake is certain: a name that Pulumi makes up otherwise, a slip
 * of the finger. "mostly others": the cluster's own, or the platform's; nothing else than such a
 * mistake is told.
 */
export type Supplier = "nobody" | "others" | "mostly others";

/** Follows a reference. *No* without a value: it leads to nothing that is declared, and that is nothing to tell. */
export function follow(
  declaration: Declaration,
  reference: Reference,
  supplier: Supplier,
): Answer<Referred, Raised | undefined> {
  const { object, kinds, name, place, property, path, fix, within } = reference;
  const found = findNamed(declaration, { kinds, name, place, from: object, property });
  if (found.answer !== "no") return found;
  const weight = weigh(found.value, supplier);
  if (weight === undefined) return { answer: "no", value: undefined };
  const wording = { path, fix, within, called: declaration.called };
  return {
    answer: "no",
    value: { object, ...describeAbsent(found.value, wording), ...abroadRemedy(reference, found.value), ...weight },
  };
}

function abroadRemedy({ abroad }: Reference, absent: Absent): Partial<Pick<Raised, "remedy">> {
  if (abroad === undefined || absent.type !== "other namespace") return {};
  return { remedy: abroad(absent.object.ref.namespace ?? "default") };
}

/** As {@link follow}, for references of which only the name counts. */
export function followed(declaration: Declaration, reference: Reference, supplier: Supplier): Verdict {
  const found = follow(declaration, reference, supplier);
  switch (found.answer) {
    case "yes":
      return undefined;
    case "no":
      return found.value;
    case "cannot-tell":
      return found.why;
  }
}

type Weight = Partial<Pick<Raised, "certainty" | "severity">>;

/** What is to be said otherwise than of something that nobody else makes; undefined where nothing is to be said. */
function weigh(absent: Absent, supplier: Supplier): Weight | undefined {
  if (supplier === "nobody" || isPlain(absent)) return {};
  if (supplier === "mostly others") return absent.type === "other namespace" ? { certainty: "possible" } : undefined;
  const isAlone = absent.type === "none" && absent.others.length === 0;
  return { certainty: "possible", ...(isAlone ? { severity: "note" } : {}) };
}

/** Is it plainly a mistake, whoever else makes such objects? */
function isPlain(absent: Absent): boolean {
  if (absent.type === "auto-named") return true;
  return absent.type === "similar" && isSlip(absent.name, absent.object.ref.name);
}
