import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import {
  type Raw,
  at,
  merge,
  container,
  readinessProbe,
  pod,
  podWith,
  podWithInit,
  running,
  waiting,
  terminated,
  ended,
  podEvent,
  type SnapshotOptions,
  logOf,
  told,
  deepest,
} from "../support/objects";
import { backOff, notFound, unhealthy } from "../support/web-pods";

const livenessProbe: Raw = { httpGet: { path: "/dead", port: 8080 }, periodSeconds: 1, failureThreshold: 2 };
const killing = (probe: string, time: number, patch: Raw = {}): Raw =>
  podEvent("Killing", `Container web failed ${probe} probe, will be restarted`, time, { type: "Normal", ...patch });

describe("why a container ended", () => {
  type Row = readonly [name: string, pod: Raw, options: SnapshotOptions, expected: string];
  const logs = (...lines: readonly string[]): SnapshotOptions => ({ logs: [logOf(lines, { previous: true })] });
  test.each<Row>([
    [
      "by itself, with its last words",
      backOff(ended(3)),
      logs("config: DB_HOST is not set", "panic: cannot connect to db"),
      'may-heal CrashLoopBackOff: crashes ← container web exited 3: "panic: cannot connect to db"',
    ],
    ["by itself, without a word", backOff(ended(3)), {}, "may-heal CrashLoopBackOff: crashes ← container web exited 3"],
    [
      "the first time, before any back-off",
      podWith(terminated(3)),
      {},
      "may-heal CrashLoopBackOff: crashes ← container web exited 3",
    ],
    [
      "with a termination message instead of a log",
      backOff(ended(3, { message: "starting\nfatal: no license" })),
      {},
      'may-heal CrashLoopBackOff: crashes ← container web exited 3: "fatal: no license"',
    ],
    [
      "for the fifth time",
      backOff(ended(3), 5),
      {},
      "will-not-heal CrashLoopBackOff: crashes ← container web exited 3",
    ],
    [
      "by a signal",
      backOff(ended(139)),
      {},
      "may-heal CrashLoopBackOff: crashes ← container web was ended by SIGSEGV (139)",
    ],
    [
      "with success, which a Deployment cannot use",
      backOff(ended(0)),
      {},
      "will-not-heal ContainerCompleted: does not keep running ← container web ended with exit 0: nothing keeps it running",
    ],
    [
      "out of memory",
      backOff(ended(137, { reason: "OOMKilled" }), 1, { container: { resources: { limits: { memory: "16Mi" } } } }),
      {},
      "may-heal OOMKilled: crashes ← container web needs more than its memory limit of 16Mi (OOMKilled)",
    ],
    [
      "out of memory without a limit",
      backOff(ended(137, { reason: "OOMKilled" })),
      {},
      "may-heal OOMKilled: crashes ← container web used up its node's memory (OOMKilled)",
    ],
    [
      "killed at its limit without the kubelet's word for it",
      backOff(ended(137), 1, { container: { resources: { limits: { memory: "16777216" } } } }),
      {},
      "may-heal OOMKilled: crashes ← container web was killed (137), most likely at its memory limit of 16Mi",
    ],
    [
      "killed, nobody knows by whom",
      backOff(ended(137)),
      {},
      "may-heal CrashLoopBackOff: crashes ← container web was ended by SIGKILL (137)",
    ],
    [
      "a shell that does not find the command",
      backOff(ended(127)),
      logs("sh: serve: not found"),
      'will-not-heal CommandNotFound: crashes ← container web exited 127 (command not found): "sh: serve: not found"',
    ],
    [
      "a command that cannot be executed",
      backOff(ended(126)),
      {},
      "will-not-heal CommandNotExecutable: crashes ← container web exited 126 (command cannot be executed)",
    ],
    [
      "a program for another CPU",
      backOff(ended(255)),
      logs("exec /app: exec format error"),
      "will-not-heal ExecFormatError: crashes ← container web: built for another CPU architecture (exec format error)",
    ],
  ])("%s", (_, object, options, expected) => {
    expect(told(look([object], 5, options))).toBe(`InProgress ${expected}`);
  });

  test("an init container, and what has not started for it", () => {
    const object = podWithInit(
      waiting("CrashLoopBackOff", "back-off 10s", { restartCount: 1, lastState: { terminated: ended(1) } }),
    );
    const logs = [logOf(["migration 7 failed: duplicate column"], { container: "migrate", previous: true })];
    expect(told(look([object], 5, { logs }))).toBe(
      'InProgress may-heal InitContainerFailed: fails to initialize ← init container migrate exited 1: "migration 7 failed: duplicate column"; web has not started',
    );
  });

  test("a native sidecar is called one", () => {
    const object = podWithInit({ ...terminated(2), name: "migrate" }, { restartPolicy: "Always" });
    expect(told(look([object]))).toBe("InProgress may-heal CrashLoopBackOff: crashes ← sidecar migrate exited 2");
  });

  test("the next attempt is due when the back-off says", () => {
    expect(look([backOff(ended(3))], 5).until).toBe(at(12).replace("Z", ".000Z"));
    expect(look([backOff(ended(3))], 30).until).toBeUndefined();
  });

  test("a container that is being deleted with its Pod has not crashed", () => {
    const object = podWith(terminated(143), { metadata: { deletionTimestamp: at(30) } });
    expect(look([object]).reason).toBe("Terminating");
  });
});

describe("killed by a probe", () => {
  const events = [unhealthy("Liveness", notFound, 2, { count: 2 }), killing("liveness", 2)];
  const killed = "container web is killed: liveness GET :8080/dead → 404";
  test.each<readonly [string, Raw, readonly Raw[], number, string]>([
    [
      "while it is still ending",
      podWith(running({ ready: true }), { container: { livenessProbe } }),
      events,
      3,
      `may-heal Restarting: restarts again and again ← ${killed}`,
    ],
    [
      "right after the restart, without a last state",
      podWith(running({ restartCount: 1, state: { running: { startedAt: at(3) } } }), { container: { livenessProbe } }),
      events,
      3,
      `may-heal Restarting: restarts again and again ← ${killed}`,
    ],
    [
      "after the restart, ready",
      podWith(
        running({ restartCount: 1, state: { running: { startedAt: at(3) } }, lastState: { terminated: ended(0) } }),
        { container: { livenessProbe, readinessProbe } },
      ),
      events,
      4,
      `may-heal Restarting: restarts again and again ← ${killed}`,
    ],
    [
      "in the back-off",
      backOff(ended(137), 3, { container: { livenessProbe } }),
      events,
      6,
      `may-heal Restarting: restarts again and again ← ${killed}`,
    ],
    [
      "in the back-off, events dropped since",
      backOff(ended(137, { startedAt: at(200), finishedAt: at(202) }), 9, { container: { livenessProbe } }),
      events,
      206,
      `may-heal Restarting: restarts again and again ← ${killed}`,
    ],
    [
      "by its startup probe",
      podWith(running({ ready: false, started: false }), { container: { startupProbe: livenessProbe } }),
      [
        unhealthy("Startup", 'Get "http://10.1.1.1:8080/": dial tcp 10.1.1.1:8080: connect: connection refused', 2),
        killing("startup", 2),
      ],
      3,
      "may-heal Restarting: restarts again and again ← container web is killed: startup GET :8080/dead → connection refused",
    ],
  ])("%s", (_, object, more, seconds, expected) => {
    expect(told(look([object, ...more], seconds))).toBe(`InProgress ${expected}`);
  });

  test("the announcement is missing, and the probe's failures tell it", () => {
    const failures = unhealthy("Liveness", notFound, 2, { count: 2 });
    expect(look([backOff(ended(0), 1, { container: { livenessProbe } }), failures], 6).because[0]?.message).toBe(
      killed,
    );
  });
  test("the kubelet has stopped announcing it, and the instance ends well each time the probe is due", () => {
    const earlier = [unhealthy("Liveness", notFound, 5, { count: 3 }), killing("liveness", 6)];
    const later = { ...ended(0), startedAt: at(60), finishedAt: at(62) };
    expect(look([backOff(later, 4, { container: { livenessProbe } }), ...earlier], 66).because[0]?.message).toBe(
      killed,
    );
  });
  test("without Events an end by a probe cannot be told from one by itself", () => {
    const object = backOff(ended(0), 1, { container: { livenessProbe } });
    expect(told(look([object], 6, { coverage: (kind) => (kind === "Event" ? { gap: "403" } : "complete") }))).toBe(
      "InProgress may-heal CrashLoopBackOff: crashes ← container web ended with exit 0",
    );
  });
  test("a kill before the operation is history", () => {
    const object = pod("web-1-a", {
      metadata: { creationTimestamp: at(-500) },
      spec: { containers: [container({ livenessProbe })] },
      status: {
        containerStatuses: [
          running({
            restartCount: 7,
            state: { running: { startedAt: at(-100) } },
            lastState: { terminated: ended(137, { startedAt: at(-200), finishedAt: at(-101) }) },
          }),
        ],
      },
    });
    expect(told(look([object, killing("liveness", -101)], 1))).toBe("Current healthy Ready: ready");
  });

  test("an exit of its own long after a kill is told as an exit", () => {
    const object = backOff(ended(3, { startedAt: at(100), finishedAt: at(130) }), 4, { container: { livenessProbe } });
    expect(look([object, ...events], 131).reason).toBe("CrashLoopBackOff");
  });
});

describe("ready overrides history, unless the history goes on", () => {
  const restarted = (restarts: number, startedAt: number, more: Raw = {}, spec: Raw = { readinessProbe }): Raw =>
    pod("web-1-a", {
      spec: { containers: [container(spec)] },
      status: {
        containerStatuses: [
          running({
            restartCount: restarts,
            state: { running: { startedAt: at(startedAt) } },
            lastState: { terminated: ended(1, { startedAt: at(startedAt - 3), finishedAt: at(startedAt - 1) }) },
            ...more,
          }),
        ],
      },
    });

  test("one restart with a readiness probe that passes again is no alarm", () => {
    expect(told(look([restarted(1, 10)], 11))).toBe("Current healthy Ready: ready");
  });
  test("one restart without a readiness probe is watched for a while: ready says no more than runs", () => {
    const object = restarted(1, 10, {}, {});
    expect(look([object], 11).reason).toBe("CrashLoopBackOff");
    expect(look([object], 11).until).toBe(at(20).replace("Z", ".000Z"));
    expect(told(look([object], 20))).toBe("Current healthy Ready: ready");
  });
  test("the second restart is a problem until the instance outlives ten seconds", () => {
    const object = restarted(2, 10);
    expect([11, 15, 19, 20, 60].map((second) => look([object], second).outlook)).toEqual([
      "may-heal",
      "may-heal",
      "may-heal",
      "healthy",
      "healthy",
    ]);
  });
  test("the longer the last instance lived, the longer the next has to", () => {
    const object = restarted(2, 100, {
      lastState: { terminated: ended(1, { startedAt: at(60), finishedAt: at(99) }) },
    });
    expect([101, 143, 145].map((second) => look([object], second).outlook)).toEqual([
      "may-heal",
      "may-heal",
      "healthy",
    ]);
  });
  test("a slow liveness probe needs as long to show that it is content", () => {
    const object = restarted(
      2,
      10,
      {},
      { readinessProbe, livenessProbe: { ...livenessProbe, periodSeconds: 10, failureThreshold: 3 } },
    );
    expect([11, 40, 46].map((second) => look([object], second).outlook)).toEqual(["may-heal", "may-heal", "healthy"]);
  });
  test("restarts of days ago are no alarm in a new operation", () => {
    const old = merge(restarted(6, -90_000), { metadata: { creationTimestamp: at(-500_000) } });
    expect(told(look([old], 1))).toBe("Current healthy Ready: ready");
  });
  test("an old Pod whose container restarts twice in this operation is", () => {
    const old = merge(restarted(8, 10), { metadata: { creationTimestamp: at(-500_000) } });
    const started = podEvent("Started", "Started container web", 9, {
      type: "Normal",
      count: 2,
      firstTimestamp: at(4),
    });
    expect(look([old, started], 12).outlook).toBe("may-heal");
    expect(look([old], 12).outlook).toBe("healthy");
  });
  test("through a whole crash loop the verdict is one and the same", () => {
    const cycle: readonly (readonly [number, Raw])[] = [
      [3, podWith(terminated(3))],
      [
        4,
        podWith(
          running({ restartCount: 1, state: { running: { startedAt: at(3) } }, lastState: { terminated: ended(3) } }),
        ),
      ],
      [5, backOff(ended(3, { startedAt: at(3), finishedAt: at(4) }), 1)],
      [
        15,
        pod("web-1-a", {
          status: {
            containerStatuses: [
              running({
                restartCount: 2,
                state: { running: { startedAt: at(14) } },
                lastState: { terminated: ended(3) },
              }),
            ],
          },
        }),
      ],
      [16, backOff(ended(3, { startedAt: at(14), finishedAt: at(15) }), 2)],
    ];
    expect(new Set(cycle.map(([second, object]) => told(look([object], second)))).size).toBe(1);
  });
});

test("evidence of a crash counts restarts and the life of the last instance", () => {
  const evidence = deepest(look([backOff(ended(3), 4)])).evidence[0];
  expect(evidence).toMatchObject({ type: "container", container: "web", state: "CrashLoopBackOff" });
  expect(evidence?.type === "container" && evidence.message).toBe(
    "back-off 10s restarting failed container; last instance: exit 3 (Error) 1 s after its start; 4 restarts",
  );
});
