import { describe, expect, test } from "vitest";
import { diagnose, type Diagnosis } from "../../src/diagnosis";
import { stillSentence } from "../../src/story/still-sentence";
import {
  at,
  container,
  merge,
  moment,
  pod,
  podEvent,
  running,
  snapshotOf,
  told,
  unscheduledPod,
  type Raw,
} from "../support/objects";

const look = (raw: Raw, seconds: number): Diagnosis => diagnose(snapshotOf([raw]), moment(seconds));

/** Deleted at second 10 with a grace period of 30 s: killed at second 40. */
const leaving = (patch: Raw = {}): Raw =>
  pod("web-1-a", merge({ metadata: { deletionTimestamp: at(40), deletionGracePeriodSeconds: 30 } }, patch));
const target = (reason: string): Raw => ({
  status: { conditions: [{ type: "DisruptionTarget", status: "True", reason }] },
});

describe("a Pod that is being deleted", () => {
  type Row = readonly [name: string, raw: Raw, seconds: number, expected: string, until: string | undefined];
  test.each<Row>([
    ["at once", leaving(), 11, "Terminating waiting Terminating: being deleted", at(15)],
    [
      "and runs on after SIGTERM",
      leaving(),
      15,
      "Terminating waiting SigtermIgnored: being deleted: container web runs on after SIGTERM, is killed 30 s after the request",
      at(40),
    ],
    [
      "and whose preStop hook runs",
      leaving({
        spec: { containers: [container({ lifecycle: { preStop: { exec: { command: ["sleep", "20"] } } } })] },
      }),
      15,
      "Terminating waiting Terminating: being deleted: container web has a preStop hook, is killed 30 s after the request",
      at(40),
    ],
    [
      "and whose containers have ended",
      leaving({
        status: { containerStatuses: [running({ state: { running: undefined, terminated: { exitCode: 0 } } })] },
      }),
      20,
      "Terminating waiting Terminating: being deleted",
      at(50),
    ],
    ["and is being killed", leaving(), 41, "Terminating waiting Terminating: being deleted", at(50)],
    [
      "and whose node does not end it",
      leaving(),
      50,
      "Terminating may-heal StuckTerminating: still being deleted, node lab has not ended it",
      undefined,
    ],
    [
      "with a grace period that is too short to talk about",
      leaving({ metadata: { deletionTimestamp: at(12), deletionGracePeriodSeconds: 2 } }),
      11,
      "Terminating waiting Terminating: being deleted",
      at(22),
    ],
    [
      "to make room",
      leaving(target("PreemptionByScheduler")),
      11,
      "Terminating may-heal Preempted: being deleted, preempted by a Pod of higher priority",
      at(15),
    ],
    [
      "by a drain",
      leaving(target("EvictionByEvictionAPI")),
      11,
      "Terminating waiting Terminating: being deleted, evicted through the API (kubectl drain, autoscalers)",
      at(15),
    ],
    [
      "for a taint",
      leaving(target("DeletionByTaintManager")),
      11,
      "Terminating waiting Terminating: being deleted, it does not tolerate a taint of its node",
      at(15),
    ],
    [
      "for a reason that is new",
      leaving(target("constructor")),
      11,
      "Terminating waiting Terminating: being deleted",
      at(15),
    ],
    [
      "at a time that cannot be read",
      leaving({ metadata: { deletionTimestamp: "soon" } }),
      11,
      "Terminating waiting Terminating: being deleted",
      undefined,
    ],
  ])("%s", (_, raw, seconds, expected, until) => {
    const diagnosis = look(raw, seconds);
    expect(told(diagnosis)).toBe(expected);
    expect(diagnosis.until?.replace(".000Z", "Z")).toBe(until);
  });
  test("the heartbeat says how long it can take at most", () => {
    const snapshot = snapshotOf([leaving()]);
    const now = moment(23);
    expect(stillSentence(snapshot, diagnose(snapshot, now), 13_000, now.getTime())).toBe(
      "still, after 13 s: being deleted: container web runs on after SIGTERM, is killed 30 s after the request; killed in 17 s",
    );
  });
});

describe("a Pod that its node ended or refused", () => {
  const over = (reason: string, message: string): Raw =>
    pod("web-1-a", { status: { phase: "Failed", reason, message, conditions: [], containerStatuses: [] } });
  test.each([
    [
      "for a critical Pod",
      over("Preempting", "Preempted in order to admit critical pod"),
      "Failed may-heal Preempted: node lab ended it to make room for a critical Pod",
    ],
    [
      "in its shutdown",
      over("Terminated", "Pod was terminated in response to imminent node shutdown."),
      "Failed may-heal NodeShutdown: ended by the shutdown of node lab",
    ],
    [
      "for want of CPU",
      over(
        "OutOfcpu",
        "Pod was rejected: Node didn't have enough resource: cpu, requested: 100, used: 950, capacity: 1000",
      ),
      "Failed may-heal NodeRefused: node lab refused it (OutOfcpu): too little cpu left",
    ],
    [
      "since its labels have changed",
      over("NodeAffinity", "Pod was rejected: Predicate NodeAffinity failed"),
      "Failed may-heal NodeRefused: node lab refused it (NodeAffinity): Predicate NodeAffinity failed",
    ],
    [
      "when its time was over",
      over("DeadlineExceeded", "Pod was active on the node longer than the specified deadline"),
      "Failed will-not-heal DeadlineExceeded: ran longer than its activeDeadlineSeconds",
    ],
  ])("%s", (_, raw, expected) => {
    expect(told(look(raw, 20))).toBe(expected);
  });
});

describe("a Pod for which others have to go", () => {
  test("waits for the node that is being freed", () => {
    const raw = merge(
      unscheduledPod({ reason: "Unschedulable", message: "0/3 nodes are available: 3 Insufficient cpu." }),
      { status: { nominatedNodeName: "n7" } },
    );
    expect(told(look(raw, 5))).toBe(
      "InProgress waiting Unschedulable: cannot be scheduled ← node n7 is being freed for it: Pods of lower priority end",
    );
  });
});

describe("ephemeral containers", () => {
  const debugged = (state: Raw): Raw =>
    pod("web-1-a", {
      spec: { ephemeralContainers: [{ name: "debugger", image: "busybox" }] },
      status: { ephemeralContainerStatuses: [{ name: "debugger", state }] },
    });
  test.each([
    ["that runs is mentioned", { running: { startedAt: at(3) } }, "ready, ephemeral container debugger runs"],
    [
      "that cannot start is mentioned, the Pod is ready all the same",
      { waiting: { reason: "ImagePullBackOff" } },
      "ready, ephemeral container debugger does not start (ImagePullBackOff)",
    ],
    ["that has ended is no news", { terminated: { exitCode: 1 } }, "ready"],
    ["that is being created is no news", { waiting: { reason: "ContainerCreating" } }, "ready"],
  ])("one %s", (_, state, expected) => {
    expect(told(look(debugged(state), 5))).toBe(`Current healthy Ready: ${expected}`);
  });
  test("one whose image cannot be pulled stays ContainerCreating: its events tell", () => {
    const own = (reason: string, message: string): Raw =>
      podEvent(reason, message, 4, { involvedObject: { fieldPath: "spec.ephemeralContainers{debugger}" } });
    const objects = [
      debugged({ waiting: { reason: "ContainerCreating" } }),
      own("Pulling", 'Pulling image "debug:nope"'),
      own("Failed", 'Failed to pull image "debug:nope": not found'),
      own("Failed", "Error: ErrImagePull"),
    ];
    expect(told(diagnose(snapshotOf(objects), moment(5)))).toBe(
      "Current healthy Ready: ready, ephemeral container debugger does not start (ErrImagePull)",
    );
  });
});
