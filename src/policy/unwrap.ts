import { isRecord, isUndecided, type Tree } from "../checks/tree";
import { unknown } from "../wiring";

/*
 * The policy SDK hands properties over behind a proxy that throws as soon as a value is touched that
 * a preview does not know yet, which ends the whole policy. Behind it stands a plain tree.
 */

/**
 * The properties behind the SDK's proxies. Where they have another form than expected they are
 * copied value by value, and what can't be read becomes `unknown`. Never throws.
 */
export function treeOf(props: unknown): Tree {
  let current = props;
  for (let layer = 0; layer < 4 && isProxy(current); layer++) {
    const target = get(current, "__getSpecialProxyTarget");
    if (!isRecord(target)) return copied(current);
    if (!isProxy(target)) return target;
    current = target;
  }
  return copied(current);
}

const isProxy = (value: unknown): boolean => get(value, "__isSpecialProxy") === true;

function get(value: unknown, name: string): unknown {
  try {
    return Reflect.get(value as object, name);
  } catch {
    return unknown;
  }
}

function copied(props: unknown): Tree {
  const copy = copyOf(props, 0);
  return isRecord(copy) ? copy : {};
}

const deepest = 64;

function copyOf(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > deepest) return unknown;
  const keys = keysOf(value);
  if (keys === undefined) return unknown;
  const entries = keys.map((key) => [key, copyOf(ownValue(value, key), depth + 1)] as const);
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

function keysOf(value: object): readonly string[] | undefined {
  try {
    return Object.keys(value);
  } catch {
    return undefined;
  }
}

/** Through the descriptor, since a proxy's `get` is what throws. */
function ownValue(holder: object, key: string): unknown {
  try {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    return descriptor !== undefined && "value" in descriptor ? descriptor.value : Reflect.get(holder, key);
  } catch {
    return unknown;
  }
}

/** All texts below a value that the SDK marked as secret (it does so for remediations only). */
export function secretTextsIn(tree: unknown): readonly string[] {
  const found: string[] = [];
  collectTexts(tree, { marked: false, depth: 0, found });
  return found;
}

interface Search {
  /** It is below something secret. */
  readonly marked: boolean;
  readonly depth: number;
  readonly found: string[];
}

function collectTexts(value: unknown, { marked, depth, found }: Search): void {
  if (typeof value === "string") {
    if (marked && !isUndecided(value)) found.push(value);
  } else if (typeof value === "object" && value !== null && depth <= deepest) {
    const below: Search = { marked: marked || isSecret(value), depth: depth + 1, found };
    for (const key of Object.keys(value)) collectTexts((value as Tree)[key], below);
  }
}

/** Is it the SDK's mark for a secret? By its name, since a program can have several copies of the SDK. */
function isSecret(value: object): boolean {
  const made: unknown = Object.getPrototypeOf(value);
  if (made === Object.prototype || made === Array.prototype) return false;
  const maker = get(made, "constructor");
  return typeof maker === "function" && maker.name === "Secret";
}
