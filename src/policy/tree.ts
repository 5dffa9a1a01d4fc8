import { isUnknown, unknown, type Maybe, type MaybeLabels } from "../wiring";

/*
 * Reading a resource's properties as the policy SDK hands them over: a proxy that throws as soon as
 * a value is touched that a preview does not know yet, which ends the whole policy. Everything here
 * gives `unknown` instead.
 */

/** What stands for "not known yet" in properties: one text per type. Source: pulumi sdk/go/common/resource/plugin/rpc.go. */
const undecided: ReadonlySet<unknown> = new Set([
  unknown,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Properties without proxies. Undecided values stand in it as `unknown` or as the engine's texts: read it with the functions below. */
export type Tree = Readonly<Record<string, unknown>>;

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

function isRecord(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path: `unknown` as soon as something on the way is not decided, undefined when it is absent (or null). */
export function field(tree: unknown, ...path: readonly string[]): unknown {
  let current = tree;
  for (const key of path) {
    if (undecided.has(current)) return unknown;
    if (!isRecord(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return undecided.has(current) ? unknown : (current ?? undefined);
}

/** A text at a path; a value of another type is not for us to judge and counts as `unknown`. */
export function textField(tree: unknown, ...path: readonly string[]): Maybe<string> | undefined {
  const value = field(tree, ...path);
  return value === undefined || typeof value === "string" ? value : unknown;
}

/** A map of labels at a path, empty when absent. Numbers are text as the API server takes them; other types count as `unknown`. */
export function labelsField(tree: unknown, ...path: readonly string[]): MaybeLabels {
  const value = field(tree, ...path);
  if (value === undefined) return {};
  if (isUnknown(value) || !isRecord(value)) return unknown;
  return Object.fromEntries(Object.keys(value).map((key) => [key, labelValue(field(value, key))]));
}

function labelValue(value: unknown): Maybe<string> {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : unknown;
}

/** Has it no property at all? Then nothing is known of the resource (a provider that does not run yet answers so). */
export function isEmpty(tree: Tree): boolean {
  return Object.keys(tree).length === 0;
}

/** All texts below a value that the SDK marked as secret (it does so for remediations only). */
export function secretTextsIn(tree: unknown): readonly string[] {
  return textsIn(tree, false, 0);
}

function textsIn(value: unknown, secret: boolean, depth: number): readonly string[] {
  if (typeof value === "string") return secret && !undecided.has(value) ? [value] : [];
  if (typeof value !== "object" || value === null || depth > deepest) return [];
  const marked = secret || attempt(() => value.constructor.name) === "Secret";
  return Object.values(value).flatMap((item: unknown) => textsIn(item, marked, depth + 1));
}
