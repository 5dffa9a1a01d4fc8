import { describe, expect, test } from "vitest";
import { diagnose, type Diagnosis } from "../../src/diagnosis";
import { earliestReady, killWithin } from "../../src/diagnosis/probe-times";
import { exactSpan } from "../../src/diagnosis/time";
import { readObject, type Container, type Pod } from "../../src/objects";
import { stillSentence } from "../../src/story/still-sentence";
import { look } from "../support/look";
import { at, moment, podEvent, podWith, running, snapshotOf, told, type Raw } from "../support/objects";
import { unhealthy } from "../support/web-pods";

const probe = (patch: Raw = {}): Raw => ({ httpGet: { path: "/", port: 8080 }, periodSeconds: 10, ...patch });
const refused = "dial tcp 10.244.0.5:8080: connect: connection refused";

/** A Pod whose container has run since second 1 and is not ready. */
const unready = (container: Raw, status: Raw = {}): Raw => podWith(running({ ready: false, ...status }), { container });
const starting = (container: Raw): Raw => unready(container, { started: false });
const containerOf = (container: Raw): Container => {
  const [first] = (readObject(unready(container)) as Pod).spec.containers;
  if (first === undefined) throw new Error("the Pod has a container");
  return first;
};
/** `until` in seconds after the operation's start. */
const untilOf = ({ until }: Diagnosis): number | undefined =>
  until === undefined ? undefined : (Date.parse(until) - Date.parse(at(0))) / 1000;

describe("the earliest moment at which a container can be ready", () => {
  test.each<readonly [string, Raw, number | undefined]>([
    ["is unknown without a readiness probe", { startupProbe: probe() }, undefined],
    ["is the start without a delay", { readinessProbe: probe() }, 0],
    ["is the end of the initial delay", { readinessProbe: probe({ initialDelaySeconds: 30 }) }, 30],
    [
      "does not count periods between passes: the kubelet also probes out of turn",
      { readinessProbe: probe({ initialDelaySeconds: 5, successThreshold: 3 }) },
      5,
    ],
    [
      "is not before the startup probe can pass",
      { readinessProbe: probe({ initialDelaySeconds: 5 }), startupProbe: probe({ initialDelaySeconds: 20 }) },
      20,
    ],
    [
      "counts both delays from the start",
      { readinessProbe: probe({ initialDelaySeconds: 30 }), startupProbe: probe({ initialDelaySeconds: 20 }) },
      30,
    ],
    ["is the start for a negative delay", { readinessProbe: probe({ initialDelaySeconds: -9 }) }, 0],
  ])("%s", (_, container, seconds) => {
    expect(earliestReady(containerOf(container), 1000)).toBe(seconds === undefined ? undefined : 1000 + seconds * 1000);
  });
});

describe("a probe that fails from the start has its container killed within", () => {
  const answer = { kind: "answered", text: "503", code: 503 } as const;
  const timeout = { kind: "timeout", text: "no answer" } as const;
  test.each([
    ["the delay and failureThreshold periods", { initialDelaySeconds: 30, failureThreshold: 12 }, answer, 150],
    ["the time that answers take in addition", { failureThreshold: 3, timeoutSeconds: 4 }, timeout, 34],
    ["timeouts where they are longer than a period", { failureThreshold: 3, timeoutSeconds: 15 }, timeout, 55],
    ["one period with a threshold of 0", { failureThreshold: 0 }, answer, 10],
  ])("%s", (_, patch, given, seconds) => {
    const { startupProbe } = containerOf({ startupProbe: probe(patch) });
    expect(startupProbe && killWithin(startupProbe, given)).toBe(seconds);
  });
});

describe("what is told while a container waits for its probes", () => {
  const slow = { startupProbe: probe({ initialDelaySeconds: 30, failureThreshold: 12 }) };
  const both = {
    readinessProbe: probe(),
    livenessProbe: probe({ tcpSocket: { port: 8080 }, httpGet: undefined, failureThreshold: 3 }),
  };
  type Row = readonly [string, readonly Raw[], number, string, number | undefined];
  test.each<Row>([
    [
      "the startup probe's delay",
      [starting(slow)],
      5,
      "container web runs, startup GET :8080/ not before 30 s after its start",
      31,
    ],
    ["no delay in its last 3 s", [starting(slow)], 28, "container web runs, startup GET :8080/ not passed yet", 31],
    [
      "the kill by the startup probe, its moment from the first failure",
      [
        starting(slow),
        unhealthy("Startup", "HTTP probe failed with statuscode: 503", 56, { count: 3, firstTimestamp: at(36) }),
      ],
      57,
      "container web runs, startup GET :8080/ → 503 so far, killed within 2 min 30 s of its start if it goes on",
      146,
    ],
    [
      "the latest moment of the kill where an earlier instance failed in the same way",
      [
        starting(slow),
        unhealthy("Startup", "HTTP probe failed with statuscode: 503", 56, { count: 9, firstTimestamp: at(-80) }),
      ],
      57,
      "container web runs, startup GET :8080/ → 503 so far, killed within 2 min 30 s of its start if it goes on",
      151,
    ],
    [
      "a kill whose moment has just passed: the kubelet is about to say so",
      [
        starting(slow),
        unhealthy("Startup", "HTTP probe failed with statuscode: 503", 146, { count: 12, firstTimestamp: at(36) }),
      ],
      147,
      "container web runs, startup GET :8080/ → 503 so far, killed within 2 min 30 s of its start if it goes on",
      151,
    ],
    [
      "no kill whose moment is long over",
      [
        starting(slow),
        unhealthy("Startup", "HTTP probe failed with statuscode: 503", 146, { count: 12, firstTimestamp: at(36) }),
      ],
      160,
      "container web runs, startup GET :8080/ → 503 so far",
      undefined,
    ],
    [
      "the kill by a liveness probe that fails since its first turn",
      [
        unready(both),
        unhealthy("Readiness", refused, 14, { count: 2, firstTimestamp: at(4) }),
        unhealthy("Liveness", refused, 14, { count: 2, firstTimestamp: at(4) }),
      ],
      15,
      "container web runs, readiness GET :8080/ → connection refused so far, killed after 3 liveness failures in a row",
      24,
    ],
    [
      "a kill that comes after the readiness probe counts as a problem, which is the next moment to look",
      [
        unready({ ...both, livenessProbe: probe({ failureThreshold: 9 }) }),
        unhealthy("Readiness", refused, 14, { count: 2, firstTimestamp: at(4) }),
        unhealthy("Liveness", refused, 14, { count: 2, firstTimestamp: at(4) }),
      ],
      15,
      "container web runs, readiness GET :8080/ → connection refused so far, killed after 9 liveness failures in a row",
      32,
    ],
    [
      "no kill by a liveness probe that passed in between",
      [
        unready(both),
        unhealthy("Readiness", refused, 24, { count: 3, firstTimestamp: at(4) }),
        unhealthy("Liveness", refused, 24, { count: 2, firstTimestamp: at(4) }),
      ],
      25,
      "container web runs, readiness GET :8080/ → connection refused so far",
      32,
    ],
    [
      "no kill by a liveness probe that has not failed any more",
      [
        unready(both),
        unhealthy("Readiness", refused, 24, { count: 3, firstTimestamp: at(4) }),
        unhealthy("Liveness", refused, 4),
      ],
      25,
      "container web runs, readiness GET :8080/ → connection refused so far",
      32,
    ],
    [
      "no kill for what the kubelet does not count as a failure",
      [
        unready(both),
        unhealthy("Readiness", refused, 14, { count: 2, firstTimestamp: at(4) }),
        podEvent("Unhealthy", "Liveness probe errored: rpc error: code = Unknown", 14, {
          count: 2,
          firstTimestamp: at(4),
        }),
      ],
      15,
      "container web runs, readiness GET :8080/ → connection refused so far",
      32,
    ],
  ])("%s", (_, objects, seconds, message, until) => {
    const diagnosis = look(objects, seconds);
    expect(told(diagnosis)).toBe(`InProgress waiting AwaitingReadiness: ${message}`);
    expect(untilOf(diagnosis)).toBe(until);
    expect(message.length).toBeLessThanOrEqual(120);
  });

  test("the heartbeat of a readiness probe's problem counts down to the liveness probe's kill", () => {
    const patient = { ...both, livenessProbe: probe({ failureThreshold: 9 }) };
    const objects = [
      unready(patient),
      unhealthy("Readiness", refused, 34, { count: 4, firstTimestamp: at(4) }),
      unhealthy("Liveness", refused, 34, { count: 4, firstTimestamp: at(4) }),
    ];
    const snapshot = snapshotOf(objects);
    const now = moment(35);
    const diagnosis = diagnose(snapshot, now);
    expect(untilOf(diagnosis)).toBe(84);
    expect(stillSentence(snapshot, diagnosis, 20_000, now.getTime())).toBe(
      "still not ready after 20 s: container web: nothing listens on 8080: readiness GET :8080/ → connection refused; killed in 49 s",
    );
  });
});

test.each([
  [0, "0 s"],
  [119, "119 s"],
  [120, "2 min"],
  [150, "2 min 30 s"],
])("%i seconds are told as %s", (seconds, text) => {
  expect(exactSpan(seconds)).toBe(text);
});
