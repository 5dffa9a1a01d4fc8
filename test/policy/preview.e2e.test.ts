import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { findLab } from "../support/lab";
import { Stack, type Run, type StackOptions } from "../support/up";
import { InstalledPack } from "./installed-pack";
import { labTools } from "./lab-tools";

const folder = mkdtempSync(path.join(tmpdir(), "kubespy-policy-"));
const nowhere = path.join(folder, "kubeconfig.yaml");
writeFileSync(
  nowhere,
  `apiVersion: v1
kind: Config
current-context: nowhere
clusters: [{ name: nowhere, cluster: { server: "https://127.0.0.1:1" } }]
contexts: [{ name: nowhere, context: { cluster: nowhere, user: nobody } }]
users: [{ name: nobody, user: { token: x } }]
`,
);

const tools = labTools(nowhere);
const reason = typeof tools === "string" ? ` (skipped: ${tools})` : "";

let pack: InstalledPack;
beforeAll(() => {
  if (typeof tools !== "string") pack = new InstalledPack();
});
const stacks: Stack[] = [];
afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.dispose();
});
afterAll(() => {
  if (typeof tools !== "string") pack.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function makeStack(surroundings: typeof tools, one: string): Stack {
  if (typeof surroundings === "string") throw new Error(surroundings);
  const options: StackOptions = {
    program: "test/programs/policy-wires",
    config: { case: one, scenario: `policy-${one.split(",")[0] ?? ""}` },
  };
  const stack = new Stack(surroundings, options);
  stacks.push(stack);
  return stack;
}
const withPack = (): { args: readonly string[] } => ({ args: ["--policy-pack", pack.pack] });

/** What the CLI says under "Policies:", without the place of the pack. */
function policiesOf({ output }: Pick<Run, "output">): string {
  const [, policies = ""] = output.split("\nPolicies:\n");
  return (policies.split("\n\n")[0] ?? "").replace(/ \(local: [^)]*\)/, "").trimEnd();
}
const violationsOf = ({ events }: Run): readonly string[] =>
  events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [policyEvent.message]));
const version = (
  JSON.parse(readFileSync(path.resolve(__dirname, "../../policy-pack/package.json"), "utf8")) as { version: string }
).version;

describe.skipIf(typeof tools === "string")(`pulumi preview with the pack, without a cluster${reason}`, () => {
  test("a wrong selector stops it, the right one passes", async () => {
    const stack = makeStack(tools, "wrong");
    const wrong = await stack.preview(withPack());
    expect(wrong.exitCode).not.toBe(0);
    expect(policiesOf(wrong)).toBe(
      [
        `    ❌ pulumi-kubespy@v${version}`,
        "        - [mandatory]  service-selector-matches-pods  (kubernetes:core/v1:Service: web)",
        '          spec.selector is { app: "wbe" }: no Pod of this stack has it. Nearest: Deployment web, whose Pods have app: "web".',
        '          Fix: selector: { app: "web" }',
      ].join("\n"),
    );
    const page = readFileSync(path.resolve(__dirname, "../../docs/policies/service-selector-matches-pods.md"), "utf8");
    expect(page).toContain(policiesOf(wrong));

    const right = await stack.preview({ ...withPack(), config: { case: "right" } });
    expect(right.exitCode, right.output).toBe(0);
    expect(policiesOf(right)).toBe(`    ✅ pulumi-kubespy@v${version}`);
  });

  test("nothing is raised for unknown values, a Helm release's Pods and equal names in two namespaces", async () => {
    const run = await makeStack(tools, "unknown,release,same-names").preview(withPack());
    expect(run.exitCode, run.output).toBe(0);
    expect(violationsOf(run)).toEqual([]);
    expect(run.output).not.toContain("can't run policy");
  });

  test("each wrong selector is found, beside unknown values and in another namespace than its Pods; no secret is printed", async () => {
    const run = await makeStack(tools, "unknown-and-wrong,two-namespaces,secret").preview(withPack());
    expect(run.exitCode).not.toBe(0);
    const violations = violationsOf(run);
    expect(violations).toHaveLength(3);
    expect(violations).toContainEqual(expect.stringContaining('Fix: selector: { app: "web", id: … }'));
    expect(violations).toContainEqual(
      expect.stringMatching(
        /a Service selects in its own namespace only\.\nNearest: urn:\S+::two-namespaces-web\nFix: metadata: \{ namespace: /,
      ),
    );
    expect(violations).toContainEqual(expect.stringContaining('Fix: selector: { app: "web", tenant: "[secret]" }'));
    expect(run.output).not.toContain("acme-hid");
  });

  test("nothing is raised with a provider that is not known yet where a chart has no objects", async () => {
    const run = await makeStack(tools, "unborn").preview(withPack());
    expect(run.exitCode, run.output).toBe(0);
    expect(violationsOf(run)).toEqual([]);
  });

  test("a Service of one cluster is not answered by Pods of another, whatever their labels", async () => {
    const run = await makeStack(tools, "two-clusters").preview(withPack());
    expect(run.exitCode).not.toBe(0);
    expect(violationsOf(run)).toEqual([expect.stringMatching(/app: "api".*\n?.*cluster/s)]);
  });

  test("--target raises nothing against what is left out, and finds what is wrong among what is not", async () => {
    const target = (...names: readonly string[]): { args: readonly string[] } => ({
      args: [...withPack().args, ...names.flatMap((name) => ["--target", `**${name}`])],
    });
    const stack = makeStack(tools, "targeted");
    const alone = await stack.preview(target("Service::web", "Deployment::api"));
    expect(alone.exitCode, alone.output).toBe(0);
    // A workload that is left out comes without its labels: they could be the ones. Here none is.
    const workloads = await stack.preview(target("Service::api", "Deployment::api", "Deployment::web"));
    expect(workloads.exitCode).not.toBe(0);
    expect(violationsOf(workloads)).toEqual([expect.stringContaining('Fix: selector: { app: "api" }')]);
  });

  test("a wrong selector is found with a provider that is not known yet", async () => {
    const run = await makeStack(tools, "unborn-wrong").preview(withPack());
    expect(run.exitCode).not.toBe(0);
    expect(
      run.events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [policyEvent.resourceUrn])),
    ).toEqual([expect.stringMatching(/Service::wrong$/)]);
  });
});

/** A stack's state as `pulumi stack export` writes it, with what it has deployed. */
function exported(resources: readonly (readonly [type: string, spec: object])[]): object {
  const urn = (type: string): string => `urn:pulumi:production::shop::${type}::${type.startsWith("k") ? "web" : "k8s"}`;
  const provider = "pulumi:providers:kubernetes";
  return {
    version: 3,
    deployment: {
      manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "v3.0.0" },
      resources: [
        { urn: "urn:pulumi:production::shop::pulumi:pulumi:Stack::shop-production", type: "pulumi:pulumi:Stack" },
        { urn: urn(provider), type: provider, custom: true, id: "0", inputs: {}, outputs: {} },
        ...resources.map(([type, spec]) => {
          const object = { metadata: { name: "web", namespace: "shop" }, spec };
          const state = { urn: urn(type), type, custom: true, id: "shop/web", provider: `${urn(provider)}::0` };
          return { ...state, inputs: object, outputs: object };
        }),
      ],
    },
  };
}

describe.skipIf(typeof tools === "string")(`pulumi policy analyze with the pack, on a state alone${reason}`, () => {
  const labels = { app: "web" };
  const analyze = (
    app: string,
    ...args: readonly string[]
  ): { status: number | null; stdout: string; stderr: string } => {
    const { environment } = tools as Exclude<typeof tools, string>;
    const file = path.join(folder, `${app}.json`);
    const workload = {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [] } },
    };
    const state = exported([
      ["kubernetes:apps/v1:Deployment", workload],
      ["kubernetes:core/v1:Service", { selector: { app }, ports: [{ port: 80 }] }],
    ]);
    writeFileSync(file, JSON.stringify(state));
    const all = ["policy", "analyze", "--policy-pack", pack.pack, "--file", file, ...args];
    const env = { ...environment, PULUMI_HOME: path.join(folder, "home") };
    return spawnSync("pulumi", all, { encoding: "utf8", env });
  };

  test("a wrong selector is told and fails it, the right one passes", () => {
    const wrong = analyze("wbe");
    expect(wrong.status, wrong.stderr).not.toBe(0);
    const page = readFileSync(path.resolve(__dirname, "../../docs/policies/README.md"), "utf8");
    expect(policiesOf({ output: wrong.stdout })).toContain("service-selector-matches-pods");
    expect(page).toContain(policiesOf({ output: wrong.stdout }));
    const right = analyze("web");
    expect(right.status, right.stderr).toBe(0);
  });

  test("--json gives the findings as events", () => {
    const events = analyze("wbe", "--json")
      .stdout.trim()
      .split("\n")
      .map(
        (line) =>
          JSON.parse(line) as { readonly policyEvent?: { readonly message: string; readonly resourceUrn: string } },
      );
    expect(events.flatMap(({ policyEvent }) => policyEvent ?? [])).toEqual([
      expect.objectContaining({
        resourceUrn: "urn:pulumi:production::shop::kubernetes:core/v1:Service::web",
        message: expect.stringContaining('\nFix: selector: { app: "web" }') as string,
      }),
    ]);
  });
});

describe.skipIf(typeof tools === "string")(`with the lab's cluster${reason}`, () => {
  test("a second preview passes unchanged, and stops the selector that a change breaks", async ({ skip }) => {
    const lab = await findLab();
    if (typeof lab === "string") return skip(lab);
    const stack = makeStack(lab, "right");
    await stack.kubectl("create", "namespace", stack.namespace);
    const up = await stack.up(withPack());
    expect(up.exitCode, up.output).toBe(0);
    const same = await stack.preview(withPack());
    expect(same.exitCode, same.output).toBe(0);
    const wrong = await stack.preview({ ...withPack(), config: { case: "wrong" } });
    expect(wrong.exitCode).not.toBe(0);
    expect(violationsOf(wrong)).toHaveLength(1);
    expect((await stack.destroy()).exitCode).toBe(0);
  });

  test("the children of a chart and of a YAML group are seen, and a Service that is looked up with .get() is somebody else's", async ({
    skip,
  }) => {
    const lab = await findLab();
    if (typeof lab === "string") return skip(lab);
    const stack = makeStack(lab, "read,chart,group");
    const namespace = stack.alsoNamespace(`${stack.namespace}-read`);
    await stack.kubectl("create", "namespace", namespace);
    await stack.kubectl("-n", namespace, "create", "service", "clusterip", "legacy", "--tcp=80");
    const run = await stack.preview(withPack());
    expect(run.exitCode).not.toBe(0);
    expect([...violationsOf(run)].sort()).toEqual([
      expect.stringContaining('Fix: selector: { app: "charted" }'),
      expect.stringContaining('Fix: selector: { app: "web" }'),
    ]);
  });
});
