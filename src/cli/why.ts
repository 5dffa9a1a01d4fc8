import { diagnose, type Snapshot } from "../diagnosis";
import type { ObjectRef } from "../objects";
import { diagnosisDocument, jsonText, renderBlock, verdictOf } from "../render";
import { readRecording, RecordingUnreadable, snapshotAt, type Recording } from "../watch";
import { blockExtra } from "./block-extra";
import { UsageError, type Command, type Invocation } from "./command";
import { exitCodes, verdictCodes } from "./exit-code";
import { kindNamed } from "./kinds";
import { outputOption } from "./options";
import { parseDuration } from "./parse";
import { listed, similarTo } from "./suggestion";
import { styleFor, widthFor } from "./terminal";
import type { World } from "./world";

export const whyCommand: Command = {
  name: "why",
  summary: "says from a recording what state an object was in, and why",
  usage: ["FILE [options]", "- [options]"],
  description: [
    "Reads a recording of kubespy record (recording/v1, newline-delimited JSON) or a JSON array of objects, from a file or from the standard input (-), and gives the verdict at its end, or at another time in it. Needs no cluster.",
  ],
  options: [
    {
      name: "at",
      value: "TIME",
      summary: "the time to look at: RFC 3339, or so long after the recording's start (30s, 2m)",
    },
    { name: "root", value: "KIND/NAME", summary: "the object to speak of; without it, the recording's" },
    outputOption,
  ],
  exitCodes: [
    [exitCodes.ready, "it was ready"],
    [exitCodes.wrongInput, "wrong input: no such file, no recording, no such object in it"],
    [exitCodes.progressing, "not ready yet, but nothing was wrong"],
    [exitCodes.failing, "something was wrong with it; the output says what"],
    [exitCodes.suspended, "suspended"],
    [exitCodes.unknown, "cannot tell"],
  ],
  examples: [
    ["kubespy why rollout.ndjson", "the verdict at the end of the recording"],
    ["kubespy why rollout.ndjson --at 30s", "half a minute after it began"],
    ["kubespy why - --root svc/web < rollout.ndjson", "of another object in it"],
  ],
  run: runWhy,
};

async function runWhy(invocation: Invocation, world: World): Promise<number> {
  const [file, ...more] = invocation.operands;
  if (file === undefined || more.length > 0)
    throw new UsageError("why needs one recording: kubespy why FILE, or - for the standard input");
  const recording = parse(file, await contentsOf(file, world));
  const at = timeIn(recording, invocation.values.get("at"));
  const recorded = snapshotAt(recording, at);
  const root = rootOf(recorded, invocation.values.get("root"));
  const snapshot: Snapshot = { ...recorded, root };
  const now = new Date(at ?? recording.entries.at(-1)?.time ?? recording.header.started);
  if (recorded.objects.find(root) === undefined) throw new UsageError(absent(root, recorded, at));
  const diagnosis = diagnose(snapshot, now);
  const { traffic, ...extra } = blockExtra(snapshot, now);
  const text =
    invocation.values.get("output") === "json"
      ? jsonText({ ...diagnosisDocument(diagnosis, traffic), time: now.toISOString() })
      : renderBlock(diagnosis, extra, { width: widthFor(world.stdout), style: styleFor(world.stdout, world.env) });
  world.stdout.write(`${text}\n`);
  if (recording.truncated) world.stderr.write("kubespy: the recording's last line was broken off and is left out\n");
  return verdictCodes[verdictOf(diagnosis)];
}

async function contentsOf(file: string, world: World): Promise<string> {
  if (file === "-") return world.readStdin();
  try {
    return world.readFile(file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const why =
      code === "ENOENT"
        ? "there is no such file"
        : code === "EISDIR"
          ? "it is a folder"
          : error instanceof Error
            ? error.message
            : String(error);
    throw new UsageError(`cannot read ${file}: ${why}`);
  }
}

function parse(file: string, contents: string): Recording {
  try {
    return readRecording(contents);
  } catch (error) {
    if (error instanceof RecordingUnreadable)
      throw new UsageError(`${file === "-" ? "the standard input" : file} is no recording: ${error.message}`);
    throw error;
  }
}

/** RFC 3339 of what --at says. */
function timeIn({ header, entries }: Recording, typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined;
  const started = Date.parse(header.started);
  const last = entries.at(-1)?.time ?? header.started;
  const time = /^\d{4}-/.test(typed) ? Date.parse(typed) : started + parseDuration("--at", typed);
  if (Number.isNaN(time)) throw new UsageError(`--at takes a time such as 2026-01-14T05:07:41Z or 30s, not "${typed}"`);
  if (time < started)
    throw new UsageError(`--at ${typed} lies before the recording, which goes from ${header.started} to ${last}`);
  return new Date(time).toISOString();
}

function rootOf({ root }: Snapshot, typed: string | undefined): ObjectRef {
  if (typed === undefined) return root;
  const [kind = "", name = "", ...more] = typed.split("/");
  if (kind === "" || name === "" || more.length > 0)
    throw new UsageError(`--root takes KIND/NAME, such as svc/web, not "${typed}"`);
  return { ...kindNamed(kind), ...(root.namespace === undefined ? {} : { namespace: root.namespace }), name };
}

function absent(root: ObjectRef, { objects }: Snapshot, at: string | undefined): string {
  const names = (
    ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "ReplicaSet", "Pod", "Service"] as const
  ).flatMap((kind) => objects.all(kind).map(({ metadata }) => `${kind}/${metadata.name}`));
  const wanted = `${root.kind}/${root.name}`;
  const similar = similarTo(wanted, names);
  const when = at === undefined ? "at its end" : `at ${at}`;
  const hint =
    similar.length > 0
      ? `did you mean ${listed(similar, "or")}?`
      : names.length === 0
        ? "it has no object that can be traced"
        : `it has ${listed(names.slice(0, 5))}`;
  return `the recording has no ${wanted} ${when}: ${hint}`;
}
