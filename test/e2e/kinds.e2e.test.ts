import { describe, expect } from "vitest";
import { test } from "../support/lab-test";
import { golden, lines } from "../support/rollout";
import { keptText, ours } from "../support/told";
import type { Run, Stack } from "../support/up";

/** Every kind in one `up`: all is started at once, since a failure keeps Pulumi from starting more. */
async function up(stack: Stack): Promise<Run> {
  try {
    return await stack.up({ args: ["--parallel", "32"] });
  } finally {
    // They don't go with the namespace.
    const made = (...names: readonly string[]): string[] => names.map((name) => `${stack.namespace}-${name}`);
    await stack.kubectl("delete", "storageclass", ...made("now", "later"), "--ignore-not-found");
    await stack.kubectl("delete", "persistentvolume", ...made("files"), "--ignore-not-found", "--wait=false");
  }
}

/** What stays, without what chance decides: the names of Pods, and which application was first. */
function steady(run: Run, stack: Stack): string {
  const text = keptText(run, stack.namespace).replace(/\b(agent|migrate)-[a-z0-9]{5}\b/g, "$1-POD");
  const at = text.indexOf("\n  ", text.indexOf("kubespy: ")) + 1;
  const applications = text.slice(at).trimEnd().split("\n");
  return `${text.slice(0, at)}${applications.sort().join("\n")}\n`;
}

/** The last live line of each row. */
function lastLines(run: Run): ReadonlyMap<string, string> {
  return new Map(
    ours(run)
      .filter(({ ephemeral }) => ephemeral)
      .map(({ row, text }) => [row.replace(/ \S+\//, " "), text]),
  );
}

const silent = ["ServiceAccount robot", "ConfigMap settings", "ConfigMap site", "CronJob report"];

describe("every kind in one update", () => {
  test("that goes well: each tells on its row when it is ready, the rest is silent", async ({ open }) => {
    const stack = open({ how: "well", scenario: "kinds" }, { program: "test/programs/kinds" });
    const run = await up(stack);
    expect(run.exitCode, run.output).toBe(0);
    const ends = Object.fromEntries(lastLines(run));
    expect(ends, lines(ours(run))).toEqual({
      "StatefulSet db": expect.stringMatching(/^ready: 2 of 2 Pods/) as string,
      "Service db": expect.stringMatching(/^ready: 1 of 1 endpoint ready \(headless\)/) as string,
      "DaemonSet agent": expect.stringMatching(/^ready: 1 of 1 Pod/) as string,
      "Job migrate": expect.stringMatching(/^complete, 1 of 1 completion/) as string,
      "PersistentVolumeClaim files": expect.stringMatching(/^ready: bound to .*-files \(1Mi\)/) as string,
      "PersistentVolumeClaim spare": expect.stringMatching(/^ready: gets its volume when a Pod first/) as string,
      "Deployment web": expect.stringMatching(/^ready: 1 of 1 Pod/) as string,
      "DeploymentPatch web-note": expect.stringMatching(/^ready: 1 of 1 Pod/) as string,
      "Service web": expect.stringMatching(/^ready: 1 of 1 endpoint/) as string,
      "Ingress web": "ready: no address is waited for (pulumi.com/skipAwait)",
      "Deployment site": expect.stringMatching(/^ready: 1 of 1 Pod/) as string,
      "Service site": expect.stringMatching(/^ready: 1 of 1 endpoint/) as string,
    });
    expect(lines(ours(run).filter(({ severity }) => severity !== "info")), "no alarm").toBe("");
    await expect(steady(run, stack)).toMatchFileSnapshot(golden("kinds-well"));
  });

  test("that goes badly: each tells its own trouble, and each cause has one block", async ({ open }) => {
    const stack = open({ how: "badly", scenario: "kinds" }, { program: "test/programs/kinds" });
    const run = await up(stack);
    expect(run.exitCode, run.output).toBe(1);
    const ends = lastLines(run);
    const claim = /PersistentVolumeClaim files finds no volume: there is none of class \S+-now$/;
    const expected: Readonly<Record<string, RegExp>> = {
      "StatefulSet db": /^0 of 2 Pods ready, 1 waits for db-0: db-0 cannot pull an image: \S+web:nope does not exist$/,
      "Service db": /^no ready endpoints: 1 of 1 Pod cannot pull an image: \S+web:nope does not exist$/,
      "DaemonSet agent": /^1 of 1 Pod \(lab\) crashes: container main exited 4: "the socket is not there"/,
      "Job migrate": /^gave up after 1 failed Pod \(backoffLimit 0\): container main exited 3: "migration 7 failed"$/,
      "PersistentVolumeClaim files": /^finds no volume: there is none of class \S+-now$/,
      "PersistentVolumeClaim spare": /^ready: gets its volume when a Pod first uses it/,
      "Deployment web": claim,
      "Service web": claim,
      "Ingress web": /^0 of 1 backend ready: Service web no ready endpoints: 1 of 1 Pod cannot be scheduled/,
      "HorizontalPodAutoscaler web": /^Deployment wbe does not exist in /,
      "Ingress site": /^backends ready, no address yet \(no IngressClass\)$/,
      "Deployment site": /^ready: 1 of 1 Pod/,
      "Service site": /^ready: 1 of 1 endpoint/,
    };
    for (const [row, line] of Object.entries(expected)) expect(ends.get(row) ?? "", row).toMatch(line);
    expect([...ends.keys()].sort()).toEqual(Object.keys(expected).sort());
    expect(ours(run).filter(({ row }) => silent.includes(row))).toEqual([]);
    await expect(steady(run, stack)).toMatchFileSnapshot(golden("kinds-badly"));
  });
});
