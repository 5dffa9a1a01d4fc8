import { describe, expect } from "vitest";
import { test } from "../support/lab-test";
import { expectTold, type Rollout } from "../support/rollout";

const rollouts: readonly (readonly [title: string, rollout: Rollout])[] = [
  [
    "crashes: the last words of its log are the cause",
    {
      scenario: "crash",
      row: "Deployment web",
      live: /2 of 2 Pods crash: container web exited 3: "panic: cannot connect to db"/,
      block: {
        row: "Deployment web",
        first: /^Deployment web .*container web exited 3.*"panic: cannot connect to db"/,
      },
      evidence: [/^\s+config: DB_HOST is not set$/m, /^\s+(try\s+)?kubectl -n \S+ logs \S+ -c web( --previous)?$/m],
    },
  ],
  [
    "waits for an init container that fails: its log is the cause",
    {
      scenario: "initcrash",
      row: "Deployment web",
      live: /2 of 2 Pods .*init container migrate exited 1: "migration 7 failed: duplicate column"/,
      block: {
        row: "Deployment web",
        first: /^Deployment web .*init container migrate exited 1: "migration 7 failed: duplicate column"/,
      },
      evidence: [/^\s+migrating 6 to 7$/m],
    },
  ],
  [
    "needs more memory than its limit",
    {
      scenario: "oom",
      row: "Deployment web",
      live: /container web needs more than its memory limit of 16Mi \(OOMKilled\)/,
      block: {
        row: "Deployment web",
        first: /^Deployment web .*container web needs more than its memory limit of 16Mi/,
      },
      evidence: [/^\s+loading the index$/m],
    },
  ],
  [
    "takes its configuration from a ConfigMap that does not exist",
    {
      scenario: "configmap",
      row: "Deployment web",
      live: /2 of 2 Pods .*ConfigMap settings does not exist in /,
      block: { row: "Deployment web", first: /^Deployment web .*ConfigMap settings does not exist in / },
    },
  ],
  [
    "mounts a Secret that does not exist",
    {
      scenario: "mount",
      row: "Deployment web",
      live: /2 of 2 Pods .*volume certificate: Secret web-tls does not exist in /,
      block: { row: "Deployment web", first: /^Deployment web .*Secret web-tls does not exist in / },
    },
  ],
  [
    "is asked for a path that it does not have",
    {
      scenario: "probe",
      row: "Deployment web",
      live: /readiness GET :8080\/ready → 404/,
      block: {
        row: "Deployment web",
        first: /^Deployment web .*readiness GET :8080\/ready → 404.*the path is wrong, not the port/,
      },
    },
  ],
  [
    "is asked on a port where nothing listens",
    {
      scenario: "port",
      row: "Deployment web",
      live: /nothing listens on 3000 \(readiness probe\); it declares 8080/,
      block: { row: "Deployment web", first: /^Deployment web .*nothing listens on 3000/ },
    },
  ],
  [
    "is killed by its liveness probe after Pulumi has called it done",
    {
      scenario: "liveness",
      row: "Deployment web",
      live: /container web is killed: liveness GET :8080\/dead → 404/,
      block: {
        row: "Deployment web",
        first: /^Deployment web .*container web is killed: liveness GET :8080\/dead → 404/,
      },
      unsteady: true,
    },
  ],
];

describe("a container that", () => {
  test.for(rollouts)("%s", async ([, rollout], { open }) => {
    const { traced } = await expectTold(open, rollout);
    expect(traced.exitCode).toBe(rollout.scenario === "liveness" ? 0 : 1);
  });
});
