const binary = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 } as const;
const decimal = { n: 1e-9, u: 1e-6, m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 } as const;
const factors: Readonly<Record<string, number>> = { ...binary, ...decimal };

const quantity = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d{1,2})|([KMGTPE]i|[numkMGTPE]))?$/;

/**
 * A Kubernetes quantity ("500m", "16Mi", "1.5", "2e3") as a number: CPUs for CPU, bytes for memory.
 * Undefined for what is none. As exact as a double: enough to compare and to show, not to account.
 * Source: apimachinery's pkg/api/resource.
 */
export function parseQuantity(text: string | undefined): number | undefined {
  const match = text === undefined || text.length > 40 ? null : quantity.exec(text);
  if (match === null) return undefined;
  const [, digits, exponent, suffix] = match;
  const factor = exponent === undefined ? factors[suffix ?? ""] : 10 ** Number(exponent);
  return factor === undefined ? undefined : Number(digits) * factor;
}

/** A number in the spelling that people use for that resource: "20m" or "7.2" CPU, "16Mi" memory, "3" of anything else. */
export function formatQuantity(value: number, resource: string): string {
  const name = resource.replace(/^(requests|limits)\./, "");
  if (name === "cpu")
    return isWhole(value) || (value > 1 && isWhole(value * 10)) || value >= 100
      ? `${round(value, 1)}`
      : `${round(value * 1000)}m`;
  if (!isBytes(name)) return `${round(value, 3)}`;
  const units = Object.entries(binary).reverse();
  const [unit, factor] = units.find(([, size]) => Math.abs(value) >= size) ?? ["", 1];
  return `${round(value / factor, 1)}${unit}`;
}

const isBytes = (name: string): boolean => /(^|[.-])(memory|storage)$|^hugepages-/.test(name);
const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;
const round = (value: number, digits = 0): number => Number(value.toFixed(digits));
