import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failureText, PartFailed } from "../../lab/failure.ts";
import { wantedVersion } from "../../lab/parts.ts";

const folder = mkdtempSync(join(tmpdir(), "kubespy-main-"));
const bin = join(folder, "bin");
beforeAll(() => {
  mkdirSync(bin);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the command line in an empty lab, on a machine that has these programs and no others. */
function lab(args: readonly string[], programs: Readonly<Record<string, string>> = {}) {
  const path = mkdtempSync(join(bin, "path-"));
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const env = { PATH: path, KUBESPY_LAB_HOME: join(folder, "lab"), HOME: folder, LANG: "C" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve("lab/main.ts"), ...args], {
    env,
    encoding: "utf8",
  });
  const plain = (text: string): string =>
    text.replace(/^\(node:\d+\).*\n(\(Use .*\n)?/gm, "").replaceAll(folder, "FOLDER");
  return { status, out: plain(stdout), err: plain(stderr) };
}

describe("wrong usage ends with 2 and says what is wrong before how it is right", () => {
  test.each([
    [[], "which command?"],
    [["upp"], "there is no command upp"],
    [["toString"], "there is no command toString"],
    [["up", "now"], "unexpected: now"],
    [["up", "--", "ls"], "unexpected: -- ls"],
    [["up", "--source", "moon"], "there is no source moon: there are auto, release, build"],
    [["build", "etcd"], "there is no part etcd: there are pulumi, provider, kubernetes"],
    [["logs", "-n", "few"], "not a number of lines: few"],
    [["up", "--fast"], "Unknown option '--fast'"],
  ])("%j", (args, first) => {
    const { status, out, err } = lab(args);
    expect(status).toBe(2);
    expect(out).toBe("");
    expect(err.split("\n")[0]).toContain(first);
    expect(err).toContain("usage: npm run lab -- COMMAND");
  });
});

test("help is no error", () => {
  expect(lab(["--help"])).toMatchObject({ status: 0, err: "" });
});

test("the status of an empty lab says what to do for each part", async () => {
  const { status, out } = lab(["status"]);
  expect(status).toBe(0);
  await expect(out.replace(/^system .*\n/m, "")).toMatchFileSnapshot("../golden/lab/status-empty.txt");
});

test("the status as JSON can be read by programs", () => {
  const { out } = lab(["status", "--json"]);
  expect(JSON.parse(out)).toMatchObject({
    folder: "FOLDER/lab",
    tools: false,
    built: false,
    cluster: false,
    parts: {},
  });
});

test("down without a cluster is fine", () => {
  expect(lab(["down"])).toEqual({ status: 0, out: "there is no cluster\n", err: "" });
});

test("logs without logs say so", () => {
  expect(lab(["logs"]).out).toBe("there are no logs: nothing was built, and no cluster runs\n");
});

describe("a cluster that is not the lab's", () => {
  test("has to be asked with kubectl", () => {
    expect(lab(["up", "--use-current"])).toMatchObject({
      status: 1,
      err: "there is no kubectl on PATH to see with whether the current cluster answers: install it (https://kubernetes.io/docs/tasks/tools)\n",
    });
  });

  test("has to be named", () => {
    const { status, err } = lab(["up", "--use-current"], {
      kubectl: "echo 'error: current-context is not set' >&2; exit 1",
    });
    expect(status).toBe(1);
    expect(err).toBe(
      "cluster: kubectl has no current context: set KUBECONFIG, or choose one with kubectl config use-context\n",
    );
  });

  test("has to answer", () => {
    const kubectl =
      "case $1 in config) echo kind-kind;; *) echo 'Unable to connect to the server: dial tcp 127.0.0.1:1: connect: connection refused' >&2; exit 1;; esac";
    const { status, err } = lab(["up", "--use-current"], { kubectl });
    expect(status).toBe(1);
    expect(err).toBe(
      "the cluster of context kind-kind does not answer: Unable to connect to the server: dial tcp 127.0.0.1:1: connect: connection refused\n",
    );
  });

  test("is taken with the machine's own pulumi and plugin, and nothing is fetched or built", () => {
    const plugin = join(folder, `.pulumi/plugins/resource-kubernetes-v${wantedVersion("provider")}`);
    mkdirSync(plugin, { recursive: true });
    writeFileSync(join(plugin, "pulumi-resource-kubernetes"), "");
    const programs = {
      kubectl: `case $1 in config) echo kind-kind;; *) echo '{"gitVersion":"v1.33.1"}';; esac`,
      pulumi: "echo v3.250.0",
      "pulumi-language-nodejs": "exit 1",
    };
    const up = lab(["up", "--use-current"], programs);
    expect(up).toMatchObject({
      status: 0,
      out: "ready: the tools are there and the current cluster answers\n",
      err: "",
    });
    const { out } = lab(["env", "--use-current"], programs);
    expect(out).not.toContain("KUBECONFIG");
    expect(out).toContain("export PULUMI_HOME='FOLDER/lab/pulumi-home'");
  });

  test("a pulumi that is too old is not taken", () => {
    const programs = { pulumi: "echo v3.100.0", "pulumi-language-nodejs": "exit 1" };
    expect(lab(["status"], programs).out).toContain("pulumi      not there: npm run lab -- build");
  });
});

test("without Go and without releases, building says what to install", () => {
  const { status, err } = lab(["build", "pulumi", "--source", "build"]);
  expect(status).toBe(1);
  expect(err).toContain("there is no Go: install Go 1.26.0 or later");
});

test("a failure names the part, its log and the log's last lines", () => {
  const log = join(folder, "kubelet.log");
  writeFileSync(log, "one\ntwo\nthree\n");
  const text = failureText(new PartFailed("kubelet", "kubelet has ended right after its start", log, "try again"), 2);
  expect(text.replace(folder, "FOLDER")).toBe(
    "kubelet has ended right after its start\n  log FOLDER/kubelet.log, last 2 lines\n    two\n    three\n  try again",
  );
});
