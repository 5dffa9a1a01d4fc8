import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { situations } from "../../lab/situations/index.ts";
import { blockExtra } from "../../src/cli/block-extra";
import { diagnose, trafficOf, type Diagnosis, type Snapshot } from "../../src/diagnosis";
import { keyOf, refOf, type ObjectRef } from "../../src/objects";
import { diagnosisDocument, headline, jsonText, renderBlock } from "../../src/render";
import { replay, snapshotAt, type Entry, type Recording } from "../../src/watch";
import { neighbours } from "../support/neighbours";
import { endOf, looksAt, recordingNames, recordingOf, rootsOf, withObjects } from "../support/recordings";

const golden = (file: string): string => path.resolve(__dirname, "../golden/diagnosis", file);

interface Moment {
  readonly now: number;
  readonly diagnosis: Diagnosis;
}

/** The diagnoses of an object from the first moment to the last, also at the times at which they asked to be made again. */
function momentsOf(recording: Recording, root: ObjectRef): readonly Moment[] {
  const moments: Moment[] = [];
  for (const { now, next, snapshot } of looksAt(recording, root)) {
    if (moments.length === 0 && snapshot.objects.find(root) === undefined) continue;
    let at = now;
    do {
      const diagnosis = diagnose(snapshot, new Date(at));
      moments.push({ now: at, diagnosis });
      at = diagnosis.until === undefined ? next : Date.parse(diagnosis.until);
    } while (at < next);
  }
  return moments;
}

/** What is known at the recording's end. */
const lastOf = (recording: Recording, root: ObjectRef): Snapshot => ({
  ...snapshotAt(recording),
  root,
  started: recording.header.started,
});

/** The telling of one object: every change of its headline, and the whole block at the end. */
function storyOf(recording: Recording, root: ObjectRef): string {
  const lines: string[] = [];
  let last = "";
  for (const { now, diagnosis } of momentsOf(recording, root)) {
    const text = `${diagnosis.outlook.padEnd(13)}  ${headline(diagnosis)}`;
    if (text !== last)
      lines.push(`${((now - Date.parse(recording.header.started)) / 1000).toFixed(1).padStart(6)} s  ${text}`);
    last = text;
  }
  const now = new Date(endOf(recording));
  const snapshot = lastOf(recording, root);
  return [...lines, "", renderBlock(diagnose(snapshot, now), blockExtra(snapshot, now)), ""].join("\n");
}

describe("what is said of what happened on a real cluster", () => {
  test.each(recordingNames)("%s", async (name) => {
    const recording = recordingOf(name);
    const shows = situations.find((situation) => situation.name === name)?.shows ?? "";
    const stories = rootsOf(recording).map((root) => `# ${root.kind} ${root.name}\n\n${storyOf(recording, root)}`);
    await expect([shows, "", ...stories].join("\n")).toMatchFileSnapshot(golden(`${name}.txt`));
  });

  test.each(recordingNames)("%s, as kubespy why says it to programs", async (name) => {
    const recording = recordingOf(name);
    const now = new Date(endOf(recording));
    const snapshot = snapshotAt(recording);
    const document = {
      ...diagnosisDocument(diagnose(snapshot, now), trafficOf(snapshot, snapshot.root, now)),
      time: now.toISOString(),
    };
    await expect(`${jsonText(document, 2)}\n`).toMatchFileSnapshot(golden(`${name}.json`));
  });
});

/** An object's own changes, in their order, whatever else happens in between. */
function queueOf(entry: Entry): string {
  switch (entry.type) {
    case "LOG":
      return `log/${entry.log.pod}/${entry.log.container}`;
    case "SYNCED":
    case "GAP":
      return `state/${entry.kind}`;
    default:
      return keyOf(refOf(entry.object));
  }
}

/** The entries in another order, in which each object's are in theirs. */
function reordered(entries: readonly Entry[], order: readonly number[]): readonly Entry[] {
  const queues = new Map<string, Entry[]>();
  for (const entry of entries) queues.set(queueOf(entry), [...(queues.get(queueOf(entry)) ?? []), entry]);
  return order.flatMap((index) => {
    const entry = entries[index];
    return (entry && queues.get(queueOf(entry))?.shift()) ?? [];
  });
}

describe("whatever comes when", () => {
  test.each(recordingNames)("%s: every prefix has a diagnosis", (name) => {
    const recording = recordingOf(name);
    const { started } = recording.header;
    for (const { snapshot, time } of replay(recording)) {
      for (const root of rootsOf(recording))
        expect(diagnose({ ...snapshot, root, started }, new Date(time)).message).not.toBe("");
    }
  });

  test.each(recordingNames)("%s: the order between objects makes no difference at the end", (name) => {
    const recording = recordingOf(name);
    const now = new Date(endOf(recording));
    const indices = recording.entries.map((_, index) => index);
    const whole = { minLength: indices.length, maxLength: indices.length };
    for (const root of rootsOf(recording)) {
      const expected = diagnose(lastOf(recording, root), now);
      fc.assert(
        fc.property(fc.shuffledSubarray(indices, whole), (order) => {
          const shuffled = { ...recording, entries: reordered(recording.entries, order) };
          expect(diagnose(lastOf(shuffled, root), now)).toEqual(expected);
        }),
        { seed: 1, numRuns: 8, endOnFailure: true },
      );
    }
  });

  test.each(recordingNames)("%s: somebody else's rollout beside it changes nothing", (name) => {
    const recording = recordingOf(name);
    const { namespace } = recording.header.root;
    const crowded = withObjects(recording, neighbours(namespace ?? "elsewhere"));
    for (const root of rootsOf(recording)) {
      const told = momentsOf(recording, root).map(({ diagnosis }) => headline(diagnosis));
      expect(momentsOf(crowded, root).map(({ diagnosis }) => headline(diagnosis))).toEqual(told);
    }
  });
});

/** A trouble, or that there is none. */
const troubleOf = ({ outlook, reason }: Diagnosis): string =>
  outlook === "may-heal" || outlook === "will-not-heal" || outlook === "unknown" ? `${outlook} ${reason}` : "fine";

describe("no trouble comes and goes within two seconds", () => {
  const briefMs = 2000;
  /** In these the cluster itself goes from well to unwell and back as fast. */
  const fast: Readonly<Record<string, string>> = {
    "crash-once": "the containers run again a second after they ended",
    "crash-late": "the container is ready again a second after it ended",
    liveness: "the Service has an endpoint for two seconds between two restarts",
    "liveness-stubborn": "one Pod has an endpoint again as soon as the other has none",
  };
  test.each(recordingNames.filter((name) => !Object.hasOwn(fast, name)))("%s", (name) => {
    const recording = recordingOf(name);
    for (const root of rootsOf(recording)) {
      const said: { readonly trouble: string; readonly since: number }[] = [];
      for (const { now, diagnosis } of momentsOf(recording, root)) {
        const trouble = troubleOf(diagnosis);
        if (said.at(-1)?.trouble !== trouble) said.push({ trouble, since: now });
      }
      said.forEach(({ trouble, since }, index) => {
        const before = said[index - 2];
        const between = said[index - 1];
        if (before?.trouble !== trouble || between === undefined) return;
        const change = `${root.kind} ${root.name}: ${trouble} → ${between.trouble} → ${trouble}`;
        expect(since - between.since, change).toBeGreaterThan(briefMs);
      });
    }
  });
});

describe("no false alarm where nothing is wrong", () => {
  const well = [
    "healthy",
    "init-containers",
    "sidecar",
    "slow-pull",
    "slow-start",
    "min-ready-seconds",
    "infinite-deadline",
    "service-first",
    "rolling-update",
    "recreate-update",
    "update-during-update",
    "scale-up",
    "scale-down",
    "replica-set",
    "deleting",
    "headless",
    "node-port",
    "node-port-local",
    "named-port",
    "readiness-gate",
    "external-name",
    "no-selector",
    "own-endpoints",
    "stateful-set",
    "stateful-set-parallel",
    "stateful-set-update",
    "daemon-set",
    "daemon-set-update",
    "job-complete",
    "job-running",
    "job-parallel",
    "job-success-policy",
    "cron-job",
    "cron-job-waits",
    "claim-bound",
    "claim-waits-for-consumer",
    "volume-available",
    "pod-succeeded",
    "budget",
    "namespace",
    "definition-established",
    "custom-ready",
  ];
  test.each(well)("%s", (name) => {
    const recording = recordingOf(name);
    for (const root of rootsOf(recording)) {
      for (const { diagnosis } of momentsOf(recording, root))
        expect(["healthy", "waiting"], headline(diagnosis)).toContain(diagnosis.outlook);
    }
  });
});

describe("the fourteen rollouts: the true cause is the headline", () => {
  test.each<readonly [string, "Deployment" | "Service", string]>([
    ["healthy", "Deployment", "Deployment web: 2 of 2 Pods ready"],
    ["image-missing", "Deployment", "image registry.lab.local/web:nope does not exist"],
    ["crash", "Deployment", 'container web exited 3: "panic: cannot connect to db"'],
    ["init-crash", "Deployment", 'init container migrate exited 1: "migration 7 failed: duplicate column"'],
    ["config-map-missing", "Deployment", "ConfigMap settings does not exist in rec-config-map-missing"],
    ["mounted-secret-missing", "Deployment", "Secret web-tls does not exist in rec-mounted-secret-missing"],
    ["probe-404", "Deployment", "readiness GET :8080/ready → 404: the path is wrong, not the port"],
    ["unschedulable", "Deployment", "needs 64 CPU, more than the only node has"],
    ["quota", "Deployment", "quota team-a leaves 20m CPU (80m of 100m used), the Pod requests 80m"],
    ["selector", "Service", "selects app=wbe, no Pod has it; Deployment web has app=web"],
    ["oom", "Deployment", "container web needs more than its memory limit of 16Mi"],
    ["port-wrong", "Deployment", "nothing listens on 3000 (readiness probe); it declares 8080"],
    ["port-wrong", "Service", "targetPort http: none of its 2 Pods declares it, only web=8080"],
    ["load-balancer", "Service", "no load balancer controller has answered for over 20 s"],
    ["liveness", "Deployment", "container web is killed: liveness GET :8080/dead → 404"],
  ])("%s, %s", (name, kind, cause) => {
    const recording = recordingOf(name);
    const root = rootsOf(recording).find((object) => object.kind === kind);
    const text = root === undefined ? "" : headline(diagnose(lastOf(recording, root), new Date(endOf(recording))));
    expect(text).toContain(cause);
    expect(text.length).toBeLessThanOrEqual(120);
  });
});

test("a liveness kill loop is told once and stays told, never ready in between", () => {
  const recording = recordingOf("liveness");
  const outlooks = momentsOf(recording, recording.header.root).map(({ diagnosis }) => diagnosis.outlook);
  const first = outlooks.indexOf("may-heal");
  expect(first).toBeGreaterThan(0);
  expect(new Set(outlooks.slice(first))).toEqual(new Set(["may-heal"]));
});
