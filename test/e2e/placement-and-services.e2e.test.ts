import { describe, expect } from "vitest";
import { indexOfStep } from "../support/cli-events";
import { test } from "../support/lab-test";
import { expectTold, firstLine, golden, lines, type Rollout } from "../support/rollout";
import { blocks, kept, keptText, ours } from "../support/told";

const rollouts: readonly (readonly [title: string, rollout: Rollout])[] = [
  [
    "a tag that the registry does not have",
    {
      scenario: "badimage",
      row: "Deployment web",
      live: /2 of 2 Pods .*registry\.lab\.local\/web:nope.* does not exist/,
      block: {
        row: "Deployment web",
        first: /^Deployment web will not become ready: .*registry\.lab\.local\/web:nope.* does not exist/,
      },
    },
  ],
  [
    "an image behind a login",
    {
      scenario: "private",
      row: "Deployment web",
      live: /registry\.lab\.local\/private\/web:1.* needs a login/,
      block: { row: "Deployment web", first: /^Deployment web .*registry\.lab\.local\/private\/web:1.* needs a login/ },
    },
  ],
  [
    "Pods that no node has room for",
    {
      scenario: "unschedulable",
      row: "Deployment web",
      live: /2 of 2 Pods cannot be scheduled: needs 64 CPU/,
      block: { row: "Deployment web", first: /^Deployment web will not become ready: .*needs 64 CPU/ },
    },
  ],
  [
    "a Pod that the quota does not allow",
    {
      scenario: "quota",
      row: "Deployment web",
      live: /1 of 2 Pods cannot be created: quota team leaves 20m CPU \(80m of 100m used\), the Pod requests 80m/,
      block: { row: "Deployment web", first: /^Deployment web .*quota team leaves 20m CPU \(80m of 100m used\)/ },
    },
  ],
  [
    "an address that nobody gives out",
    {
      scenario: "loadbalancer",
      row: "Service web",
      live: /no external address: no load balancer controller has answered/,
      block: { row: "Service web", first: /^Service web .*no load balancer controller has answered/ },
    },
  ],
  [
    "a selector that no Pod has, which Pulumi calls success",
    {
      scenario: "selector",
      row: "Service web",
      live: /selects app=wbe.*no Pod has it.*app=web/,
      block: { row: "Service web", first: /^Service web .*app=wbe.*app=web/ },
    },
  ],
];

describe("what keeps traffic from flowing:", () => {
  test.for(rollouts)("%s", async ([, rollout], { open }) => {
    const { traced } = await expectTold(open, rollout);
    expect(traced.exitCode).toBe(rollout.scenario === "selector" ? 0 : 1);
  });
});

describe("a rollout that goes well", () => {
  test("is told on the way, and at the end in one line that says that traffic can flow", async ({ open }) => {
    const stack = open({ scenario: "healthy" });
    const run = await stack.up();
    expect(run.exitCode).toBe(0);
    const ready = ours(run)
      .filter(({ row, ephemeral }) => row === "Deployment web" && ephemeral)
      .at(-1);
    expect(ready?.text, lines(ours(run))).toMatch(
      /^ready: 2 of 2 Pods, Service web → 2 endpoints on 10\.96\.\d+\.\d+:80/,
    );
    expect(
      ours(run).filter(({ severity }) => severity !== "info"),
      "no warning on the way",
    ).toEqual([]);
    expect(blocks(run)).toEqual([]);
    await expect(keptText(run, stack.namespace)).toMatchFileSnapshot(golden("healthy"));
  });

  test("has a row of its own as a Traced component, which stays open until its resources are done", async ({
    open,
  }) => {
    const stack = open({ scenario: "healthy", traced: "component" });
    const run = await stack.up();
    expect(run.exitCode).toBe(0);
    const live = ours(run).filter(({ ephemeral }) => ephemeral);
    expect(new Set(live.map(({ row }) => row)), lines(live)).toEqual(new Set(["Traced web"]));
    expect(live.at(-1)?.text).toMatch(/^Deployment web: ready: 2 of 2 Pods, Service web → 2 endpoints on /);
    const done = (row: string): number => indexOfStep(run.events, row, "done") ?? Infinity;
    expect(done("Traced web")).toBeGreaterThan(Math.max(done("Deployment web"), done("Service web")));
    await expect(keptText(run, stack.namespace)).toMatchFileSnapshot(golden("healthy-component"));
  });

  test("shows a failure of a Traced component on its row too", async ({ open }) => {
    const stack = open({ scenario: "crash", traced: "component", timeout: "12" });
    const run = await stack.up();
    expect(run.exitCode).toBe(1);
    expect(
      kept(run).filter(({ row, severity }) => row === "Traced web" && severity === "error").length,
      lines(kept(run)),
    ).toBeGreaterThan(0);
    expect(blocks(run).map(({ row }) => row)).toEqual(["Deployment web"]);
    expect(firstLine(blocks(run)[0]!)).toContain('"panic: cannot connect to db"');
    await expect(keptText(run, stack.namespace)).toMatchFileSnapshot(golden("crash-component"));
  });
});
