import { isUnknown, type Maybe } from "../wiring";

const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** One property as one would write it in a program: `app: "web"`, `"app.kubernetes.io/name": "web"`. An ellipsis stands for what is not known yet. */
export function pairCode(key: string, value: Maybe<string>): string {
  const name = identifier.test(key) ? key : JSON.stringify(key);
  return `${name}: ${isUnknown(value) ? "…" : JSON.stringify(value)}`;
}

/** A map of labels as one would write it in a program. */
export function labelsCode(labels: Readonly<Record<string, Maybe<string>>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => pairCode(key, value));
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}
