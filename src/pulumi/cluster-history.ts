import type { LogExcerpt } from "../diagnosis";
import { keyOf, type ObjectRef } from "../objects";
import { record, text } from "../objects/raw";
import type { Mask } from "../render/mask";
import { changeLine, logLine, type RawChange, type RecordingLine, type StateChange, type WatchTarget } from "../watch";
import { maskedAgain, maskedLine } from "./masked-line";

/** How much text is kept of one cluster. */
const mostCharacters = 32 * 1024 * 1024;
/** How many lines are looked through between two looks at the clock. */
const linesPerLook = 100;

type Scope = Pick<WatchTarget, "kind" | "namespace">;

interface Kept extends Scope {
  /** Of lines with equal keys the later takes the place of the earlier. */
  readonly key: string;
  /** It speaks of a whole list: of exactly this scope. */
  readonly isList: boolean;
  readonly isDeletion: boolean;
  readonly time: string;
  line: string;
  /** How many values were known to be secret when the line was masked. */
  secrets: number;
}

/**
 * What one cluster said of the traced objects and those around them, as lines of a recording, in case
 * one has to be written. Bounded: what is oldest is folded into the state that it led to, so that what
 * is left is a recording that began later. Secrets that the program knows are masked before anything
 * is kept.
 */
export class ClusterHistory {
  /** By traced object: what is followed for it. */
  private readonly wanted = new Map<string, readonly WatchTarget[]>();
  private readonly scopes = new Set<string>();
  /** What exists, by key, with its version: two watches may tell of the same object. */
  private readonly known = new Map<string, { readonly ref: ObjectRef; readonly version: string | undefined }>();
  /** What was folded: the latest line of each key. */
  private readonly state = new Map<string, Kept>();
  private changes: Kept[] = [];
  private characters = 0;
  private startedAt: string;
  private isFull = false;

  constructor(
    private readonly mask: Mask,
    now: number,
    private readonly most = mostCharacters,
  ) {
    this.startedAt = new Date(now).toISOString();
  }

  /** From when on everything is known; RFC 3339. */
  get started(): string {
    return this.startedAt;
  }

  /** The state alone is more than may be kept: nothing is. */
  get isGivenUp(): boolean {
    return this.isFull;
  }

  /** Was the object ever there? */
  hasSeen(ref: ObjectRef): boolean {
    const key = keyOf(ref);
    return this.known.has(key) || this.changes.some((kept) => kept.key === key);
  }

  /** What is followed for a traced object. What the hub watches beside it is not kept. */
  want(key: string, targets: readonly WatchTarget[]): void {
    this.wanted.set(key, targets);
    for (const target of targets) this.scopes.add(nameOf(target));
  }

  /** Fits a hub's `tap`. */
  change(change: RawChange | StateChange): void {
    if ("raw" in change) this.changeObject(change);
    else if (this.scopes.has(nameOf(change)))
      this.keep(`list ${nameOf(change)}`, { ...change, isList: true }, changeLine(change));
  }

  /** An excerpt of a log, redacted. */
  log(excerpt: LogExcerpt, now: number): void {
    const { namespace, pod, container } = excerpt;
    const line = logLine(excerpt, new Date(now).toISOString());
    this.keep(`log ${namespace ?? ""}/${pod}/${container}`, { kind: "Pod", namespace }, line);
  }

  /**
   * A traced object's recording without its header: all lines, each with its line break, and `end` after
   * them. `isThere` says what is still known to exist: a watch that was ended tells of no deletions.
   * Undefined when `isLate` before all of it is looked through.
   */
  linesFor(
    key: string,
    end: readonly RecordingLine[],
    isThere: (ref: ObjectRef) => boolean,
    isLate: () => boolean,
  ): readonly string[] | undefined {
    const scopes = new Set((this.wanted.get(key) ?? []).map(nameOf));
    const state = [...this.state.values()].filter((kept) => isIn(scopes, kept));
    const changes = this.changes.filter((kept) => isIn(scopes, kept));
    const masks = new Map<number, Mask>();
    for (const [index, kept] of [...state, ...changes].entries()) {
      if (index % linesPerLook === 0 && isLate()) return undefined;
      this.maskAgain(kept, masks);
    }
    const gone = [...this.known.values()].filter(({ ref }) => isIn(scopes, ref) && !isThere(ref));
    return [
      ...state.map(({ line }) => `${begunAt(this.startedAt, line)}\n`),
      ...changes.map(({ line }) => `${line}\n`),
      ...[...gone.map(({ ref }) => deletion(ref, end[0]?.time ?? this.startedAt)), ...end].map(
        (line) => `${maskedLine(line, this.mask)}\n`,
      ),
    ];
  }

  private changeObject(change: RawChange): void {
    const { type, raw } = change;
    const { apiVersion, kind, metadata } = record(raw);
    const { namespace, name, resourceVersion, uid } = record(metadata);
    const place = text(namespace);
    const ref: ObjectRef = {
      apiVersion: text(apiVersion) ?? "",
      kind: text(kind) ?? "",
      name: text(name) ?? "",
      ...(place === undefined ? {} : { namespace: place }),
    };
    if (!isIn(this.scopes, ref)) return;
    const key = keyOf(ref);
    const version = text(resourceVersion) === undefined ? undefined : `${text(uid) ?? ""} ${text(resourceVersion)}`;
    const before = this.known.get(key);
    if (type === "DELETED" ? before === undefined : version !== undefined && before?.version === version) return;
    if (type === "DELETED") this.known.delete(key);
    else this.known.set(key, { ref, version });
    this.keep(key, { kind: ref.kind, namespace: place, isDeletion: type === "DELETED" }, changeLine(change));
  }

  private keep(
    key: string,
    { kind, namespace, isList = false, isDeletion = false }: Scope & Partial<Kept>,
    line: RecordingLine,
  ): void {
    if (this.isFull) return;
    const masked = maskedLine(line, this.mask);
    const about = { key, kind, namespace, isList, isDeletion, time: line.time };
    this.changes.push({ ...about, line: masked, secrets: this.mask.size });
    this.characters += masked.length;
    if (this.characters > this.most) this.fold();
  }

  /** With what was not known to be secret then. */
  private maskAgain(kept: Kept, masks: Map<number, Mask>): void {
    const { size } = this.mask;
    if (kept.secrets === size) return;
    const mask = masks.get(kept.secrets) ?? this.mask.since(kept.secrets);
    masks.set(kept.secrets, mask);
    kept.line = maskedAgain(kept.line, mask);
    kept.secrets = size;
  }

  /** Folds the oldest changes until half is free; gives up where the state alone is too much. */
  private fold(): void {
    let folded = 0;
    for (const kept of this.changes) {
      if (this.characters <= this.most / 2) break;
      folded += 1;
      this.startedAt = kept.time;
      const before = this.state.get(kept.key);
      this.characters -= before?.line.length ?? 0;
      this.state.delete(kept.key);
      if (kept.isDeletion) this.characters -= kept.line.length;
      else this.state.set(kept.key, kept);
    }
    this.changes = this.changes.slice(folded);
    if (this.characters <= this.most) return;
    this.isFull = true;
    this.changes = [];
    this.state.clear();
    this.known.clear();
  }
}

const nameOf = ({ kind, namespace }: Scope): string => `${kind}/${namespace ?? ""}`;

/** Lists of other places say nothing of these; objects may have been asked for everywhere. */
function isIn(
  scopes: ReadonlySet<string>,
  {
    kind,
    namespace,
    isList = false,
  }: { readonly kind: string; readonly namespace?: string | undefined; readonly isList?: boolean },
): boolean {
  return scopes.has(nameOf({ kind, namespace })) || (!isList && scopes.has(nameOf({ kind, namespace: undefined })));
}

/** What was folded is how the recording begins. */
function begunAt(time: string, line: string): string {
  return line
    .replace(/^\{"time":"[^"]*"/, `{"time":${JSON.stringify(time)}`)
    .replace(/^(\{"time":"[^"]*","type":")MODIFIED"/, '$1ADDED"');
}

function deletion({ apiVersion, kind, namespace, name }: ObjectRef, time: string): RecordingLine {
  return { time, type: "DELETED", object: { apiVersion, kind, metadata: { namespace, name } } };
}
