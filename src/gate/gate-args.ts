import * as pulumi from "@pulumi/pulumi";
import { readTimeLimit } from "./time-limit";

/** A `k8s.core.v1.Service` of the program, or a `ServicePatch`. */
export type ServiceResource = pulumi.Resource & {
  readonly metadata: pulumi.Output<{ readonly name: string; readonly namespace: string }>;
};

/** What a {@link TrafficGate} waits for. */
export interface TrafficGateArgs {
  /**
   * The Service: the resource itself, which also says in which namespace and with which provider, or its name in the
   * cluster.
   */
  readonly service: pulumi.Input<string> | ServiceResource;
  /**
   * @default the Service resource's; else that of the provider
   */
  readonly namespace?: pulumi.Input<string>;
  /**
   * So many endpoints must be ready: a count, or a share ("50%", rounded up) of the Pods that the workloads behind the
   * Service want.
   * @default 1
   */
  readonly minReady?: pulumi.Input<number | string>;
  /**
   * A GET of this path, through the API server's service proxy, must be answered with 2xx. The proxy asks one of the
   * ready endpoints. It takes the permission to `get` `services/proxy`.
   * @default nothing is asked
   */
  readonly path?: pulumi.Input<string>;
  /**
   * A port of the Service, by number or name: only endpoints that serve it count, and `path` is asked there.
   * @default endpoints that serve any port count; `path` is asked on the first
   */
  readonly port?: pulumi.Input<number | string>;
  /**
   * How `path` is asked. The API server does not check the certificate of the Pod.
   * @default "https" for a port that is 443, or is named https; else "http"
   */
  readonly scheme?: "http" | "https";
  /**
   * After so long the gate fails: seconds, or a text such as "90s", "5m", "1h30m". At most 24 hours.
   * @default "10m"
   */
  readonly timeout?: number | string;
  /**
   * Fail early when waiting changes nothing: a verdict of that kind has to stand for five seconds.
   * @default true
   */
  readonly failFast?: boolean;
  /**
   * Values of any kind; when one changes the gate is checked anew. `[deployment.metadata.generation]` does so with
   * every change of a Deployment.
   */
  readonly triggers?: pulumi.Input<readonly unknown[]>;
}

/** The arguments once they are known and checked. */
export interface GateWish {
  readonly service: string;
  readonly namespace: string | undefined;
  readonly minReady: { readonly count: number } | { readonly percent: number };
  readonly path: string | undefined;
  readonly port: number | string | undefined;
  readonly scheme: "http" | "https" | undefined;
  readonly timeoutMs: number;
  readonly failFast: boolean;
}

type Field = keyof TrafficGateArgs;

/** What each argument takes, in the words of the message. */
const takes = {
  service: 'the name of a Service ("web") or a Service resource',
  namespace: 'the name of a namespace ("shop")',
  minReady: 'a whole number from 1 on, or a share from "1%" to "100%"',
  path: 'a path that begins with "/" and has no "." or ".." in it ("/healthz")',
  port: "the number or the name of a port of the Service",
  scheme: '"http" or "https"',
  timeout: 'seconds or a text such as "90s", "5m", "1h30m", at most 24 hours',
  failFast: "true or false",
  triggers: "a list of values",
} as const satisfies Record<Field, string>;

const defaultTimeout = "10m";

/**
 * Checks what is known of the arguments already: outputs and promises are checked when they are used.
 * @throws TypeError for an argument that does not exist or has a wrong value, with what is accepted.
 */
export function checkArgs(gate: string, args: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(args)) {
    if (!Object.hasOwn(takes, name)) {
      throw new TypeError(`TrafficGate ${gate} has no argument "${name}"; it takes ${Object.keys(takes).join(", ")}`);
    }
  }
  const later = (value: unknown): boolean => pulumi.Output.isInstance(value) || value instanceof Promise;
  const { service, ...others } = args;
  if (pulumi.Resource.isInstance(service)) checkServiceResource(gate, service);
  const known = Object.entries(others).filter(([, value]) => !later(value));
  const named = later(service) || pulumi.Resource.isInstance(service) ? "later" : service;
  readWish(gate, { ...Object.fromEntries(known), service: named });
}

function checkServiceResource(gate: string, service: pulumi.Resource): void {
  const { __pulumiType: type = "" } = service as unknown as { readonly __pulumiType?: string };
  if (!/^kubernetes:core\/v1:Service(?:Patch)?$/.test(type)) {
    throw new TypeError(`TrafficGate ${gate}: service takes ${takes.service}, not a ${type}`);
  }
}

/**
 * The arguments as plain values.
 * @throws TypeError for a wrong value, with what is accepted.
 */
export function readWish(gate: string, values: Readonly<Record<string, unknown>>): GateWish {
  const read = <T>(name: Field, reader: (value: unknown) => T | undefined): T | undefined => {
    const value = values[name];
    if (value === undefined || value === null) return undefined;
    const found = reader(value);
    if (found !== undefined) return found;
    throw new TypeError(`TrafficGate ${gate}: ${name} takes ${takes[name]}, not ${JSON.stringify(value)}`);
  };
  const service = read("service", objectName);
  if (service === undefined) throw new TypeError(`TrafficGate ${gate} needs service: ${takes.service}`);
  read("triggers", (value) => (Array.isArray(value) ? value : undefined));
  return {
    service,
    namespace: read("namespace", objectName),
    minReady: read("minReady", amount) ?? { count: 1 },
    path: read("path", pathText),
    port: read("port", portText),
    scheme: read("scheme", (value) => (value === "http" || value === "https" ? value : undefined)),
    timeoutMs: read("timeout", readTimeLimit) ?? readTimeLimit(defaultTimeout) ?? 0,
    failFast: read("failFast", (value) => (typeof value === "boolean" ? value : undefined)) ?? true,
  };
}

/** What the API takes for a name in a URL; whether there is such an object is seen later. */
function objectName(value: unknown): string | undefined {
  return typeof value === "string" && /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(value) ? value : undefined;
}

function amount(value: unknown): GateWish["minReady"] | undefined {
  if (typeof value === "number") return Number.isInteger(value) && value >= 1 ? { count: value } : undefined;
  const percent = typeof value === "string" ? Number(/^(\d{1,3})%$/.exec(value)?.[1]) : Number.NaN;
  return percent >= 1 && percent <= 100 ? { percent } : undefined;
}

function pathText(value: unknown): string | undefined {
  if (typeof value !== "string" || !value.startsWith("/") || /[\s#\\]/.test(value)) return undefined;
  const [path = ""] = value.split("?");
  // A URL loses such parts, and the request would leave the Service.
  return path.split("/").some((part) => /^(?:\.|%2e){1,2}$/i.test(part)) ? undefined : value;
}

function portText(value: unknown): number | string | undefined {
  if (typeof value === "number") return Number.isInteger(value) && value >= 1 && value <= 65_535 ? value : undefined;
  return typeof value === "string" && /^[a-z0-9-]{1,63}$/.test(value) ? value : undefined;
}
