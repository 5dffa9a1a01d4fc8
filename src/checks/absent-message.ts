import { isUnknown } from "../wiring";
import { absentObject } from "./causes";
import type { DeclaredObject } from "./declared";
import type { Certainty, Raised } from "./finding";
import type { Absent } from "./find-named";
import { nameCode } from "./pulumi-code";

/** How a reference is written. */
export interface ReferenceWording {
  /** `spec.rules[0].http.paths[0].backend.service.name`. */
  readonly path: string;
  /** The line of code that gives this name, which is already code: `name: "web"`, `name: web.metadata.name`. */
  readonly fix: (name: string) => string;
  /** "an Ingress finds Services in its own namespace only". */
  readonly within: string;
  /** What all that is declared is called: "this stack". */
  readonly called: string;
}

/** What {@link Raised} needs of a reference that leads nowhere. */
export function describeAbsent(
  absent: Absent,
  wording: ReferenceWording,
): Pick<Raised, "path" | "message" | "remedy" | "nearest" | "certainty" | "cause"> {
  const { message, remedy } = inWords(absent, wording);
  return {
    path: wording.path,
    certainty: certaintyOf(absent),
    message: `${wording.path} is ${JSON.stringify(absent.name)}: ${message}`,
    remedy,
    ...(absent.type === "none" ? {} : { nearest: absent.object }),
    cause: causeOf(absent),
  };
}

/** What is missing is missing for all that refer to it; what is misspelt is so in one object. */
function causeOf({ type, kind, name, place, from }: Absent): string {
  const absent = absentObject(kind, String(place.namespace), name);
  return type === "none" ? absent : `${absent} for ${from.id}`;
}

/**
 * Only possible where somebody else may deploy it: nothing of the kind is at that place; and where
 * Pulumi has not made up the name yet, since it can be told to take the resource's.
 */
function certaintyOf(absent: Absent): Certainty {
  if (absent.type === "none") return absent.others.length === 0 ? "possible" : "certain";
  return absent.type === "auto-named" && isUnknown(absent.object.name) ? "possible" : "certain";
}

function inWords(
  absent: Absent,
  { fix, within, called }: ReferenceWording,
): { readonly message: string; readonly remedy: string } {
  const { kind, name, place } = absent;
  const where = isUnknown(place.namespace) ? "in its namespace" : namespaceText(place.namespace);
  const none = where === "" ? `no ${kind} of ${called} has that name` : `no ${kind} ${where} has that name`;
  switch (absent.type) {
    case "auto-named": {
      const { object } = absent;
      const made = isUnknown(object.name) ? "" : ` (${object.name})`;
      return {
        message: `${none}. Resource ${object.label} is ${/^[AEIO]/.test(kind) ? "an" : "a"} ${kind} whose name Pulumi makes up${made}.`,
        remedy: `${fix(nameCode(object))}, or give it the name: metadata: { name: ${JSON.stringify(name)} }`,
      };
    }
    case "other namespace":
      return {
        message: `${none}. Nearest: ${kind} ${name} ${namespaceText(absent.object.ref.namespace ?? "default")}; ${within}.`,
        remedy: `one namespace for both: metadata: { namespace: ${JSON.stringify(absent.object.ref.namespace ?? "default")} }`,
      };
    case "other cluster":
      return {
        message: `${none}. Nearest: ${kind} ${name}, which goes to another cluster (provider ${absent.object.place.cluster.name ?? "default"}).`,
        remedy: `the resource option { provider } of ${kind} ${name}, here too`,
      };
    case "similar":
      return {
        message: `${none}. Nearest: ${kind} ${absent.object.ref.name}.`,
        remedy: fix(absent.object.autonamed ? nameCode(absent.object) : JSON.stringify(absent.object.ref.name)),
      };
    case "none":
      return noneWords(absent.others, { kind, where, none, called });
  }
}

const most = 3;

function noneWords(
  others: readonly DeclaredObject[],
  { kind, where, none, called }: Readonly<Record<"kind" | "where" | "none" | "called", string>>,
): { readonly message: string; readonly remedy: string } {
  if (others.length === 0) {
    return {
      message: `${called} deploys no ${kind}${where === "" ? "" : ` ${where.replace(/^in /, "to ")}`}; it has to come from somebody else.`,
      remedy: "none needed where another stack deploys it; else deploy it here",
    };
  }
  const shown = others.slice(0, most).map(({ ref }) => `${kind} ${ref.name}`);
  const list = [...shown, ...(others.length > most ? [`${others.length - most} more`] : [])].join(", ");
  return { message: `${none}. There: ${list}.`, remedy: `deploy it too, or name one of these` };
}

const namespaceText = (namespace: string | undefined): string =>
  namespace === undefined ? "" : `in namespace ${namespace}`;
