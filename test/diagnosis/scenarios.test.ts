import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  changesSinceHealthy,
  diagnose,
  usersSentence,
  wantedLogs,
  type Diagnosis,
  type LogExcerpt,
  type Snapshot,
} from "../../src/diagnosis";
import { ObjectStore, readObject, type ObjectRef } from "../../src/objects";
import { headline } from "../../src/render";

/** What a real cluster (Kubernetes 1.34.4, containerd) said at successive moments of one rollout. */
interface Fixture {
  readonly started: string;
  readonly logs: readonly LogExcerpt[];
  readonly frames: readonly {
    readonly time: string;
    readonly put: readonly unknown[];
    readonly gone?: readonly (readonly [string, string])[];
  }[];
}

interface Moment {
  readonly now: number;
  readonly snapshot: Snapshot;
  readonly diagnosis: Diagnosis;
}

const folder = path.resolve(__dirname, "../fixtures/snapshots");
const names = readdirSync(folder).map((file) => path.basename(file, ".json"));
const read = (name: string): Fixture => JSON.parse(readFileSync(path.join(folder, `${name}.json`), "utf8")) as Fixture;

/** After the last change the story goes on by time alone for so long. */
const lingerMs = 30_000;

/** The diagnoses of an object from the first moment to the last, also at the times at which they asked to be made again. */
function momentsOf(fixture: Fixture, kind: "Deployment" | "Service"): readonly Moment[] {
  const objects = new ObjectStore();
  const moments: Moment[] = [];
  const place = namespaceOf(fixture);
  fixture.frames.forEach((frame, index) => {
    for (const raw of frame.put) {
      const object = readObject(raw);
      if (object !== undefined) objects.put(object);
    }
    for (const [gone, name] of frame.gone ?? [])
      objects.delete({ apiVersion: apiVersions[gone] ?? "v1", kind: gone, namespace: place, name });
    const root: ObjectRef = { apiVersion: apiVersions[kind] ?? "v1", kind, namespace: place, name: "web" };
    if (objects.find(root) === undefined) return;
    const next = fixture.frames[index + 1];
    const end = next === undefined ? Date.parse(frame.time) + lingerMs : Date.parse(next.time);
    for (let now = Date.parse(frame.time); now < end;) {
      const store = new ObjectStore();
      for (const object of [
        ...objects.all("Pod"),
        ...objects.all("ReplicaSet"),
        ...objects.all("Deployment"),
        ...objects.all("Service"),
        ...objects.all("EndpointSlice"),
        ...objects.all("Event"),
      ])
        store.put(object);
      const snapshot: Snapshot = {
        root,
        objects: store,
        coverage: () => "complete",
        logs: fixture.logs,
        started: fixture.started,
      };
      const diagnosis = diagnose(snapshot, new Date(now));
      moments.push({ now, snapshot, diagnosis });
      now = diagnosis.until === undefined ? end : Date.parse(diagnosis.until);
    }
  });
  return moments;
}

const apiVersions: Readonly<Record<string, string>> = {
  Deployment: "apps/v1",
  ReplicaSet: "apps/v1",
  EndpointSlice: "discovery.k8s.io/v1",
};

function namespaceOf({ frames }: Fixture): string {
  const [first] = frames[0]?.put as readonly { readonly metadata: { readonly namespace: string } }[];
  return first?.metadata.namespace ?? "";
}

function tree(diagnosis: Diagnosis, depth = 0): readonly string[] {
  const { kind } = diagnosis.object;
  return [
    `${"  ".repeat(depth)}${kind} ${diagnosis.status} ${diagnosis.outlook} ${diagnosis.reason}: ${diagnosis.message}`,
    ...diagnosis.because.flatMap((cause) => tree(cause, depth + 1)),
  ];
}

/** The telling of one object over time: every change of the whole tree, and at the end evidence, actions and the rest. */
function storyOf(fixture: Fixture, kind: "Deployment" | "Service"): readonly string[] {
  const lines: string[] = [];
  let last = "";
  const moments = momentsOf(fixture, kind);
  for (const { now, diagnosis } of moments) {
    const text = tree(diagnosis).join("\n");
    if (text !== last) lines.push(`at ${((now - Date.parse(fixture.started)) / 1000).toFixed(1)} s`, text);
    last = text;
  }
  const end = moments.at(-1);
  if (end === undefined) return [`no ${kind}`];
  const { snapshot, diagnosis } = end;
  const chain: Diagnosis[] = [];
  for (let at: Diagnosis | undefined = diagnosis; at !== undefined; at = at.because[0]) chain.push(at);
  return [
    ...lines,
    `headline: ${headline(diagnosis)}`,
    ...chain.flatMap(({ evidence }) =>
      evidence.map((item) => `evidence: ${item.type} ${item.type === "log" ? item.lines.join(" | ") : item.message}`),
    ),
    ...chain.flatMap(({ actions }) => actions.map(({ text, command }) => `action: ${command ?? text}`)),
    ...changesSinceHealthy(snapshot).map((change) => `changed: ${change}`),
    `users: ${usersSentence(snapshot) ?? "-"}`,
    ...wantedLogs(snapshot, diagnosis).map(
      ({ pod, container, previous }) => `log wanted: ${pod}/${container}${previous ? " previous" : ""}`,
    ),
  ];
}

describe("what is said of rollouts on a real cluster", () => {
  test.each(names)("%s", async (name) => {
    const fixture = read(name);
    const text = (["Deployment", "Service"] as const).flatMap((kind) => [`# ${kind}`, ...storyOf(fixture, kind), ""]);
    await expect(text.join("\n")).toMatchFileSnapshot(path.resolve(__dirname, `../golden/diagnosis/${name}.txt`));
  });
});

describe("no false alarm in a rollout that goes well", () => {
  const healthy = [
    "healthy",
    "init-containers",
    "sidecar",
    "slow-pull",
    "slow-start",
    "min-ready-seconds",
    "rolling-update",
    "recreate-update",
    "service-first",
    "infinite-deadline",
    "scale-down",
    "headless",
    "node-port",
    "named-port",
    "deleting",
    "readiness-gate",
    "external-name",
    "no-selector",
  ];
  test.each(healthy)("%s", (name) => {
    for (const kind of ["Deployment", "Service"] as const) {
      for (const { diagnosis } of momentsOf(read(name), kind)) {
        expect(["healthy", "waiting"], headline(diagnosis)).toContain(diagnosis.outlook);
      }
    }
  });
});

describe("the fourteen rollouts: the true cause is the headline", () => {
  test.each<readonly [string, "Deployment" | "Service", string]>([
    ["healthy", "Deployment", "Deployment web: 2 of 2 Pods ready"],
    ["image-missing", "Deployment", "image registry.lab.local/web:nope does not exist"],
    ["crash", "Deployment", 'container web exited 3: "panic: cannot connect to db"'],
    ["init-crash", "Deployment", 'init container migrate exited 1: "migration 7 failed: duplicate column"'],
    ["config-map-missing", "Deployment", "ConfigMap settings does not exist in diag-configmap"],
    ["mounted-secret-missing", "Deployment", "Secret web-tls does not exist in diag-mount"],
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
    const end = momentsOf(read(name), kind).at(-1);
    const text = end === undefined ? "" : headline(end.diagnosis);
    expect(text).toContain(cause);
    expect(text.length).toBeLessThanOrEqual(120);
  });
});

test("a liveness kill loop is told once and stays told, never ready in between", () => {
  const outlooks = momentsOf(read("liveness"), "Deployment").map(({ diagnosis }) => diagnosis.outlook);
  const first = outlooks.indexOf("may-heal");
  expect(first).toBeGreaterThan(0);
  // The last look is half a minute after the last change: nothing was seen to end that instance.
  expect(new Set(outlooks.slice(first, -1))).toEqual(new Set(["may-heal"]));
});
