import { describe, expect, test } from "vitest";
import { knownKind, readTypedKind } from "../../src/cli/kinds";
import { namedIn } from "../../src/cli/operands";
import { parseDuration } from "../../src/cli/parse";
import { worstVerdict } from "../../src/render";
import { similarTo } from "../../src/cli/suggestion";
import { ran } from "./terminal-world";

describe("wrong input is one sentence that says what is accepted, and exit code 2", () => {
  test.each([
    ["trce deploy/web", "trce is not a command of kubespy: did you mean trace?"],
    ["frobnicate", "frobnicate is not a command of kubespy: there are trace, why, record, check and policy-pack"],
    ["--frobnicate", "--frobnicate is not an option of kubespy: there are trace, why, record, check and policy-pack"],
    ["help trce", "trce is not a command of kubespy: did you mean trace?"],
    ["trace", "trace needs a kind and a name: kubespy trace deploy/web"],
    ["trace deploy", "trace deploy needs a name: kubespy trace deploy/NAME"],
    [
      "trace prod/deploy/web",
      '"prod/deploy/web" is not KIND/NAME, as in kubespy trace deploy/web; the namespace goes into --namespace',
    ],
    ["trace deploy/", '"deploy/" is not KIND/NAME, as in kubespy trace deploy/web'],
    ["trace deploy/web svc", '"svc" is not KIND/NAME, as in kubespy trace deploy/web'],
    ["trace deploy/web --namspace prod", "trace has no option --namspace: did you mean --namespace?"],
    [
      "trace deploy/web --xyz",
      "trace has no option --xyz: it has --namespace, --context, --kubeconfig, --timeout, --wait, --steady, --follow and --output",
    ],
    ["trace deploy/web -n", "-n needs a namespace"],
    ["trace deploy/web --output yaml", '--output takes text or json, not "yaml"'],
    ["trace deploy/web --output josn", '--output takes text or json, not "josn": did you mean json?'],
    ["trace deploy/web --timeout soon", '--timeout takes a duration such as 90s, 5m or 1h30m, not "soon"'],
    ["trace deploy/web --wait=maybe", '--wait is true or false, not "maybe"'],
    ["why", "why needs one recording: kubespy why FILE, or - for the standard input"],
    ["why a b", "why needs one recording: kubespy why FILE, or - for the standard input"],
    ["why /nowhere/at-all", "cannot read /nowhere/at-all: there is no such file"],
    ["record deploy/a deploy/b", "record takes one object: kubespy record deploy/web"],
    ["policy-pack x", 'policy-pack takes nothing, not "x"'],
  ])("kubespy %s", async (line, sentence) => {
    expect(await ran(line.split(" "))).toMatchObject({ code: 2, out: "", err: `kubespy: ${sentence}\n` });
  });

  test("no kubeconfig at all", async () => {
    const { code, err } = await ran(["trace", "deploy/web"]);
    expect(code).toBe(2);
    expect(err).toMatch(/^kubespy: .*kube.*\n$/);
  });

  test("a context that does not exist", async () => {
    const kubeconfig = JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "a",
      contexts: [{ name: "a", context: { cluster: "c" } }],
      clusters: [{ name: "c", cluster: { server: "http://127.0.0.1:1" } }],
    });
    const { code, err } = await ran(["trace", "deploy/web", "--context", "b"], { kubeconfig });
    expect(code).toBe(2);
    expect(err).toContain('context "b" does not exist');
  });
});

describe("help", () => {
  test.each([["--help"], ["-h"], ["help"]])("kubespy %s lists the commands", async (word) => {
    const { code, out } = await ran([word]);
    expect(code).toBe(0);
    expect(out).toMatch(/^kubespy 1\.2\.3: .*\n\nUsage: kubespy COMMAND\n/);
  });
  test("without a word it lists the commands, as a mistake", async () => {
    const { code, out, err } = await ran([]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("Commands:");
  });
  test.each([[["trace", "--help"]], [["help", "trace"]], [["trace", "deploy/web", "-h"]]])(
    "%s tells of one command",
    async (argv) => {
      const { code, out } = await ran(argv);
      expect(code).toBe(0);
      expect(out).toMatch(/^kubespy trace: follows a rollout/);
    },
  );
  test("--version is the version alone", async () => {
    expect(await ran(["--version"])).toMatchObject({ code: 0, out: "1.2.3\n" });
  });
  test("policy-pack prints its folder alone, for a shell", async () => {
    expect(await ran(["policy-pack"])).toMatchObject({ code: 0, out: "/package/policy-pack\n", err: "" });
  });
});

describe("what is named on the command line", () => {
  const deployment = { apiVersion: "apps/v1", kind: "Deployment" };
  test.each<[string, readonly object[]]>([
    ["deploy web", [{ ...deployment, name: "web" }]],
    ["DEPLOYMENTS web", [{ ...deployment, name: "web" }]],
    ["deployment.apps/web", [{ ...deployment, name: "web" }]],
    ["deployments.v1.apps/web", [{ ...deployment, name: "web" }]],
    [
      "svc web api",
      [
        { apiVersion: "v1", kind: "Service", name: "web" },
        { apiVersion: "v1", kind: "Service", name: "api" },
      ],
    ],
    [
      "rs/web-1 Pod/web-1-a",
      [
        { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-1" },
        { apiVersion: "v1", kind: "Pod", name: "web-1-a" },
      ],
    ],
    ["po web-1-a", [{ apiVersion: "v1", kind: "Pod", name: "web-1-a" }]],
    [
      "sts/db StatefulSet/db statefulsets.apps/db ds/agent",
      [
        { apiVersion: "apps/v1", kind: "StatefulSet", name: "db" },
        { apiVersion: "apps/v1", kind: "StatefulSet", name: "db" },
        { apiVersion: "apps/v1", kind: "StatefulSet", name: "db" },
        { apiVersion: "apps/v1", kind: "DaemonSet", name: "agent" },
      ],
    ],
    [
      "job/migrate jobs.v1.batch/migrate cj/backup",
      [
        { apiVersion: "batch/v1", kind: "Job", name: "migrate" },
        { apiVersion: "batch/v1", kind: "Job", name: "migrate" },
        { apiVersion: "batch/v1", kind: "CronJob", name: "backup" },
      ],
    ],
  ])("%s", (line, expected) => {
    const named = namedIn("trace", line.split(" "));
    expect(named.map(({ kind, name }) => ({ ...knownKind(kind), name }))).toEqual(expected);
  });
  test.each([
    ["Certs", { name: "certs", version: undefined, group: undefined }],
    ["certs.cert-manager.io", { name: "certs", version: undefined, group: "cert-manager.io" }],
    ["certs.v1.cert-manager.io", { name: "certs", version: "v1", group: "cert-manager.io" }],
    ["carts.v2beta1.example.com", { name: "carts", version: "v2beta1", group: "example.com" }],
    ["carts.vendor.example.com", { name: "carts", version: undefined, group: "vendor.example.com" }],
    ["pods.v1", { name: "pods", version: "v1", group: undefined }],
    ["pods.v1.", { name: "pods", version: "v1", group: "" }],
  ])("%s names a kind, its version and its group", (typed, expected) => {
    expect(readTypedKind(typed)).toEqual(expected);
  });
});

describe("durations", () => {
  test.each([
    ["90s", 90_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["250ms", 250],
    ["0", 0],
    ["45", 45_000],
    ["1.5s", 1500],
  ])("%s", (text, ms) => {
    expect(parseDuration("--timeout", text)).toBe(ms);
  });
});

describe("near names", () => {
  test("come nearest first, and none where nothing is near", () => {
    expect(similarTo("wbe", ["web", "worker", "api"])).toEqual(["web"]);
    expect(similarTo("web", ["web-api", "webb", "zzz"])).toContain("webb");
    expect(similarTo("web", ["database"])).toEqual([]);
  });
});

describe("the worst verdict decides", () => {
  test("of several", () => {
    expect(worstVerdict(["ready", "failing", "progressing"])).toBe("failing");
    expect(worstVerdict(["ready", "unknown", "suspended"])).toBe("unknown");
    expect(worstVerdict(["ready"])).toBe("ready");
    expect(worstVerdict([])).toBe("unknown");
  });
});
