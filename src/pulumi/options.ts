/** What `traceAll` and `Traced` can be told. Everything has a default that suits production. */
export interface TraceOptions {
  /**
   * Last lines of a crashed container's log that are shown with a verdict; 0 reads no logs at all.
   * Values of secrets that the program or the Pod knows are masked.
   * @default 10
   */
  readonly logLines?: number;
  /**
   * Seconds without anything new after which a line says what is still waited for; 0 turns it off.
   * @default 30
   */
  readonly heartbeatSeconds?: number;
  /**
   * Only objects of these namespaces are traced.
   * @default all namespaces of the program
   */
  readonly namespaces?: readonly string[];
}

export interface ResolvedOptions {
  readonly logLines: number;
  readonly heartbeatMs: number;
  readonly namespaces: ReadonlySet<string> | undefined;
}

const accepted = ["logLines", "heartbeatSeconds", "namespaces"] as const satisfies readonly (keyof TraceOptions)[];

/**
 * Checks the options and fills in the defaults. Throws for an option that does not exist or has a
 * wrong value: a typing mistake must not pass for a setting.
 */
export function resolveOptions(options: TraceOptions = {}): ResolvedOptions {
  for (const name of Object.keys(options)) {
    if (!(accepted as readonly string[]).includes(name)) {
      throw new TypeError(`pulumi-kubespy has no option "${name}"; it takes ${accepted.join(", ")}`);
    }
  }
  return {
    logLines: count("logLines", options.logLines, 10, 200),
    heartbeatMs: 1000 * count("heartbeatSeconds", options.heartbeatSeconds, 30, 3600),
    namespaces: namespaceSet(options.namespaces),
  };
}

function count(name: keyof TraceOptions, value: unknown, fallback: number, most: number): number {
  if (value === undefined) return fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new TypeError(
    `pulumi-kubespy: ${name} must be a whole number from 0 to ${String(most)}, not ${JSON.stringify(value)}`,
  );
}

function namespaceSet(value: unknown): ReadonlySet<string> | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return new Set(value);
  throw new TypeError(`pulumi-kubespy: namespaces must be a list of names, not ${JSON.stringify(value)}`);
}
