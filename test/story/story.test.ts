import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../src/diagnosis";
import { onItsWay, ready, state, toldOf, trouble, web, type Step } from "./telling-over-time";

const crash = trouble("CrashLoopBackOff", 'container web exited 3: "panic: no db"');
const crashLine = '2 of 2 Pods crash: container web exited 3: "panic: no db"';

describe("progress", () => {
  test("is told when the words change, and nothing is told twice", () => {
    const steps: Step[] = [
      { s: 0, is: onItsWay("0 of 2 Pods ready", "2 of 2 Pods: pulling lab.local/web:1") },
      { s: 1, is: onItsWay("0 of 2 Pods ready", "2 of 2 Pods: pulling lab.local/web:1") },
      { s: 2, is: onItsWay("0 of 2 Pods ready", "2 of 2 Pods: starting container web") },
      { s: 3, is: onItsWay("1 of 2 Pods ready", "1 of 2 Pods: starting container web") },
      { s: 4, is: ready() },
      { s: 5, is: ready() },
    ];
    expect(toldOf(steps)).toEqual([
      "0 progress: 0 of 2 Pods ready; pulling lab.local/web:1",
      "2 progress: 0 of 2 Pods ready; starting container web",
      "3 progress: 1 of 2 Pods ready; starting container web",
      "4 ready: ready: 2 of 2 Pods",
    ]);
  });

  test("of a thousand Pods takes few lines: counts come at growing intervals", () => {
    const steps = Array.from({ length: 1000 }, (_, count) => ({
      s: count * 0.6,
      is: onItsWay(`${String(count)} of 1000 Pods ready`),
    }));
    const told = toldOf(steps);
    expect(told.length).toBeLessThan(60);
    expect(told.length).toBeGreaterThan(20);
  });

  test("that was held back is told in the end", () => {
    const steps = [
      { s: 0, is: onItsWay("0 of 9 Pods ready") },
      { s: 0.1, is: onItsWay("1 of 9 Pods ready") },
      { s: 0.2, is: onItsWay("2 of 9 Pods ready") },
    ];
    expect(toldOf(steps, {}, 10)).toEqual(["0 progress: 0 of 9 Pods ready", "1 progress: 2 of 9 Pods ready"]);
  });

  test("in which only a time moves on is not told at once", () => {
    const steps = [1, 2, 3, 4, 5, 6, 7].map((s) => ({ s, is: onItsWay(`pulling lab.local/web:1 (${String(s)} s)`) }));
    expect(toldOf(steps)).toEqual([
      "1 progress: pulling lab.local/web:1 (1 s)",
      "6 progress: pulling lab.local/web:1 (6 s)",
    ]);
  });

  test("where each line takes room comes at most so often", () => {
    const steps = ["a", "b", "c", "d"].map((word, index) => ({ s: index * 0.4, is: onItsWay(`phase ${word}`) }));
    expect(toldOf(steps, { progressMs: 1000 }, 5)).toEqual([
      "0 progress: phase a",
      "1 progress: phase c",
      "2 progress: phase d",
    ]);
  });
});

describe("before there is anything to tell", () => {
  test.each([
    ["the first lists are not in", state("waiting", "Looking", "looking for it")],
    [
      "nobody has created it",
      state("waiting", "NotFound", "not in namespace prod", {
        status: "NotFound",
        object: { apiVersion: "apps/v1", kind: "Deployment", namespace: "prod", name: "web" },
      }),
    ],
  ])("nothing is told when %s", (_, is) => {
    expect(toldOf([{ s: 0, is }], {}, 60)).toEqual([]);
  });

  test("a heartbeat tells that it is not there", () => {
    const is = state("waiting", "NotFound", "not in namespace prod", {
      status: "NotFound",
      object: { apiVersion: "apps/v1", kind: "Deployment", namespace: "prod", name: "web" },
    });
    expect(toldOf([{ s: 0, is }], { heartbeatMs: 30_000 }, 31)).toEqual([
      "30 still: still, after 30 s: not in namespace prod",
    ]);
  });

  test("a controller's delay is told when it lasts, counted from when it was first seen", () => {
    const silent = state("may-heal", "ControllerSilent", "its controller has not looked at generation 2 for over 10 s");
    expect(
      toldOf([
        { s: 0, is: ready() },
        { s: 1, is: silent, generation: 2 },
        { s: 3, is: onItsWay("0 of 2 Pods ready"), generation: 2 },
      ]),
    ).toEqual(["0 ready: ready: 2 of 2 Pods", "3 progress: 0 of 2 Pods ready"]);
    expect(toldOf([{ s: 1, is: silent, generation: 2 }], {}, 20)).toEqual([
      "11 problem: its controller has not looked at generation 2 for over 10 s",
    ]);
  });

  test("what is gone again is told as deleted", () => {
    const gone = state("waiting", "NotFound", "not in namespace prod", { status: "NotFound" });
    expect(
      toldOf([
        { s: 0, is: ready() },
        { s: 9, is: gone },
      ]),
    ).toEqual(["0 ready: ready: 2 of 2 Pods", "9 progress: deleted"]);
  });
});

describe("a problem", () => {
  test("is told once, however often counters move", () => {
    const restarting = [0, 1, 2, 3].map((s) => ({
      s,
      is: trouble("CrashLoopBackOff", `container web exited 3, ${String(s + 1)} times`),
    }));
    expect(toldOf(restarting)).toEqual(["0 problem: 2 of 2 Pods crash: container web exited 3, 1 times"]);
  });

  test("has its new counts told as progress, five seconds later at the earliest", () => {
    const steps = [
      { s: 0, is: trouble("CrashLoopBackOff", "container web exited 3", "1 of 2 Pods crash") },
      { s: 1, is: trouble("CrashLoopBackOff", "container web exited 3", "2 of 2 Pods crash") },
    ];
    expect(toldOf(steps, {}, 20)).toEqual([
      "0 problem: 1 of 2 Pods crash: container web exited 3",
      "5 progress: 2 of 2 Pods crash: container web exited 3",
    ]);
  });

  test("is told anew when its cause changes, but not when two causes take turns", () => {
    const image = trouble("ImageNotFound", "image x:1 does not exist", "2 of 2 Pods cannot pull an image");
    const steps = [0, 1, 2, 3].map((s) => ({ s, is: s % 2 === 0 ? crash : image }));
    expect(toldOf(steps)).toEqual([
      `0 problem: ${crashLine}`,
      "1 problem: 2 of 2 Pods cannot pull an image: x:1 does not exist",
    ]);
  });

  test("is told anew when it turns out not to heal", () => {
    const hopeless = trouble("CrashLoopBackOff", "container web exited 3 again", "2 of 2 Pods crash", "will-not-heal");
    expect(
      toldOf([
        { s: 0, is: trouble("CrashLoopBackOff", "container web exited 3") },
        { s: 1, is: hopeless },
      ]),
    ).toEqual([
      "0 problem: 2 of 2 Pods crash: container web exited 3",
      "1 problem: 2 of 2 Pods crash: container web exited 3 again",
    ]);
  });

  test("of a kind that cannot be seen is told, and so is a suspended rollout", () => {
    expect(
      toldOf([{ s: 0, is: state("unknown", "NotVisible", "Pods in prod cannot be seen (403 as alice)") }]),
    ).toEqual(["0 problem: Pods in prod cannot be seen (403 as alice)"]);
    expect(toldOf([{ s: 0, is: state("suspended", "Paused", "paused with 0 of 2 Pods updated") }])).toEqual([
      "0 problem: paused with 0 of 2 Pods updated",
    ]);
  });
});

describe("ready", () => {
  test("follows a problem that is over, at once", () => {
    const missing = trouble(
      "ConfigMapNotFound",
      "ConfigMap settings does not exist in prod",
      "2 of 2 Pods lack configuration",
    );
    expect(
      toldOf([
        { s: 0, is: missing },
        { s: 9, is: ready() },
      ]).at(-1),
    ).toBe("9 ready: ready: 2 of 2 Pods");
  });

  test("between two crashes is not believed", () => {
    const steps = [
      { s: 0, is: crash },
      { s: 2, is: ready() },
      { s: 3, is: crash },
      { s: 10, is: ready() },
    ];
    expect(toldOf(steps, {}, 30)).toEqual([`0 problem: ${crashLine}`, "15 ready: ready: 2 of 2 Pods"]);
  });

  test("is told again for another generation", () => {
    const steps = [
      { s: 0, is: ready() },
      { s: 10, is: onItsWay("0 of 2 new Pods ready"), generation: 2 },
      { s: 12, is: ready("2 of 2 Pods ready, revision 2"), generation: 2 },
    ];
    expect(toldOf(steps)).toEqual([
      "0 ready: ready: 2 of 2 Pods",
      "10 progress: 0 of 2 new Pods ready",
      "12 ready: ready: 2 of 2 Pods, revision 2",
    ]);
  });

  test("of a rollout that only flickered is no relapse", () => {
    const steps = [
      { s: 0, is: ready() },
      { s: 3, is: onItsWay("1 of 2 Pods ready") },
      { s: 5, is: ready() },
    ];
    expect(toldOf(steps)).toEqual([
      "0 ready: ready: 2 of 2 Pods",
      "3 progress: 1 of 2 Pods ready",
      "5 ready: ready again: 2 of 2 Pods (not ready for 2 s)",
    ]);
  });
});

describe("a relapse", () => {
  test("is trouble after ready", () => {
    expect(
      toldOf([
        { s: 0, is: ready() },
        { s: 5, is: crash },
      ]),
    ).toEqual(["0 ready: ready: 2 of 2 Pods", `5 relapse: was ready, then: ${crashLine}`]);
  });

  test("may begin as a flicker", () => {
    const steps = [
      { s: 0, is: ready() },
      { s: 3, is: onItsWay("1 of 2 Pods ready") },
      { s: 5, is: crash },
    ];
    expect(toldOf(steps)).toEqual([
      "0 ready: ready: 2 of 2 Pods",
      "3 progress: 1 of 2 Pods ready",
      `5 relapse: was ready, then: ${crashLine}`,
    ]);
  });

  test("is over when it stays ready, for longer each time", () => {
    const cycle = (from: number): readonly Step[] => [
      { s: from, is: crash },
      { s: from + 1, is: ready() },
    ];
    const steps = [{ s: 0, is: ready() }, ...cycle(10), ...cycle(20), ...cycle(40)];
    expect(toldOf(steps, {}, 80)).toEqual([
      "0 ready: ready: 2 of 2 Pods",
      `10 relapse: was ready, then: ${crashLine}`,
      "16 ready: ready again: 2 of 2 Pods (not ready for 6 s)",
      `20 relapse: was ready, then: ${crashLine}`,
      "31 ready: ready again: 2 of 2 Pods (not ready for 11 s)",
      `40 relapse: was ready, then: ${crashLine}`,
      "61 ready: ready again: 2 of 2 Pods (not ready for 21 s)",
    ]);
  });

  test("is not what a new rollout in trouble is", () => {
    const image = trouble("ImageNotFound", "image x:1 does not exist", "1 of 2 Pods cannot pull an image");
    expect(
      toldOf([
        { s: 0, is: ready() },
        { s: 5, is: image, generation: 2 },
      ]).at(-1),
    ).toBe("5 problem: 1 of 2 Pods cannot pull an image: x:1 does not exist");
  });
});

describe("the heartbeat", () => {
  test("repeats the state with how long, and only while nothing else is told", () => {
    const is = onItsWay("1 of 2 Pods ready", "1 of 2 Pods: container web runs, readiness GET :8080/ not passed yet");
    expect(
      toldOf(
        [
          { s: 0, is: onItsWay("0 of 2 Pods ready") },
          { s: 3, is },
        ],
        { heartbeatMs: 30_000 },
        70,
      ),
    ).toEqual([
      "0 progress: 0 of 2 Pods ready",
      "3 progress: 1 of 2 Pods ready; container web runs, readiness GET :8080/ not passed yet",
      "33 still: still 1 of 2 Pods ready after 33 s: container web runs, readiness GET :8080/ not passed yet",
      "63 still: still 1 of 2 Pods ready after 1 min 3 s: container web runs, readiness GET :8080/ not passed yet",
    ]);
  });

  test("does not beat once it is ready, nor without being asked for", () => {
    expect(toldOf([{ s: 0, is: ready() }], { heartbeatMs: 10_000 }, 100)).toEqual(["0 ready: ready: 2 of 2 Pods"]);
    expect(toldOf([{ s: 0, is: crash }], {}, 100)).toEqual([`0 problem: ${crashLine}`]);
    expect(toldOf([{ s: 0, is: crash }], { heartbeatMs: 0 }, 100)).toEqual([`0 problem: ${crashLine}`]);
  });
});

describe("another object of the same name", () => {
  test("has its own story", () => {
    const next = { ...web, uid: "d2" };
    const steps = [
      { s: 0, is: ready() },
      { s: 5, is: { ...onItsWay("0 of 2 Pods ready"), object: next } },
      { s: 9, is: { ...ready(), object: next } },
    ];
    expect(toldOf(steps)).toEqual([
      "0 ready: ready: 2 of 2 Pods",
      "5 progress: 0 of 2 Pods ready",
      "9 ready: ready: 2 of 2 Pods",
    ]);
  });
});

describe("whatever happens", () => {
  const anything = fc.constantFrom(
    ready(),
    onItsWay("0 of 2 Pods ready", "2 of 2 Pods: starting container web"),
    onItsWay("1 of 2 Pods ready", "1 of 2 Pods: starting container web"),
    crash,
    trouble("ImageNotFound", "image x:1 does not exist", "2 of 2 Pods cannot pull an image", "will-not-heal"),
    state("unknown", "NotVisible", "Pods cannot be seen (403 as alice)"),
    state("suspended", "Paused", "paused with 0 of 2 Pods updated"),
    state("waiting", "NotFound", "not in namespace prod", { status: "NotFound" }),
    state("waiting", "Looking", "looking for it"),
    state("waiting", "NotObserved", "generation 2 not observed yet"),
  );
  const timelines = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 200 }), anything, fc.integer({ min: 1, max: 2 })), {
      minLength: 1,
      maxLength: 25,
    })
    .map((parts) => {
      let s = 0;
      return parts.map(([tenths, is, generation]): Step => ({ s: (s += tenths) / 10, is, generation }));
    });

  test("no line comes twice in a row, and none is empty", () => {
    fc.assert(
      fc.property(timelines, (steps) => {
        const lines = toldOf(steps, { heartbeatMs: 15_000 }).map((text) => text.replace(/^\S+ \w+: /, ""));
        lines.forEach((line, index) => {
          expect(line).not.toBe(lines[index - 1]);
          expect(line).not.toBe("");
        });
      }),
    );
  });

  test("what comes later does not change what was told", () => {
    fc.assert(
      fc.property(timelines, fc.nat(24), (steps, cut) => {
        const kept = steps.slice(0, Math.min(cut, steps.length - 1));
        const end = steps[kept.length]?.s ?? Number.POSITIVE_INFINITY;
        const whole = toldOf(steps).filter((text) => Number(text.split(" ")[0]) < end);
        // The part goes on until the next step would have come; exactly then the next step speaks.
        expect(toldOf(kept, {}, end - 0.001)).toEqual(whole);
      }),
    );
  });
});

describe("Pods that find no room", () => {
  const noRoom = (figures: string): Diagnosis =>
    trouble("Unschedulable", `needs 900m CPU: too little free on 3 nodes${figures}`, "2 of 2 Pods cannot be scheduled");
  const words = "2 of 2 Pods cannot be scheduled: needs 900m CPU: too little free on 3 nodes";
  test("are told with what is free as soon as that is known, and not again for every Pod that comes or goes elsewhere", () => {
    const steps: Step[] = [
      { s: 0, is: noRoom("") },
      { s: 0.2, is: noRoom(" (at most 700m, 5.1 of 6 requested)") },
      { s: 10, is: noRoom(" (at most 600m, 5.2 of 6 requested)") },
      { s: 20, is: noRoom(" (at most 800m, 4.9 of 6 requested)") },
    ];
    expect(toldOf(steps)).toEqual([`0 problem: ${words}`, `0.2 progress: ${words} (at most 700m, 5.1 of 6 requested)`]);
  });
});
