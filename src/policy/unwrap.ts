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
  for (
    let layer = 0;
    layer < 4 && attempt(() => Reflect.get(current as object, "__isSpecialProxy")) === true;
    layer++
  ) {
    const target = attempt(() => Reflect.get(current as object, "__getSpecialProxyTarget"));
    if (!isRecord(target)) return copied(current);
    if (attempt(() => Reflect.get(target, "__isSpecialProxy")) !== true) return target;
    current = target;
  }
  return copied(current);
}

function copied(props: unknown): Tree {
  const copy = copyOf(props, 0);
  return isRecord(copy) ? copy : {};
}

const deepest = 64;

function copyOf(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > deepest) return unknown;
  const keys = attempt(() => Object.keys(value));
  if (!Array.isArray(keys)) return unknown;
  const entries = keys.map(
    (key: string) =>
      [
        key,
        copyOf(
          attempt(() => ownValue(value, key)),
          depth + 1,
        ),
      ] as const,
  );
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

/** Through the descriptor, since a proxy's `get` is what throws. */
function ownValue(container: object, key: string): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(container, key);
  return descriptor !== undefined && "value" in descriptor ? descriptor.value : Reflect.get(container, key);
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return unknown;
  }
}

/** All texts below a value that the SDK marked as secret (it does so for remediations only). */
export function secretTextsIn(tree: unknown): readonly string[] {
  return textsIn(tree, false, 0);
}

function textsIn(value: unknown, secret: boolean, depth: number): readonly string[] {
  if (typeof value === "string") return secret && !isUndecided(value) ? [value] : [];
  if (typeof value !== "object" || value === null || depth > deepest) return [];
  const marked = secret || attempt(() => value.constructor.name) === "Secret";
  return Object.values(value).flatMap((item: unknown) => textsIn(item, marked, depth + 1));
}
