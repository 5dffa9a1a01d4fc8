import type { Diagnosis, Reason, Snapshot } from "../diagnosis";
import { aheadOf, aheadSentence } from "./ahead";
import { wholeSeconds } from "./duration";
import { figuresOf } from "./figures";
import { isDown, outageSentence } from "./outage";
import { phasesOf } from "./phases";
import { readySentence } from "./ready-sentence";
import { isRestarting, problemKey } from "./problem";
import { sentenceOf, shapeOf, withoutRoom, wordsOnly } from "./sentence";
import { nextStep, stillSentence } from "./still-sentence";
import type { Telling } from "./telling";

/** What was told so far about one root. Plain data; nobody but {@link tell} looks into it. */
export interface StoryState {
  readonly uid?: string;
  /** The object's generation, and a Deployment's revision, when it was last told as ready. */
  readonly readyGeneration?: number;
  readonly readyRevision?: string;
  readonly stage: Stage;
  /** When the present way to ready began. */
  readonly beganMs?: number;
  /** The last line that told a state, and the last of any sort. */
  readonly line?: string;
  readonly spoken?: string;
  readonly saidMs?: number;
  /** The problems told since it was last ready. */
  readonly problems: readonly string[];
  /** The words of the progress told in this rollout, without numbers: what comes up again is no news. */
  readonly words: readonly string[];
  readonly relapses: number;
  /** The last trouble was a container that ends and is started again: such things look ready in between. */
  readonly restarts?: boolean;
  /** Since when its controller has not taken up the present generation. */
  readonly unobservedSinceMs?: number;
  /** Since when a Service that was ready has no endpoint left. */
  readonly downSinceMs?: number;
  /** It was said that something is about to end the state that is well. */
  readonly isWarned?: boolean;
  /** Since when it is ready but not yet told as such, because it may not last. */
  readonly steadySinceMs?: number | undefined;
}

type Stage = "untold" | "waiting" | "trouble" | "ready";

/** Times in milliseconds. */
export interface StoryOptions {
  /** After so long without a word the state is repeated as a `still`; never when it is left out or 0. */
  readonly heartbeatMs?: number;
  /** How soon a line may be repeated in which only times, restarts or counts of a known problem changed. Default 5000. */
  readonly updateMs?: number;
  /** How long it must be ready after a relapse, or after containers that ended, until "ready" is said; doubles with each relapse. Default 5000. */
  readonly steadyMs?: number;
  /** The least time between two lines of mere progress, for places where each takes a line. Default 0. */
  readonly progressMs?: number;
  /** How long the rollout before this one took: told beside progress, for comparison. */
  readonly lastTimeMs?: number;
}

export interface Told {
  readonly state: StoryState;
  readonly tellings: readonly Telling[];
  /** When to tell again although no object changed (milliseconds since 1970). */
  readonly againMs?: number;
}

/** The state before anything was told. */
export const untold: StoryState = { stage: "untold", problems: [], words: [], relapses: 0 };

const mostProblems = 20;
const mostWords = 20;
/** A rollout that took no longer is over before anybody compares. */
const leastTimeMs = 3000;
const longestLine = 120;
const shortestGapMs = 1000;
const longestGapMs = 30_000;
const mostDoublings = 5;
/** So long after the last warning a kill is told by the kubelet, if it comes. */
const passedMs = 2000;
/** How long a controller may take before a line is spent on it, in milliseconds. */
const unobserved: Partial<Record<Reason, number>> = { NotObserved: 2000, ControllerSilent: 10_000 };

/**
 * What is new and worth saying now. To be called after every change and at `againMs`, with a clock
 * that does not go back. Says at most one thing:
 * progress when the state's words change (counts at growing intervals, so that a thousand Pods don't
 * take a thousand lines); a problem once per cause, and after that only as progress; ready once per
 * rollout, with its phases; trouble after ready as a relapse, and "ready again" only when it lasts.
 * Never says the same line twice in a row. `line` does not name the root: whoever shows it does.
 */
export function tell(
  state: StoryState,
  snapshot: Snapshot,
  diagnosis: Diagnosis,
  now: Date,
  options: StoryOptions = {},
): Told {
  const present = withOutage(continued(state, diagnosis), snapshot, diagnosis, now.getTime());
  const telling: Turn = { state: present, snapshot, diagnosis, now: now.getTime(), options };
  const told = turnOf(telling);
  const tellings = told.telling === undefined ? [] : [told.telling];
  return { state: told.state, tellings, ...again(told, telling) };
}

interface Turn {
  readonly state: StoryState;
  readonly snapshot: Snapshot;
  readonly diagnosis: Diagnosis;
  readonly now: number;
  readonly options: StoryOptions;
}

interface Outcome {
  readonly state: StoryState;
  readonly telling?: Telling;
  /** When something held back may be said. */
  readonly dueMs?: number;
}

function turnOf(turn: Turn): Outcome {
  const { state, diagnosis, now } = turn;
  const began: Turn = { ...turn, state: { ...state, beganMs: state.beganMs ?? now } };
  // Before the first lists are in there is nothing to say; nor of what nobody has created yet.
  const isNothing = diagnosis.reason === "Looking" || (diagnosis.status === "NotFound" && state.uid === undefined);
  const outcome = isNothing ? { state: began.state } : tellObserved(began);
  return outcome.telling === undefined ? withHeartbeat(began, outcome) : outcome;
}

/**
 * That a controller has not taken up a change yet is only worth a word when it takes long, counted
 * from when that was first seen: when somebody made the change stands nowhere in the object.
 */
function tellObserved(turn: Turn): Outcome {
  const { unobservedSinceMs, ...state } = turn.state;
  const patience = unobserved[turn.diagnosis.reason];
  if (patience === undefined) return tellStage({ ...turn, state });
  const since = unobservedSinceMs ?? turn.now;
  const held: Turn = { ...turn, state: { ...state, unobservedSinceMs: since } };
  return turn.now < since + patience ? { state: held.state, dueMs: since + patience } : tellStage(held);
}

function tellStage(turn: Turn): Outcome {
  switch (turn.diagnosis.outlook) {
    case "healthy":
      return tellReady(turn);
    case "waiting":
      return tellProgress(turn);
    case "may-heal":
    case "will-not-heal":
    case "suspended":
    case "unknown":
      return tellTrouble(turn);
  }
}

/** Another object of the same name is another story, but not another screen: the last line still counts. */
function continued(state: StoryState, { object }: Diagnosis): StoryState {
  if (object.uid === undefined || object.uid === state.uid) return state;
  if (state.uid === undefined) return { ...state, uid: object.uid };
  const { line, spoken, saidMs } = state;
  return {
    ...untold,
    uid: object.uid,
    ...(line === undefined || spoken === undefined || saidMs === undefined ? {} : { line, spoken, saidMs }),
  };
}

/** Only what was ready can go down: before the first Pod is ready, nobody misses it. */
function withOutage(state: StoryState, snapshot: Snapshot, diagnosis: Diagnosis, now: number): StoryState {
  const { downSinceMs, ...rest } = state;
  if (state.readyGeneration === undefined || !isDown(snapshot, diagnosis)) return rest;
  return { ...rest, downSinceMs: downSinceMs ?? now };
}

/** The state in one sentence, as loud as it is. */
function lineOf({ state, diagnosis }: Turn): string {
  return state.downSinceMs === undefined ? sentenceOf(diagnosis) : outageSentence(diagnosis);
}

/** `aside` is told with the line, and makes no other line of it. */
function say(turn: Turn, telling: Telling, changes: Partial<StoryState>, aside = ""): Outcome {
  const state = { ...turn.state, ...changes };
  // What was waited for and is a problem now is told in the same words, and louder.
  const isLouder = telling.type === "problem" && turn.state.stage === "waiting";
  if (!isLouder && (telling.line === turn.state.line || telling.line === turn.state.spoken)) return { state };
  const line = telling.type === "still" ? {} : { line: telling.line };
  return {
    state: { ...state, ...line, spoken: telling.line, saidMs: turn.now },
    telling: { ...telling, line: telling.line + aside },
  };
}

function tellReady(turn: Turn): Outcome {
  const { state, snapshot, diagnosis, now, options } = turn;
  const { steadySinceMs, ...rest } = state;
  const generation = generationOf(turn);
  const isAgain = state.readyGeneration !== undefined && state.readyGeneration === generation;
  if (state.stage === "ready" && isAgain) return tellAhead(turn);
  if (state.stage === "trouble" && (state.relapses > 0 || state.restarts === true)) {
    const since = steadySinceMs ?? now;
    const due = since + (options.steadyMs ?? 5000) * 2 ** Math.min(Math.max(0, state.relapses - 1), mostDoublings);
    if (now < due) return { state: { ...state, steadySinceMs: since }, dueMs: due };
  }
  const { revision } = figuresOf(snapshot.objects, diagnosis.object);
  // A Deployment that was only scaled has brought nothing new up.
  const isScaled = state.readyGeneration !== undefined && revision !== undefined && revision === state.readyRevision;
  const phases = isAgain || isScaled ? {} : phasesOf(snapshot.objects, diagnosis.object, snapshot.started);
  const awayMs = now - (state.beganMs ?? now);
  const ahead = aheadOf(diagnosis);
  const line =
    ahead === undefined
      ? readySentence(snapshot, diagnosis, phases, isAgain ? awayMs : undefined)
      : aheadSentence(ahead, now);
  const changes: Partial<StoryState> = {
    stage: "ready",
    isWarned: ahead !== undefined,
    problems: [],
    words: [],
    restarts: false,
    readyGeneration: generation,
    ...(revision === undefined ? {} : { readyRevision: revision }),
  };
  return say({ ...turn, state: rest }, { type: "ready", object: diagnosis.object, diagnosis, line, phases }, changes);
}

/** It is ready as before: only what is about to end that is news, and that it is over. */
function tellAhead(turn: Turn): Outcome {
  const { state, snapshot, diagnosis, now } = turn;
  const { object } = diagnosis;
  const ahead = aheadOf(diagnosis);
  if ((ahead !== undefined) === (state.isWarned === true)) return { state: { ...state, steadySinceMs: undefined } };
  if (ahead === undefined) {
    // Either the probe has passed, or it happens at this moment.
    const since = state.steadySinceMs ?? now;
    if (now < since + passedMs) return { state: { ...state, steadySinceMs: since }, dueMs: since + passedMs };
    const line = readySentence(snapshot, diagnosis, {}, undefined);
    return say(
      turn,
      { type: "ready", object, diagnosis, line, phases: {} },
      { isWarned: false, steadySinceMs: undefined },
    );
  }
  return say(turn, { type: "problem", object, diagnosis, line: aheadSentence(ahead, now) }, { isWarned: true });
}

/** The generation, so that a rollout that somebody asked for is not taken for a relapse; 0 for kinds without one. */
function generationOf({ snapshot, diagnosis }: Turn): number {
  return snapshot.objects.find(diagnosis.object)?.metadata.generation ?? 0;
}

/** On the way again: after ready, time starts anew. */
function leavingReady({ state, now }: Turn): StoryState {
  return { ...state, steadySinceMs: undefined, ...(state.stage === "ready" ? { beganMs: now } : {}) };
}

function tellProgress(turn: Turn): Outcome {
  const { diagnosis, now } = turn;
  const state = leavingReady(turn);
  const gone = diagnosis.status === "NotFound" && state.uid !== undefined;
  const line = gone ? "deleted" : lineOf(turn);
  // That it is over is told once, and nobody may be there to hear it later.
  const due = gone ? now : (state.saidMs ?? Number.NEGATIVE_INFINITY) + gapBefore(line, state, turn);
  const stage = state.stage === "trouble" && (state.relapses > 0 || state.restarts === true) ? "trouble" : "waiting";
  if (now < due)
    return {
      state: { ...state, stage: state.stage === "ready" ? "waiting" : state.stage },
      ...(line === state.line ? {} : { dueMs: due }),
    };
  const words = [...state.words.filter((known) => known !== wordsOnly(line)), wordsOnly(line)].slice(-mostWords);
  const telling = { type: "progress", object: diagnosis.object, diagnosis, line } as const;
  return say(
    { ...turn, state },
    telling,
    { stage, words },
    diagnosis.status === "InProgress" ? comparison(line, state, turn) : "",
  );
}

/** ` · 12 s, last time 41 s`, where the line has room for it. */
function comparison(line: string, { beganMs }: StoryState, { now, options }: Turn): string {
  const { lastTimeMs = 0 } = options;
  // What only goes away has nothing in common with a rollout.
  if (lastTimeMs < leastTimeMs || /^scaling down|, \d+ more than wanted$/.test(line)) return "";
  const elapsedMs = now - (beganMs ?? now);
  const elapsed = elapsedMs < 1000 ? "" : `${wholeSeconds(elapsedMs)}, `;
  const text = ` · ${elapsed}last time ${wholeSeconds(lastTimeMs)}`;
  return line.length + text.length > longestLine ? "" : text;
}

/** How long after the last line this one may be said. */
function gapBefore(line: string, state: StoryState, { now, options }: Turn): number {
  const update = options.updateMs ?? 5000;
  if (state.line === undefined) return 0;
  if (state.stage === "trouble" || shapeOf(line) === shapeOf(state.line)) return update;
  if (!state.words.includes(wordsOnly(line))) return options.progressMs ?? 0;
  return Math.min(longestGapMs, Math.max(shortestGapMs, options.progressMs ?? 0, (now - (state.beganMs ?? now)) / 10));
}

function tellTrouble(turn: Turn): Outcome {
  const { diagnosis, now, options } = turn;
  const state: StoryState = {
    ...leavingReady(turn),
    restarts: isRestarting(diagnosis),
  };
  const { object } = diagnosis;
  const key = problemKey(diagnosis);
  const line = lineOf(turn);
  const known = state.problems.includes(key);
  const problems = known ? state.problems : [...state.problems, key].slice(-mostProblems);
  const wasReady = turn.state.stage !== "trouble" && state.readyGeneration === generationOf(turn);
  if (wasReady) {
    const relapse = { stage: "trouble", problems, relapses: state.relapses + 1 } as const;
    const words = state.downSinceMs === undefined ? `was ready, then: ${line}` : line;
    return say({ ...turn, state }, { type: "relapse", object, diagnosis, line: words }, relapse);
  }
  if (!known)
    return say({ ...turn, state }, { type: "problem", object, diagnosis, line }, { stage: "trouble", problems });
  if (line === state.line || `was ready, then: ${line}` === state.line || isSameRoom(line, state.line))
    return { state: { ...state, stage: "trouble" } };
  // A sentence that has only grown does not wait for its turn.
  const gap = state.line !== undefined && line.startsWith(state.line) ? 0 : (options.updateMs ?? 5000);
  const due = (state.saidMs ?? Number.NEGATIVE_INFINITY) + gap;
  if (now < due) return { state: { ...state, stage: "trouble" }, dueMs: due };
  return say({ ...turn, state }, { type: "progress", object, diagnosis, line }, { stage: "trouble" });
}

/** Only what is free elsewhere in the cluster has changed. */
function isSameRoom(line: string, before: string | undefined): boolean {
  return before !== undefined && withoutRoom(before) !== before && withoutRoom(line) === withoutRoom(before);
}

function withHeartbeat(turn: Turn, outcome: Outcome): Outcome {
  const { state } = outcome;
  const { snapshot, diagnosis, now, options } = turn;
  if (!awaitsHeartbeat(state, options) || now < (state.saidMs ?? state.beganMs ?? now) + (options.heartbeatMs ?? 0))
    return outcome;
  if (diagnosis.reason === "Looking" || diagnosis.outlook === "healthy") return outcome;
  const forMs = now - (state.downSinceMs ?? state.beganMs ?? now);
  const line =
    state.downSinceMs === undefined
      ? stillSentence(snapshot, diagnosis, forMs, now, options.lastTimeMs)
      : outageSentence(diagnosis, forMs) + nextStep(snapshot, diagnosis, now);
  return say({ ...turn, state }, { type: "still", object: diagnosis.object, diagnosis, line, forMs }, {});
}

function awaitsHeartbeat(state: StoryState, options: StoryOptions): boolean {
  return (options.heartbeatMs ?? 0) > 0 && state.stage !== "ready";
}

function again({ state, dueMs }: Outcome, { diagnosis, now, options }: Turn): Pick<Told, "againMs"> {
  const until = diagnosis.until === undefined ? Number.NaN : Date.parse(diagnosis.until);
  const heartbeat = awaitsHeartbeat(state, options)
    ? (state.saidMs ?? state.beganMs ?? now) + (options.heartbeatMs ?? 0)
    : Number.NaN;
  const times = [until, heartbeat, dueMs ?? Number.NaN].filter((time) => time > now);
  // A Date has no fractions: rounded down, it would never be reached.
  return times.length === 0 ? {} : { againMs: Math.ceil(Math.min(...times)) };
}
