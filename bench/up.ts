// What tracing costs a real `pulumi up`, and how fast a line is there. Needs the lab's cluster and a quiet machine.
// Run: npm run build && npx ts-node --transpileOnly bench/up.ts [PAIRS]
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { ClientRequest } from "node:http";
import { request } from "node:https";
import { messagesOf, isOurs, type Message } from "../test/support/cli-events";
import { findLab, type Lab } from "../test/support/lab";
import { commandOf, descendantsOf, peakMemory } from "../test/support/processes";
import { Stack, type Run } from "../test/support/up";

interface Measured {
  readonly run: Run;
  /** MiB of the program's process at its peak. */
  readonly memory: number;
  /** Connections of the program to the API server while nothing changes any more: the most common number. */
  readonly connections: number;
}

/** The program that Pulumi runs, among the CLI's processes. */
const programOf = (cli: number): number | undefined =>
  descendantsOf(cli).find(
    (pid) => /\/cmd\/run(\/index\.js)? /.test(`${commandOf(pid)} `) && commandOf(pid).includes("node"),
  );

async function measure(lab: Lab, traced: boolean, config: Readonly<Record<string, string>> = {}): Promise<Measured> {
  const stack = new Stack(lab, { config: { scenario: "healthy", traced: String(traced), ...config } });
  let cli: number | undefined;
  let memory = 0;
  const connections: number[] = [];
  const sampling = setInterval(() => {
    const program = cli === undefined ? undefined : programOf(cli);
    if (program === undefined) return;
    memory = Math.max(memory, peakMemory(program) ?? 0);
    connections.push(connectionsOf(program, 6443));
  }, 200);
  try {
    const run = await stack.up({
      onStart: ({ pid }) => {
        cli = pid;
      },
    });
    if (run.exitCode !== 0) throw new Error(run.output);
    return { run, memory, connections: mostCommon(connections.slice(Math.floor(connections.length / 2))) };
  } finally {
    clearInterval(sampling);
    await stack.dispose();
  }
}

/** TCP connections of a process to a port that stand at this moment. */
function connectionsOf(pid: number, port: number): number {
  try {
    const hex = port.toString(16).toUpperCase().padStart(4, "0");
    const folder = `/proc/${String(pid)}/fd`;
    const sockets = new Set(
      readdirSync(folder).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? []),
    );
    return readFileSync(`/proc/${String(pid)}/net/tcp`, "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter((field) => field[2]?.endsWith(`:${hex}`) === true && field[3] === "01" && sockets.has(field[9] ?? ""))
      .length;
  } catch {
    return 0; // it has just ended
  }
}

interface Seen {
  readonly at: number;
  readonly object: {
    readonly kind: string;
    readonly status?: { readonly readyReplicas?: number };
    readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[];
  };
}

/** A watch of the bench's own: when does the API server tell anybody? Asked again while the server's cache is behind. */
function observe(lab: Lab, path: string, seen: Seen[]): () => void {
  const text = readFileSync(lab.kubeconfig, "utf8");
  const field = (name: string): string => new RegExp(`${name}: (\\S+)`).exec(text)?.[1] ?? "";
  const bytes = (name: string): Buffer => Buffer.from(field(name), "base64");
  const credentials = {
    ca: bytes("certificate-authority-data"),
    cert: bytes("client-certificate-data"),
    key: bytes("client-key-data"),
  };
  let asked: ClientRequest | undefined;
  let stopped = false;
  const ask = (): void => {
    if (stopped) return;
    asked = request(`${field("server")}${path}?watch=1`, credentials, (response) => {
      let rest = "";
      response.on("data", (part: Buffer) => {
        const at = Date.now();
        const lines = (rest + part.toString("utf8")).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const { object } = JSON.parse(line) as Partial<Pick<Seen, "object">>;
          if (object !== undefined && object.kind !== "Status") seen.push({ at, object });
        }
      });
      response.on("error", () => undefined);
      response.on("close", () => setTimeout(ask, 100));
    });
    asked.on("error", () => undefined);
    asked.end();
  };
  ask();
  return () => {
    stopped = true;
    asked?.destroy();
  };
}

/** Milliseconds from the API server's event until the line that tells it is in the event log. */
async function latencies(lab: Lab): Promise<readonly number[]> {
  const stack = new Stack(lab, { config: { scenario: "healthy" } });
  const seen: Seen[] = [];
  const stops: (() => void)[] = [];
  try {
    const inNamespace = `namespaces/${stack.namespace}`;
    stops.push(observe(lab, `/apis/apps/v1/${inNamespace}/deployments`, seen));
    stops.push(observe(lab, `/apis/discovery.k8s.io/v1/${inNamespace}/endpointslices`, seen));
    const run = await stack.up();
    const lines = messagesOf(run.events).filter(isOurs);
    const ready = (count: number) =>
      seen.find(({ object }) => object.kind === "Deployment" && (object.status?.readyReplicas ?? 0) >= count)?.at;
    const endpoint = seen.find(
      ({ object }) =>
        object.kind === "EndpointSlice" && object.endpoints?.some((one) => one.conditions?.ready === true),
    )?.at;
    return [
      between(ready(1), lines, "Deployment web", /^[12] of 2 Pods ready|^ready: 2 of 2 Pods/),
      between(ready(2), lines, "Deployment web", /^2 of 2 Pods ready|^ready: 2 of 2 Pods/),
      between(endpoint, lines, "Service web", /^ready: /),
    ].flatMap((found) => found ?? []);
  } finally {
    for (const stop of stops) stop();
    await stack.dispose();
  }
}

function between(event: number | undefined, lines: readonly Message[], row: string, text: RegExp): number | undefined {
  const line = lines.find((message) => message.row === row && text.test(message.text));
  return event === undefined || line === undefined ? undefined : line.readAt - event;
}

const sorted = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);
const quantile = (values: readonly number[], part: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? NaN;
function median(values: readonly number[]): number {
  const all = sorted(values);
  const middle = all.length / 2;
  return all.length % 2 === 1
    ? (all[Math.floor(middle)] ?? NaN)
    : ((all[middle - 1] ?? NaN) + (all[middle] ?? NaN)) / 2;
}

function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/** Seconds from the last object that Pulumi is done with to the end of an update that leaves a Service without Pods. */
async function ending(lab: Lab, traced: boolean): Promise<number> {
  const { run } = await measure(lab, traced, { scenario: "selector", skipAwait: "true" });
  const last = run.events.findLast(({ resOutputsEvent: event }) => event?.metadata.urn.includes("::kubernetes:"));
  return ((run.events.at(-1)?.readAt ?? NaN) - (last?.readAt ?? NaN)) / 1000;
}

async function main(): Promise<void> {
  const lab = await findLab();
  if (typeof lab === "string") throw new Error(lab);
  const pairs = Number(process.argv[2] ?? "10");
  const plain: Measured[] = [];
  const traced: Measured[] = [];
  await measure(lab, false); // warms the caches of files and images
  for (let pair = 0; pair < pairs; pair += 1) {
    // Each is first as often as the other.
    for (const withTracing of pair % 2 === 0 ? [false, true] : [true, false]) {
      const one = await measure(lab, withTracing);
      (withTracing ? traced : plain).push(one);
      process.stderr.write(
        `pair ${String(pair + 1)} ${withTracing ? "traced  " : "untraced"} ${one.run.seconds.toFixed(2)} s, ${one.memory.toFixed(0)} MiB\n`,
      );
    }
  }
  const many = { copies: "20" };
  const manyPlain = await measure(lab, false, many);
  const manyTraced = await measure(lab, true, many);
  const endings = { untraced: [] as number[], traced: [] as number[] };
  for (let pair = 0; pair < pairs; pair += 1) {
    endings.untraced.push(await ending(lab, false));
    endings.traced.push(await ending(lab, true));
  }
  const times: number[] = [];
  for (let i = 0; i < pairs; i += 1) times.push(...(await latencies(lab)));

  const seconds = (all: readonly Measured[]): number => median(all.map(({ run }) => run.seconds));
  const memory = (all: readonly Measured[]): number => median(all.map((one) => one.memory));
  const ratio = median(traced.map(({ run }, i) => run.seconds / (plain[i]?.run.seconds ?? NaN)));
  const rows: readonly (readonly string[])[] = [
    ["", "untraced", "traced", ""],
    [
      `pulumi up, healthy, median of ${String(pairs)}`,
      `${seconds(plain).toFixed(2)} s`,
      `${seconds(traced).toFixed(2)} s`,
      `${((seconds(traced) / seconds(plain) - 1) * 100).toFixed(1)} %, median of the pairs' ratios ${((ratio - 1) * 100).toFixed(1)} %`,
    ],
    [
      "program memory at its peak (VmHWM), median",
      `${memory(plain).toFixed(0)} MiB`,
      `${memory(traced).toFixed(0)} MiB`,
      `${(memory(traced) - memory(plain)).toFixed(0)} MiB more`,
    ],
    [
      "program memory, 20 Deployments and 20 Services",
      `${manyPlain.memory.toFixed(0)} MiB`,
      `${manyTraced.memory.toFixed(0)} MiB`,
      `${(manyTraced.memory - manyPlain.memory).toFixed(0)} MiB more`,
    ],
    [
      "connections to the API server, 20 + 20 in a namespace",
      String(manyPlain.connections),
      String(manyTraced.connections),
      "one per watch",
    ],
    [
      `the end of an update that leaves a Service without Pods, median of ${String(pairs)}`,
      `${median(endings.untraced).toFixed(2)} s`,
      `${median(endings.traced).toFixed(2)} s`,
      `at most ${Math.max(...endings.traced).toFixed(2)} s`,
    ],
    [
      `API server's event → line in the event log, ${String(times.length)} times`,
      "",
      `${median(times).toFixed(0)} ms`,
      `95 % within ${quantile(times, 0.95).toFixed(0)} ms`,
    ],
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  for (const row of rows)
    process.stdout.write(
      `${row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : i < 3 ? cell.padStart(widths[i] ?? 0) : cell))
        .join("  ")
        .trimEnd()}\n`,
    );
}

void main();
