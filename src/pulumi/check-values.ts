import * as pulumi from "@pulumi/pulumi";
import type { Tree } from "../checks";
import { unknown } from "../wiring";

/** An output as the SDK makes it; it does not declare these. */
interface SdkOutput {
  promise(withUnknowns: boolean): Promise<unknown>;
  resources(): Iterable<pulumi.Resource>;
}

/** Gives up on what does not resolve any more: then it is unknown. */
export type InTime = (value: Promise<unknown>) => Promise<unknown>;

const deepest = 64;

/** The values of some of a resource's properties; what a preview does not know yet is `unknown`. Never throws. */
export async function treeOf(properties: Readonly<Record<string, unknown>>, inTime: InTime): Promise<Tree> {
  const entries = await Promise.all(
    Object.entries(properties).map(async ([name, value]) => [name, await valueOf(value, inTime, 0)] as const),
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

async function valueOf(value: unknown, inTime: InTime, depth: number): Promise<unknown> {
  if (typeof value === "function" || typeof value === "symbol" || depth > deepest) return unknown;
  if (typeof value !== "object" || value === null) return value;
  if (pulumi.Output.isInstance(value)) {
    const resolved = await inTime((value as unknown as SdkOutput).promise(true));
    return pulumi.Output.isInstance(resolved) ? unknown : valueOf(resolved, inTime, depth + 1);
  }
  if (value instanceof Promise) return valueOf(await inTime(value), inTime, depth + 1);
  if (pulumi.isUnknown(value) || !isPlain(value)) return unknown;
  if (Array.isArray(value)) return Promise.all(value.map((item) => valueOf(item, inTime, depth + 1)));
  const entries = Object.entries(value).map(
    async ([key, item]) => [key, await valueOf(item, inTime, depth + 1)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Neither a resource nor an asset, nor anything else of which nobody here knows what it holds. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/** Which resources the outputs in each property come from, as far as they are in plain sight. */
export function dependenciesIn(inputs: unknown): ReadonlyMap<string, ReadonlySet<pulumi.Resource>> {
  const found = new Map<string, ReadonlySet<pulumi.Resource>>();
  if (typeof inputs !== "object" || inputs === null) return found;
  for (const [property, value] of Object.entries(inputs)) {
    const resources = new Set<pulumi.Resource>();
    collect(value, resources, new Set());
    if (resources.size > 0) found.set(property, resources);
  }
  return found;
}

function collect(value: unknown, into: Set<pulumi.Resource>, seen: Set<unknown>): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  if (pulumi.Output.isInstance(value))
    for (const resource of (value as unknown as SdkOutput).resources()) into.add(resource);
  else if (isPlain(value)) for (const item of Object.values(value)) collect(item, into, seen);
}
