import type * as pulumi from "@pulumi/pulumi";
import { annotationOf } from "./annotations";

/** `true` takes the resource's own timeout, else ten minutes; a number is seconds; `false` is as Pulumi does it. */
export type Settle = boolean | number;

/** On an object: "true", "false" or seconds. Counts more than `Traced` and `traceAll`. */
export const settleAnnotation = "kubespy.pulumi.com/settle";

/** What the provider waits for when nothing else is said, in milliseconds. */
const usualMs = 600_000;
const longestSeconds = 86_400;

export const settleWanted = `true, false or a number of seconds from 1 to ${String(longestSeconds)}`;

/** The setting as a program, a variable or an annotation says it; undefined when it is none. */
export function readSettle(value: unknown): Settle | undefined {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  const seconds = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof seconds === "number" && Number.isInteger(seconds) && seconds > 0 && seconds <= longestSeconds
    ? seconds
    : undefined;
}

const chosen = new WeakMap<pulumi.Resource, Settle>();

/**
 * What counts for a resource: its annotation, else what the nearest one above it was told. A
 * component's transformations run before the stack's, so the first that says something wins.
 */
export function settleOf(args: pulumi.ResourceTransformationArgs, given: Settle | undefined): Settle {
  const settle = chosen.get(args.resource) ?? annotatedSettle(args.name, args.props) ?? given;
  if (settle !== undefined) chosen.set(args.resource, settle);
  return settle ?? false;
}

/** What an object's annotation says of it. Only plain annotations count: an output is known too late. */
export function annotatedSettle(name: string, props: unknown): Settle | undefined {
  const text = annotationOf(props, settleAnnotation);
  if (text === undefined) return undefined;
  const settle = readSettle(text);
  if (settle === undefined)
    throw new TypeError(
      `pulumi-kubespy: the annotation ${settleAnnotation} of "${name}" must be ${settleWanted}, not ${JSON.stringify(text)}`,
    );
  return settle;
}

/** How long a resource may take, in milliseconds. */
export function limitOf(settle: Settle, props: unknown, opts: pulumi.ResourceOptions): number {
  if (typeof settle === "number") return settle * 1000;
  const { create, update } = (opts as pulumi.CustomResourceOptions).customTimeouts ?? {};
  const own = [create, update].map((text) => (text === undefined ? undefined : durationMs(text)));
  const annotated = Number(annotationOf(props, "pulumi.com/timeoutSeconds")) * 1000;
  return own.find((ms) => ms !== undefined && ms > 0) ?? (annotated > 0 ? annotated : usualMs);
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Go's notation: "1h30m", "90s". */
function durationMs(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text.trim()) return undefined;
  return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (unitMs[unit] ?? 0), 0);
}
