import type { MaybeLabels } from "../wiring";
import { unknown, type Maybe } from "../wiring/answer";

/*
 * Reading what a program or a manifest declares. Values that a preview does not know yet stand in it
 * as `unknown` or as the engine's texts for it; everything here gives `unknown` for both.
 */

/** What stands for "not known yet" in properties: one text per type. Source: pulumi sdk/go/common/resource/plugin/rpc.go. */
const undecided: ReadonlySet<string> = new Set([
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

const sentinelLength = 36;

/** Is it a value that a preview does not know yet? */
export function isUndecided(value: unknown): boolean {
  if (typeof value === "string") return value.length === sentinelLength && undecided.has(value);
  return value === unknown;
}

export function isRecord(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path: `unknown` as soon as something on the way is not decided, undefined when it is absent (or null). */
export function field(tree: unknown, ...path: readonly string[]): unknown {
  return valueAt(tree, path);
}

function valueAt(tree: unknown, path: readonly string[]): unknown {
  let current = tree;
  for (let depth = 0; depth < path.length; depth++) {
    if (!isRecord(current)) return isUndecided(current) ? unknown : undefined;
    const value: unknown = current[path[depth] ?? ""];
    // Properties hold no functions: it is a member that all objects have ("constructor").
    if (value === undefined || typeof value === "function") return undefined;
    current = value;
  }
  return isUndecided(current) ? unknown : (current ?? undefined);
}

/** A text at a path; a value of another type is not for us to judge and counts as `unknown`. */
export function textField(tree: unknown, ...path: readonly string[]): Maybe<string> | undefined {
  const value = valueAt(tree, path);
  return value === undefined || typeof value === "string" ? value : unknown;
}

/** An int-or-string at a path (ports); other types count as `unknown`. */
export function portField(tree: unknown, ...path: readonly string[]): Maybe<string | number> | undefined {
  const value = valueAt(tree, path);
  if (value === undefined || typeof value === "string") return value;
  return typeof value === "number" && Number.isFinite(value) ? value : unknown;
}

/** A yes or no at a path; other types count as `unknown`. */
export function flagField(tree: unknown, ...path: readonly string[]): Maybe<boolean> | undefined {
  const value = valueAt(tree, path);
  return value === undefined || typeof value === "boolean" ? value : unknown;
}

/** A list at a path, empty when absent; something else counts as `unknown`. Its items may be undecided: read them with these functions too. */
export function listField(tree: unknown, ...path: readonly string[]): Maybe<readonly unknown[]> {
  const value = valueAt(tree, path);
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : unknown;
}

/** A map of labels at a path, empty when absent. Numbers are text as the API server takes them; other types count as `unknown`. */
export function labelsField(tree: unknown, ...path: readonly string[]): MaybeLabels {
  const value = valueAt(tree, path);
  if (value === undefined) return {};
  if (!isRecord(value)) return unknown;
  return areLabels(value) ? value : readLabels(value);
}

/** Are all of its values decided texts, as in nearly all labels? Then nothing has to be copied. */
function areLabels(value: Tree): value is Readonly<Record<string, string>> {
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (typeof item !== "string" || key === "__proto__" || isUndecided(item)) return false;
  }
  return true;
}

function readLabels(value: Tree): MaybeLabels {
  const labels: Record<string, Maybe<string>> = {};
  for (const key of Object.keys(value)) {
    // A key of this name would set the prototype instead of a label.
    if (key !== "__proto__") labels[key] = labelValue(value[key]);
  }
  return labels;
}

function labelValue(value: unknown): Maybe<string> {
  if (typeof value === "string") return isUndecided(value) ? unknown : value;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : unknown;
}

/** Has it no property at all? Then nothing is known of the resource (a provider that does not run yet answers so). */
export function isEmpty(tree: Tree): boolean {
  for (const key in tree) if (Object.hasOwn(tree, key)) return false;
  return true;
}
