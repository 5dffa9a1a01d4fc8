import type { Diagnosis, Snapshot } from "../diagnosis";
import { changesSinceHealthy, usersSentence } from "../diagnosis";
import { nameOf } from "../objects";
import { clean, duration, renderBlock, verdictSentence } from "../render";
import { causeSentenceOf, sentenceOf } from "../story";
import { dissimilarity, isSimilar } from "../wiring";
import type { GateWish } from "./gate-args";
import type { Observation } from "./observation";

/** How the questions through the service proxy stand. */
export interface Asked {
  readonly path: string;
  readonly times: number;
  /** What came last; undefined before the first answer. */
  readonly said: string | undefined;
}

/** Why a gate did not open. */
export type Ending = "timeout" | "hopeless" | "cancelled";

export interface Closed {
  readonly ending: Ending;
  readonly wish: GateWish;
  readonly name: string;
  readonly namespace: string;
  readonly observation: Observation;
  readonly snapshot: Snapshot;
  readonly asked: Asked | undefined;
  /** The whole path of the proxy, for those who want to try it. */
  readonly proxyPath: string;
  readonly elapsedMs: number;
}

const longestLine = 240;

/** `1 of 2 endpoints ready: Deployment web: 1 of 2 Pods ready; …`; with a path: `2 of 2 endpoints ready; GET / → 404, 3 times`. */
export function liveLine(observation: Observation, asked: Asked | undefined): string {
  const figures = figuresOf(observation);
  if (!isEnough(observation)) {
    const { diagnosis, obstacle } = observation;
    const cause = obstacle !== undefined && diagnosis.outlook === "healthy" ? obstacle : causeOf(diagnosis);
    return clean(cause === "" ? figures : `${figures}: ${cause}`, longestLine);
  }
  return clean(asked === undefined ? figures : `${figures}; ${askedOf(asked)}`, longestLine);
}

/** `ready after 6.2 s: 2 of 2 endpoints`. */
export function readyLine({ ready, wanted }: Observation, elapsedMs: number, path: string | undefined): string {
  const answered = path === undefined ? "" : `, GET ${path} answered`;
  return clean(
    `ready after ${duration(elapsedMs)}: ${ready} of ${counted(Math.max(ready, wanted), "endpoint")}${answered}`,
    longestLine,
  );
}

/** What a preview says: `would wait for 2 ready endpoints of Service web in shop and a 2xx from GET /, at most 5 min`. */
export function previewLine(wish: GateWish, nameIsKnown: boolean): string {
  const { minReady, path, namespace, timeoutMs } = wish;
  const endpoints =
    "percent" in minReady
      ? `ready endpoints for ${minReady.percent} % of the Pods`
      : counted(minReady.count, "ready endpoint");
  const service = nameIsKnown ? `Service ${wish.service}` : "a Service whose name is not known yet";
  const where = namespace === undefined ? "" : ` in ${namespace}`;
  const answer = path === undefined ? "" : ` and a 2xx from GET ${path}`;
  return clean(`would wait for ${endpoints} of ${service}${where}${answer}, at most ${duration(timeoutMs)}`, 300);
}

/** Why the gate did not open: one sentence with the cause, one about the gate, then the rows of the diagnosis. */
export function closedText(closed: Closed): string {
  if (closed.ending === "cancelled")
    return `cancelled after ${duration(closed.elapsedMs)}: ${liveLine(closed.observation, closed.asked)}`;
  const rows = rowsOf(closed);
  return `${firstLine(closed)}\n${gateLine(closed)}${rows === "" ? "" : `\n\n${rows}`}`;
}

function firstLine({ observation, asked, name, snapshot }: Closed): string {
  const { diagnosis, ready, obstacle } = observation;
  if (isEnough(observation) && asked !== undefined)
    return clean(`Service ${name} has ${counted(ready, "ready endpoint")}, but ${askedOf(asked)}`, longestLine);
  if (obstacle !== undefined && diagnosis.outlook !== "will-not-heal") return clean(obstacle, longestLine);
  if (diagnosis.status === "NotFound") return clean(verdictSentence(diagnosis) + nearestName(snapshot), longestLine);
  if (diagnosis.outlook === "healthy")
    return clean(
      `Service ${name} has ${figuresOf(observation)}, and no more are on their way${behind(diagnosis)}`,
      longestLine,
    );
  return verdictSentence(diagnosis);
}

function gateLine({ ending, observation, wish, name, namespace, elapsedMs }: Closed): string {
  const state = `after ${duration(elapsedMs)} with ${figuresOf(observation)} (Service ${name} in ${namespace})`;
  return ending === "hopeless"
    ? `gave up ${state}: waiting changes nothing; failFast: false waits for ${duration(wish.timeoutMs)} all the same`
    : `gave up ${state}: the timeout is over`;
}

/** The rows below the block's first paragraph; of what answers wrongly the command to ask it oneself. */
function rowsOf({ observation, snapshot, asked, proxyPath }: Closed): string {
  if (isEnough(observation)) return asked === undefined ? "" : `  try      kubectl get --raw '${clean(proxyPath)}'`;
  const { diagnosis } = observation;
  const users = usersSentence(snapshot, diagnosis);
  const block = renderBlock(diagnosis, {
    logs: snapshot.logs,
    changed: changesSinceHealthy({ ...snapshot, root: diagnosis.object }),
    ...(users === undefined ? {} : { users }),
  });
  const end = block.indexOf("\n\n");
  return end < 0 ? "" : block.slice(end + 2);
}

export const isEnough = ({ ready, wanted, obstacle }: Observation): boolean =>
  ready >= wanted && obstacle === undefined;

const figuresOf = ({ ready, wanted }: Observation): string =>
  `${ready} of ${counted(Math.max(ready, wanted), "endpoint")} ready`;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const behind = (diagnosis: Diagnosis): string => (diagnosis.object.kind === "Service" ? "" : `; ${causeOf(diagnosis)}`);

/** "no ready endpoints" was said in figures. */
function causeOf(diagnosis: Diagnosis): string {
  if (diagnosis.object.kind !== "Service") return `${nameOf(diagnosis.object)}: ${sentenceOf(diagnosis)}`;
  if (diagnosis.status === "NotFound") return `${nameOf(diagnosis.object)} does not exist yet`;
  return diagnosis.outlook === "healthy" ? "" : causeSentenceOf(diagnosis);
}

function askedOf({ path, times, said }: Asked): string {
  if (said === undefined) return `GET ${path} is asked`;
  return `GET ${path} → ${said}${times > 1 ? `, ${times} times` : ""}`;
}

/** A typing mistake in the name is seen from the Services that there are. */
function nearestName({ root, objects }: Snapshot): string {
  const [near] = objects
    .all("Service", root.namespace ?? "")
    .map(({ metadata }) => metadata.name)
    .filter((name) => isSimilar(root.name, name))
    .sort((a, b) => dissimilarity(root.name, a) - dissimilarity(root.name, b) || (a < b ? -1 : 1));
  return near === undefined ? "" : `; there is Service ${near}`;
}
