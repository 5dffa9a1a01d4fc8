import { describe, expect, test } from "vitest";
import { renderSummary, type SummaryEntry } from "../../src/render";
import { diagnosis, scenarios } from "./scenarios";

const deployment = { apiVersion: "apps/v1", kind: "Deployment", namespace: "prod", name: "api" };
const service = { apiVersion: "v1", kind: "Service", namespace: "prod", name: "api" };
const ready = diagnosis(deployment, "Ready", "3 of 3 Pods ready", { outlook: "healthy" });
const serving = diagnosis(service, "Ready", "3 of 3 endpoints ready", { outlook: "healthy" });
const crash = scenarios["crash"]?.diagnosis ?? ready;

const api: SummaryEntry = {
  name: "api",
  diagnoses: [ready, serving],
  figures: { pods: { ready: 3, wanted: 3 }, endpoints: 3 },
  phases: { scheduled: 100, pulled: 9000, started: 500, ready: 3000 },
  readyInMs: 14_200,
  lastTimeMs: 12_000,
};
const worker: SummaryEntry = {
  name: "worker",
  diagnoses: [ready],
  figures: { pods: { ready: 1, wanted: 1 } },
  phases: { pulled: 800, ready: 900 },
  readyInMs: 3000,
};
const web: SummaryEntry = {
  name: "web",
  diagnoses: [crash, serving],
  figures: { pods: { ready: 0, wanted: 2 }, endpoints: 0, address: "10.96.0.7:80" },
};
const paused: SummaryEntry = {
  name: "batch",
  diagnoses: [diagnosis(deployment, "Paused", "paused with 0 of 2 Pods updated", { outlook: "suspended" })],
  figures: { pods: { ready: 0, wanted: 2 } },
};
const unseen: SummaryEntry = {
  name: "hidden",
  diagnoses: [
    diagnosis(deployment, "NotVisible", "cannot be seen in namespace prod (403 as alice)", { outlook: "unknown" }),
  ],
};
const late: SummaryEntry = {
  name: "late",
  diagnoses: [
    diagnosis(deployment, "RollingOut", "1 of 2 Pods ready", {
      outlook: "waiting",
      because: [diagnosis(deployment, "Pulling", "1 of 2 Pods: pulling lab.local/late:1", { outlook: "waiting" })],
    }),
  ],
  figures: { pods: { ready: 1, wanted: 2 } },
};
const public_: SummaryEntry = {
  name: "shop",
  diagnoses: [ready, serving],
  figures: { pods: { ready: 2, wanted: 2 }, endpoints: 2, address: "shop.example.com:443" },
};
const headless: SummaryEntry = {
  name: "db",
  diagnoses: [serving],
  figures: { endpoints: 1, address: "headless" },
  readyInMs: 800,
  phases: {},
};
const bare: SummaryEntry = {
  name: "job",
  diagnoses: [diagnosis(deployment, "Ready", "exists", { outlook: "healthy" })],
};

const migrate: SummaryEntry = {
  name: "migrate",
  diagnoses: [
    diagnosis(
      { ...deployment, apiVersion: "batch/v1", kind: "Job" },
      "Completed",
      "complete, 1 of 1 completion in 7 s",
      {
        outlook: "healthy",
      },
    ),
  ],
  readyInMs: 7100,
};

const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace: "prod", name: "data" };
const unclaimed: SummaryEntry = {
  name: "api",
  diagnoses: [
    diagnosis(deployment, "RollingOut", "0 of 1 Pod ready", {
      outlook: "may-heal",
      because: [
        diagnosis(claim, "StorageClassNotFound", "wants StorageClass fast, which does not exist", {
          outlook: "may-heal",
        }),
      ],
    }),
  ],
  figures: { pods: { ready: 0, wanted: 1 } },
};

describe("the summary, as it reads", () => {
  test("names the object whose fault it is", () => {
    expect(renderSummary([unclaimed], 9000)).toBe(
      "kubespy: 1 application, failing (9 s)\n  api  failing ✗  0 of 1 Pod: PersistentVolumeClaim data wants StorageClass fast, which does not exist",
    );
  });

  test("of a Job does not say twice how long it took", () => {
    expect(renderSummary([migrate], 9000)).toBe(
      "kubespy: 1 application, ready (9 s)\n  migrate  ready ✓  complete, 1 of 1 completion in 7 s",
    );
  });

  test.each<[string, readonly SummaryEntry[], number]>([
    ["summary-mixed", [web, api, worker], 61_000],
    ["summary-all-ready", [api, worker], 14_200],
    ["summary-one-ready", [api], 14_200],
    ["summary-one-failing", [web], 25_000],
    ["summary-all-sorts", [paused, unseen, late, public_, headless, bare, web], 125_000],
  ])("%s", async (name, entries, elapsed) => {
    await expect(`${renderSummary(entries, elapsed)}\n`).toMatchFileSnapshot(`../golden/render/${name}.txt`);
  });
});

describe("the summary", () => {
  test("of nothing is nothing", () => {
    expect(renderSummary([], 1000)).toBe("");
  });
  test("counts an application by its worst object", () => {
    expect(renderSummary([{ name: "a", diagnoses: [ready, crash] }], 1000)).toContain("1 application, failing");
  });
  test("has one line per application, cut to the width, whatever names and words are like", () => {
    const wild: SummaryEntry = {
      ...web,
      name: "n\u001b[31m".repeat(30),
      diagnoses: [{ ...crash, because: [], message: `container said "${"word ".repeat(80)}"\nand more` }],
    };
    const lines = renderSummary([wild, api], 1000, { width: 100 }).split("\n");
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  });
});

test("what is ready and about to be killed is told beside what it has", () => {
  const hint = diagnosis(
    deployment,
    "LivenessKillAhead",
    "1 of 3 Pods is about to be killed: container web: liveness GET :8080/dead → 404",
    { outlook: "unknown" },
  );
  const [, line] = renderSummary([{ ...api, diagnoses: [{ ...ready, hints: [hint] }, serving] }], 15_000).split("\n");
  expect(line).toBe(
    "  api  ready ✓  3 of 3 Pods, 3 endpoints; but 1 of 3 Pods is about to be killed: container web: liveness GET :8080/dead → 404; took 14 s (last time 12 s), most…",
  );
});
