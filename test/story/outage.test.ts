import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis";
import { tell, untold, type StoryState } from "../../src/story";
import {
  deployment,
  endpoint,
  merge,
  moment,
  pod,
  replicaSet,
  service,
  slice,
  snapshotOf,
  type Raw,
} from "../support/objects";
import { crashing } from "../support/web-pods";

interface Step {
  readonly s: number;
  readonly objects: readonly Raw[];
}

/** What is told of Service web as its objects change, and of the time that passes in between. */
function toldOf(steps: readonly Step[], heartbeatMs = 0): readonly string[] {
  let state: StoryState = untold;
  const lines: string[] = [];
  for (const { s, objects } of steps) {
    const snapshot = snapshotOf(objects);
    const told = tell(state, snapshot, diagnose(snapshot, moment(s)), moment(s), { heartbeatMs, steadyMs: 0 });
    state = told.state;
    lines.push(...told.tellings.map(({ type, line }) => `${String(s)} ${type}: ${line}`));
  }
  return lines;
}

const up = [service(), slice([endpoint("web-1-a"), endpoint("web-1-b")]), pod("web-1-a"), pod("web-1-b")];
const down = [
  service(),
  slice([endpoint("web-1-a", false), endpoint("web-1-b", false)]),
  crashing("web-1-a"),
  crashing("web-1-b"),
];
const half = [service(), slice([endpoint("web-1-a"), endpoint("web-1-b", false)]), pod("web-1-a"), crashing("web-1-b")];
const cause = "2 of 2 Pods crash: container web exited 3";

describe("a Service that had ready endpoints and has none", () => {
  test("is an outage, with its cause, and ends with how long it was", () => {
    expect(
      toldOf([
        { s: 1, objects: up },
        { s: 10, objects: down },
        { s: 52, objects: up },
      ]),
    ).toEqual([
      "1 ready: ready: 2 of 2 endpoints on 10.96.0.7:80",
      `10 relapse: OUTAGE: no ready endpoint: ${cause}`,
      "52 ready: ready again: 2 of 2 endpoints on 10.96.0.7:80 (not ready for 42 s)",
    ]);
  });
  test("says how long it lasts", () => {
    const told = toldOf(
      [
        { s: 1, objects: up },
        { s: 10, objects: down },
        { s: 52, objects: down },
      ],
      30_000,
    );
    expect(told.at(-1)).toBe(`52 still: OUTAGE: no ready endpoint for 42 s: ${cause}`);
  });
  test("is one as well when nothing is wrong: Recreate takes the old Pods away first", () => {
    const between = [
      service(),
      slice([]),
      deployment({
        spec: { strategy: { type: "Recreate" } },
        status: { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
      }),
      replicaSet({ status: { replicas: 0, readyReplicas: 0, availableReplicas: 0 } }),
    ];
    const told = toldOf([
      { s: 1, objects: up },
      { s: 10, objects: between },
    ]);
    expect(told.at(-1)).toMatch(/^10 progress: OUTAGE: no ready endpoint: no Pod has app=web yet/);
  });
  test("is one when its selector was changed to one that matches nothing", () => {
    const renamed = service({ metadata: { generation: 2 }, spec: { selector: { app: "wbe" } } });
    const told = toldOf([
      { s: 1, objects: up },
      { s: 10, objects: [renamed, slice([]), deployment(), replicaSet(), pod("web-1-a"), pod("web-1-b")] },
    ]);
    expect(told.at(-1)).toMatch(/^10 problem: OUTAGE: no ready endpoint: selects app=wbe, no Pod has it/);
  });
});

describe("what is no outage", () => {
  test("a Service that was never ready", () => {
    expect(toldOf([{ s: 10, objects: down }])).toEqual([`10 problem: no ready endpoints: ${cause}`]);
  });
  test("a Pod that is ending and still serves while the next one starts", () => {
    const ending = merge(endpoint("web-1-a", false), {
      conditions: { ready: false, serving: true, terminating: true },
    });
    const crashes = [service(), slice([ending, endpoint("web-1-b", false)]), pod("web-1-a"), crashing("web-1-b")];
    expect(
      toldOf([
        { s: 1, objects: up },
        { s: 10, objects: crashes },
      ]).join(),
    ).not.toContain("OUTAGE");
  });
  test("one ready endpoint", () => {
    expect(
      toldOf([
        { s: 1, objects: up },
        { s: 10, objects: half },
      ]).join("\n"),
    ).not.toContain("OUTAGE");
  });
  test("a workload that was scaled to zero", () => {
    const zero = [
      service(),
      slice([]),
      deployment({
        spec: { replicas: 0 },
        status: { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
      }),
    ];
    expect(
      toldOf([
        { s: 1, objects: up },
        { s: 10, objects: zero },
      ]).join("\n"),
    ).not.toContain("OUTAGE");
  });
});
