import { diagnose, readRules, type ReadinessRule, type Snapshot } from "../diagnosis";
import { groupOf, keyOf, refOf, type KubeObject, type ObjectRef } from "../objects";
import { diagnosisDocument, jsonText, pluralOf, renderBlock, verdictOf } from "../render";
import { readRecording, RecordingUnreadable, snapshotAt, type Recording } from "../watch";
import { blockExtra } from "./block-extra";
import { UsageError, type Command, type Invocation } from "./command";
import { exitCodes, verdictCodes } from "./exit-code";
import { knownKind, knownNames, readTypedKind } from "./kinds";
import { outputOption } from "./options";
import { parseDuration } from "./parse";
import { didYouMean, listed, similarTo } from "./suggestion";
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
  const root = rootOf(recording, invocation.values.get("root"));
  const snapshot: Snapshot = { ...recorded, root, rules: rulesOf(recording, file) };
  const now = new Date(at ?? recording.entries.at(-1)?.time ?? recording.header.started);
  if (recorded.objects.find(root) === undefined) throw new UsageError(absent(root, recorded, recording, at));
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

/** How the program had it read that left the recording. */
function rulesOf({ header }: Recording, file: string): readonly ReadinessRule[] {
  try {
    return header.rules === undefined ? [] : readRules(header.rules);
  } catch (error) {
    throw new UsageError(`${file} is no recording: line 1: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function rootOf(recording: Recording, typed: string | undefined): ObjectRef {
  const { root } = recording.header;
  if (typed === undefined) return root;
  const [kind = "", name = "", ...more] = typed.split("/");
  if (kind === "" || name === "" || more.length > 0)
    throw new UsageError(`--root takes KIND/NAME, such as svc/web, not "${typed}"`);
  const known = knownKind(kind);
  if (known !== undefined)
    return { ...known, ...(root.namespace === undefined ? {} : { namespace: root.namespace }), name };
  const ofKind = recordedObjects(recording, kind);
  const [found = ofKind[0]] = ofKind.filter(({ metadata }) => metadata.name === name);
  if (found === undefined) throw new UsageError(unknownKind(recording, kind));
  const { apiVersion, kind: recorded, namespace } = refOf(found);
  return { apiVersion, kind: recorded, ...(namespace === undefined ? {} : { namespace }), name };
}

const objectsIn = ({ entries }: Recording): readonly KubeObject[] =>
  entries.flatMap((entry) => ("object" in entry ? [entry.object] : []));

/** What a recording has of a kind, by the kind's name: there is no cluster to ask for others. */
function recordedObjects(recording: Recording, typed: string): readonly KubeObject[] {
  const { name, group } = readTypedKind(typed);
  return objectsIn(recording).filter(
    ({ kind, apiVersion }) =>
      [kind, pluralOf(kind)].some((one) => one.toLowerCase() === name) &&
      (group === undefined || group === groupOf(apiVersion)),
  );
}

function unknownKind(recording: Recording, typed: string): string {
  const names = [...new Set(objectsIn(recording).map(({ kind }) => kind.toLowerCase()))];
  const has = names.length === 0 ? "" : `: it has ${listed(names.slice(0, 8))}`;
  return `the recording has no kind "${typed}"${didYouMean(typed.toLowerCase(), [...names, ...knownNames]) || has}`;
}

function absent(
  root: ObjectRef,
  { objects }: Snapshot,
  { entries, header }: Recording,
  at: string | undefined,
): string {
  const wanted = `${root.kind}/${root.name}`;
  const when = at === undefined ? "at its end" : `at ${at}`;
  const deleted = entries.find((entry) => entry.type === "DELETED" && keyOf(refOf(entry.object)) === keyOf(root));
  if (deleted !== undefined && Date.parse(deleted.time) <= Date.parse(at ?? deleted.time)) {
    const seconds = Math.floor((Date.parse(deleted.time) - Date.parse(header.started)) / 1000);
    return `the recording has no ${wanted} ${when}: it was deleted ${String(seconds)} s after the start (--at shows it before)`;
  }
  const names = (
    ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "ReplicaSet", "Pod", "Service"] as const
  ).flatMap((kind) => objects.all(kind).map(({ metadata }) => `${kind}/${metadata.name}`));
  const similar = similarTo(wanted, names);
  const hint =
    similar.length > 0
      ? `did you mean ${listed(similar, "or")}?`
      : names.length === 0
        ? "it has no object that can be traced"
        : `it has ${listed(names.slice(0, 5))}`;
  return `the recording has no ${wanted} ${when}: ${hint}`;
}
