import { nameOf } from "../objects";
import { clean, duration, gapLine } from "../render";
import { readServerVersion, RecordingWriter } from "../watch";
import { UsageError, type Command, type Invocation } from "./command";
import { exitCodes } from "./exit-code";
import { andThen, notFoundSentences } from "./not-found";
import { namedIn } from "./operands";
import { clusterChoice, clusterOptions } from "./options";
import { parseDuration } from "./parse";
import { openRoots } from "./roots";
import { Session } from "./session";
import type { LineFile, World } from "./world";

export const recordCommand: Command = {
  name: "record",
  summary: "writes down everything that happens to an object, for kubespy why or a bug report",
  usage: ["KIND NAME [options]", "KIND/NAME [options]"],
  description: [
    "Writes a recording/v1 (newline-delimited JSON, schemas/recording-v1.json) until Ctrl-C: every change of the Deployments, ReplicaSets, Pods, Services, EndpointSlices and Events of the namespace with its time, and the last log lines of containers that crash. Each line is on disk at once.",
    "Look at it before you hand it on: the values of Secrets are not in it, but those of plain env variables are.",
  ],
  options: [
    ...clusterOptions,
    { name: "output", short: "o", value: "FILE", summary: "the file to write; without it, the standard output" },
    { name: "for", value: "DURATION", summary: "end by itself after so long (90s, 5m)" },
  ],
  exitCodes: [
    [0, "ended by Ctrl-C or --for: the recording is complete"],
    [exitCodes.wrongInput, "wrong input: no such option, kind or context, or the file cannot be written"],
    [exitCodes.unknown, "the cluster cannot be reached"],
  ],
  examples: [
    ["kubespy record deploy/web -o rollout.ndjson", "until Ctrl-C"],
    ["kubespy record svc/web -n prod --for 2m | gzip > web.gz", "two minutes, compressed"],
  ],
  run: runRecord,
};

async function runRecord(invocation: Invocation, world: World): Promise<number> {
  const named = namedIn("record", invocation.operands);
  if (named.length > 1) throw new UsageError("record takes one object: kubespy record deploy/web");
  const forText = invocation.values.get("for");
  const forMs = forText === undefined ? undefined : parseDuration("--for", forText);
  const { cluster, roots } = await openRoots(named, clusterChoice(invocation), world);
  const [root] = roots.map(({ ref }) => ref);
  if (root === undefined) return exitCodes.wrongInput;
  const path = invocation.values.get("output");
  const file = path === undefined ? undefined : create(path, world);
  const startedMs = world.now();
  let lines = 0;
  const write = (line: string): void => {
    lines += 1;
    if (file === undefined) world.stdout.write(line);
    else file.write(line);
  };
  try {
    const server = await readServerVersion(cluster);
    const started = new Date(startedMs).toISOString();
    const writer = new RecordingWriter(write, { kubespy: "recording/v1", root, started, server });
    const say = (sentence: string): void => {
      world.stderr.write(`kubespy: ${clean(sentence)}\n`);
    };
    const ending = forMs === undefined ? "Ctrl-C ends it" : `for ${duration(forMs)}`;
    const place = root.namespace === undefined ? "" : ` of namespace ${root.namespace}`;
    say(`recording ${nameOf(root)}${place}${path === undefined ? "" : ` to ${path}`}; ${ending}`);
    let isKnown = false;
    const session = new Session(
      cluster,
      roots,
      world,
      {
        gap: (gap, kinds) => {
          say(gapLine(gap, kinds));
        },
        excerpt: (excerpt) => {
          writer.log(excerpt, new Date(world.now()).toISOString());
        },
        looked: ([followed]) => {
          // What was there, and is deleted, is in the recording.
          const isMissing = followed?.diagnosis.reason === "NotFound" && !isKnown;
          isKnown ||= followed?.diagnosis.reason !== "Looking";
          if (followed === undefined || !isMissing) return;
          void notFoundSentences(roots, followed.snapshot.objects, cluster).then(([sentence]) => {
            if (sentence !== undefined) say(andThen(sentence, "recording goes on"));
          });
        },
      },
      {
        tap: (change) => {
          writer.change(change);
        },
      },
    );
    session.start();
    await untilEnd(world, forMs);
    session.close();
    say(`${String(lines)} lines${path === undefined ? "" : ` in ${path}`}, ${duration(world.now() - startedMs)}`);
    return 0;
  } finally {
    file?.close();
    cluster.close();
  }
}

function create(path: string, world: World): LineFile {
  try {
    return world.createFile(path);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Resolves at Ctrl-C or when the time is over; its timer keeps the program alive. */
function untilEnd(world: World, forMs: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    const hour = 3_600_000;
    let cancel: () => void = () => undefined;
    const wait = (): void => {
      cancel = world.after(hour, wait);
    };
    const end = (): void => {
      cancel();
      stop();
      resolve();
    };
    const stop = world.onInterrupt(end);
    if (forMs === undefined) wait();
    else cancel = world.after(forMs, end);
  });
}
