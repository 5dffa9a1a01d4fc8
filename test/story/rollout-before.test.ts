import { describe, expect, test } from "vitest";
import { onItsWay, ready, toldOf, trouble, type Step } from "./telling-over-time";

const crash = trouble("CrashLoopBackOff", 'container web exited 3: "panic: no db"');
const crashLine = '2 of 2 Pods crash: container web exited 3: "panic: no db"';

describe("the rollout before, for comparison", () => {
  const pulling = onItsWay("0 of 3 Pods ready", "3 of 3 Pods: pulling lab.local/web:1");
  const steps: Step[] = [
    { s: 0, is: pulling },
    { s: 12, is: onItsWay("1 of 3 Pods ready") },
    { s: 20, is: ready("3 of 3 Pods ready") },
  ];
  test("is told with the time that this one has taken so far", () => {
    expect(toldOf(steps, { lastTimeMs: 41_300 })).toEqual([
      "0 progress: 0 of 3 Pods ready; pulling lab.local/web:1 · last time 41 s",
      "12 progress: 1 of 3 Pods ready · 12 s, last time 41 s",
      "20 ready: ready: 3 of 3 Pods",
    ]);
  });
  test("is not told where it took a moment only, nor of what goes wrong", () => {
    expect(toldOf(steps, { lastTimeMs: 2900 }).join()).not.toContain("last time");
    expect(toldOf([{ s: 0, is: crash }], { lastTimeMs: 41_300 })).toEqual([`0 problem: ${crashLine}`]);
  });
  test.each(["scaling down, 2 Pods left", "1 of 1 Pod ready, 1 more than wanted"])("is not told of %s", (line) => {
    expect(toldOf([{ s: 0, is: onItsWay(line) }], { lastTimeMs: 41_300 })).toEqual([`0 progress: ${line}`]);
  });
  test("makes no other line of a line", () => {
    const same = [0, 1, 2, 8, 20].map((s) => ({ s, is: pulling }));
    expect(toldOf(same, { lastTimeMs: 41_300 })).toHaveLength(1);
  });
  test("is left out where the line has no room for it", () => {
    const long = onItsWay("0 of 3 Pods ready", `3 of 3 Pods: pulling registry.example.com/${"team/".repeat(15)}web:1`);
    const [line = ""] = toldOf([{ s: 0, is: long }], { lastTimeMs: 41_300 });
    expect(line).not.toContain("last time");
  });
  test("is told when nothing new happens", () => {
    expect(toldOf([{ s: 0, is: pulling }], { lastTimeMs: 41_300, heartbeatMs: 30_000 }, 35).at(-1)).toBe(
      "30 still: still 0 of 3 Pods ready after 30 s (last time 41 s): pulling lab.local/web:1",
    );
  });
});
