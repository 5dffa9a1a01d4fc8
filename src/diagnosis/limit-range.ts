import { parseQuantity, type LimitRange, type LimitRangeItem, type StringMap } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { worstFault } from "./faults";
import { diagnoseDeletion } from "./generic";
import { kubectl } from "./kubectl";
import type { Scene } from "./scene";
import { verdict } from "./verdict";
import { listed } from "./wording";

/**
 * A LimitRange exists or contradicts itself, or another one of its namespace: all of them hold at
 * once, so a default of one above the maximum of another keeps every Pod out that states nothing.
 * Sources: `ValidateLimitRange` of kubernetes/pkg/apis/core/validation, the LimitRanger admission
 * plugin.
 */
export function diagnoseLimitRange(range: LimitRange, scene: Scene): Diagnosis {
  const deletion = diagnoseDeletion(range, scene);
  if (deletion !== undefined) return deletion;
  const ranges = scene.objects
    .all("LimitRange", range.metadata.namespace ?? "")
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const fault = worstFault(
    range,
    contradictions(range, ranges).map((message) =>
      verdict(range, "LimitsContradict", message, {
        actions: [
          {
            text: "see all limits of the namespace",
            command: kubectl(range.metadata.namespace, "describe", "limitranges"),
          },
        ],
      }),
    ),
  );
  return fault ?? verdict(range, "Ready", boundsOf(range));
}

/** "bounds Container (cpu, memory), Pod (cpu)". */
function boundsOf({ limits }: LimitRange): string {
  const bounds = limits.map(({ type, min, max, default: usual, defaultRequest }) => {
    const resources = new Set([min, max, usual, defaultRequest].flatMap((values) => Object.keys(values)));
    return `${type} (${listed([...resources].sort())})`;
  });
  return bounds.length === 0 ? "bounds nothing" : `bounds ${listed(bounds)}`;
}

const fields = ["min", "defaultRequest", "default", "max"] as const satisfies readonly (keyof LimitRangeItem)[];
type Field = (typeof fields)[number];

/** Every value of the first may not be above one of the second. */
const ordered: readonly (readonly [lower: Field, upper: Field])[] = [
  ["min", "max"],
  ["default", "max"],
  ["defaultRequest", "max"],
  ["min", "default"],
  ["min", "defaultRequest"],
];

interface Bound {
  readonly range: string;
  readonly type: string;
  readonly field: Field;
  readonly resource: string;
  readonly text: string;
  readonly value: number;
}

function boundsIn({ metadata, limits }: LimitRange): readonly Bound[] {
  return limits.flatMap((item) =>
    fields.flatMap((field) => {
      const values: StringMap = item[field];
      return Object.entries(values).flatMap(([resource, text]): readonly Bound[] => {
        const value = parseQuantity(text);
        return value === undefined ? [] : [{ range: metadata.name, type: item.type, field, resource, text, value }];
      });
    }),
  );
}

/** Pairs of bounds that no request can meet, or that the range's own defaults break; at least one is this range's. */
function contradictions(own: LimitRange, ranges: readonly LimitRange[]): readonly string[] {
  const bounds = ranges.flatMap(boundsIn);
  const found: string[] = [];
  for (const [lower, upper] of ordered) {
    for (const a of bounds.filter(({ field }) => field === lower)) {
      for (const b of bounds.filter(({ field }) => field === upper)) {
        if (a.type !== b.type || a.resource !== b.resource || a.value <= b.value) continue;
        if (a.range !== own.metadata.name && b.range !== own.metadata.name) continue;
        const say = (bound: Bound): string =>
          `${bound.field} ${bound.text}${bound.range === own.metadata.name ? "" : ` of LimitRange ${bound.range}`}`;
        found.push(`${a.type} ${a.resource}: ${say(a)} is above ${say(b)}`);
      }
    }
  }
  return found;
}
