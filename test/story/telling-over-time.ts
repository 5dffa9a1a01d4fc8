import type { Diagnosis, Outlook, Reason } from "../../src/diagnosis";
import { ObjectStore, readObject, type ObjectRef } from "../../src/objects";
import { tell, untold, type StoryOptions, type StoryState } from "../../src/story";

export const web: ObjectRef = { apiVersion: "apps/v1", kind: "Deployment", namespace: "prod", name: "web", uid: "d1" };
const pod: ObjectRef = { apiVersion: "v1", kind: "Pod", namespace: "prod", name: "web-7c9f-x2k" };

export function state(outlook: Outlook, reason: Reason, message: string, parts: Partial<Diagnosis> = {}): Diagnosis {
  return {
    object: web,
    status: outlook === "healthy" ? "Current" : "InProgress",
    outlook,
    reason,
    message,
    because: [],
    evidence: [],
    actions: [],
    ...parts,
  };
}

export const ready = (message = "2 of 2 Pods ready"): Diagnosis => state("healthy", "Ready", message);

export function onItsWay(message: string, pods?: string): Diagnosis {
  const because = pods === undefined ? [] : [state("waiting", "Starting", pods, { object: pod })];
  return state("waiting", "RollingOut", message, { because });
}

/** So many Pods suffer from a cause. */
export function trouble(
  reason: Reason,
  cause: string,
  pods = "2 of 2 Pods crash",
  outlook: Outlook = "may-heal",
): Diagnosis {
  const deepest = state(outlook, reason, cause, { object: pod });
  return state(outlook, "PodsNotReady", "0 of 2 Pods ready", {
    because: [state(outlook, reason, pods, { object: pod, because: [deepest] })],
  });
}

/** One step of a timeline: what was so, at which second; `generation` of the Deployment from then on. */
export interface Step {
  readonly s: number;
  readonly is: Diagnosis;
  readonly generation?: number;
}

/** What was told, as "second type: line"; the story is also asked when it wanted to be. */
export function toldOf(steps: readonly Step[], options: StoryOptions = {}, untilSecond?: number): readonly string[] {
  const objects = new ObjectStore();
  const base = Date.parse("2026-01-14T05:07:41Z");
  const told: string[] = [];
  let story: StoryState = untold;
  steps.forEach(({ s, is, generation = 1 }, index) => {
    const deployment = readObject({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "prod", uid: is.object.uid, generation },
    });
    if (deployment !== undefined) objects.put(deployment);
    const end = steps[index + 1]?.s ?? untilSecond ?? s;
    for (
      let now: number | undefined = s;
      now !== undefined && (now === s || now < end || (now <= end && index === steps.length - 1));
    ) {
      const snapshot = { root: web, objects, coverage: () => "complete" as const, logs: [] };
      const next = tell(story, snapshot, is, new Date(Math.round(base + now * 1000)), options);
      story = next.state;
      for (const { type, line } of next.tellings) told.push(`${String(now)} ${type}: ${line}`);
      now = next.againMs === undefined ? undefined : (next.againMs - base) / 1000;
    }
  });
  return told;
}
