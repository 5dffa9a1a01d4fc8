import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../src/diagnosis";
import { ready, state, toldOf, trouble, type Step } from "./telling-over-time";

describe("what is ready, and about to be killed", () => {
  const line = "1 of 2 Pods is about to be killed: container web: liveness GET :8080/dead → 404";
  const ahead = (untilSecond: number): Diagnosis => ({
    ...ready(),
    hints: [
      state("unknown", "LivenessKillAhead", line, {
        until: new Date(Date.parse("2026-01-14T05:07:41Z") + untilSecond * 1000).toISOString(),
      }),
    ],
  });
  test("is told once, with the time that is left, and as a relapse when it happens", () => {
    const steps: Step[] = [
      { s: 0, is: ready() },
      { s: 10, is: ahead(20) },
      { s: 15, is: ahead(20) },
      { s: 20, is: trouble("LivenessProbeFailing", "container web is killed: liveness GET :8080/dead → 404") },
    ];
    expect(toldOf(steps)).toEqual([
      "0 ready: ready: 2 of 2 Pods",
      `10 problem: ready, but ${line}; in 10 s`,
      "20 relapse: was ready, then: 2 of 2 Pods crash: container web is killed: liveness GET :8080/dead → 404",
    ]);
  });
  test("is told in the place of ready where it is so from the start", () => {
    expect(toldOf([{ s: 0, is: ahead(5) }])).toEqual([`0 ready: ready, but ${line}; in 5 s`]);
  });
  test("is taken back when the probe passes again", () => {
    const steps: Step[] = [
      { s: 0, is: ready() },
      { s: 10, is: ahead(20) },
      { s: 20, is: ready() },
      { s: 21, is: ready() },
      { s: 23, is: ready() },
    ];
    expect(toldOf(steps)).toEqual([
      "0 ready: ready: 2 of 2 Pods",
      `10 problem: ready, but ${line}; in 10 s`,
      "22 ready: ready: 2 of 2 Pods",
    ]);
  });
  test("is not taken back for the moment between its last failure and the kill", () => {
    const steps: Step[] = [
      { s: 0, is: ready() },
      { s: 10, is: ahead(20) },
      { s: 20, is: ready() },
      { s: 20.5, is: trouble("LivenessProbeFailing", "container web is killed: liveness GET :8080/dead → 404") },
    ];
    expect(toldOf(steps).slice(2)).toEqual([
      "20.5 relapse: was ready, then: 2 of 2 Pods crash: container web is killed: liveness GET :8080/dead → 404",
    ]);
  });
});
