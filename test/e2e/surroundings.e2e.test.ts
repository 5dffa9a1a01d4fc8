import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import { test, type Open } from "../support/lab-test";
import { firstLine, lines } from "../support/rollout";
import { blocks, kept, ours } from "../support/told";
import type { Run, Settings, Stack } from "../support/up";

/** The same program with and without tracing, at the same time. */
async function both(
  open: Open,
  config: Settings,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<readonly [Run, Run]> {
  const run = (traced: string): Promise<Run> => open({ ...config, traced }, { environment }).up();
  return Promise.all([run("true"), run("false")]);
}

/** One line says what is therefore not shown; everything else is as without tracing. */
function expectOneLine([traced, untraced]: readonly [Run, Run], line: RegExp): void {
  expect(
    ours(traced).map(({ row, text }) => `${row}: ${text}`),
    traced.output,
  ).toEqual([expect.stringMatching(line)]);
  expect(traced.exitCode).toBe(untraced.exitCode);
  const errors = (run: Run): readonly string[] =>
    run.messages
      .filter(({ severity }) => severity === "error")
      .map(({ row }) => row)
      .sort();
  expect(errors(traced)).toEqual(errors(untraced));
}

const kubeconfig = (server: string): string => `apiVersion: v1
kind: Config
current-context: nowhere
contexts: [{ name: nowhere, context: { cluster: nowhere, user: nobody } }]
clusters: [{ name: nowhere, cluster: { server: "${server}" } }]
users: [{ name: nobody, user: { token: none } }]
`;

describe("where the cluster cannot be read", () => {
  test("no kubeconfig anywhere: one line says so", async ({ open }) => {
    const runs = await both(
      open,
      { scenario: "healthy", namespaceOrder: "none" },
      { KUBECONFIG: undefined, HOME: "/nonexistent" },
    );
    expectOneLine(
      runs,
      /^Stack: kubespy shows nothing live: .*\.kube\/config does not exist.*; the deployment itself goes on$/,
    );
    expect(runs[0].exitCode).not.toBe(0);
  });

  test("a cluster that does not answer: one line says so", async ({ open }) => {
    const stack = open({ scenario: "healthy" });
    const file = path.join(stack.folder, "kubeconfig");
    writeFileSync(file, kubeconfig("https://127.0.0.1:1"));
    const runs = await both(open, { scenario: "healthy", namespaceOrder: "none" }, { KUBECONFIG: file });
    expectOneLine(runs, /^Stack: kubespy .*https:\/\/127\.0\.0\.1:1/);
    expect(runs[0].exitCode).not.toBe(0);
  });

  test("a provider that renders YAML: one line says where to, and the files are there", async ({ open }) => {
    const stack = open({ scenario: "healthy" });
    const directory = path.join(stack.folder, "yaml");
    const runs = await both(
      open,
      { scenario: "healthy", renderYamlToDirectory: directory },
      { KUBECONFIG: undefined, HOME: "/nonexistent" },
    );
    expectOneLine(runs, /^Stack: kubespy: the provider renders YAML to .*yaml, so there is no rollout to show$/);
    expect(runs[0].exitCode, runs[0].output).toBe(0);
    expect(readdirSync(directory, { recursive: true }).join(" ")).toContain("deployment-");
  });
});

/** A kubeconfig of a ServiceAccount that may do anything with Deployments and Services, and nothing else. */
async function deployer(stack: Stack, admin: string): Promise<string> {
  const inNamespace = (...args: string[]): Promise<string> => stack.kubectl("-n", stack.namespace, ...args);
  await stack.kubectl("create", "namespace", stack.namespace);
  await inNamespace("create", "serviceaccount", "deployer");
  await inNamespace("create", "role", "deployer", "--verb=*", "--resource=deployments.apps,services");
  await inNamespace(
    "create",
    "rolebinding",
    "deployer",
    "--role=deployer",
    `--serviceaccount=${stack.namespace}:deployer`,
  );
  const token = (await inNamespace("create", "token", "deployer")).trim();
  const config = JSON.parse(
    await stack.kubectl("config", "view", "--raw", "--output=json", `--kubeconfig=${admin}`),
  ) as { users: unknown[]; contexts: { context: { user: string } }[] };
  config.users = [{ name: "deployer", user: { token } }];
  for (const { context } of config.contexts) context.user = "deployer";
  const file = path.join(stack.folder, "deployer.kubeconfig");
  writeFileSync(file, JSON.stringify(config));
  return file;
}

describe("who may not see everything", () => {
  test("is told in one line what is therefore not shown, and by whom it was refused", async ({ lab, open }) => {
    // The provider itself waits for ever for Pods that it may not watch: skipAwait.
    const first = open({ scenario: "healthy" });
    const file = await deployer(first, lab.kubeconfig);
    const stack = open(
      { scenario: "healthy", namespace: first.namespace, namespaceOrder: "none", skipAwait: "true" },
      { environment: { KUBECONFIG: file } },
    );
    const run = await stack.up();
    expect(run.exitCode, run.output).toBe(0);
    const notes = kept(run).filter(({ row, text }) => row === "Stack" && text.includes("cannot watch"));
    expect(notes.map(firstLine), lines(ours(run))).toEqual([
      expect.stringMatching(
        /^kubespy cannot watch EndpointSlices, Events, Pods and ReplicaSets in \S+ \(403 as deployer@kubespy-lab\): .*Pod states and logs.* not shown$/,
      ),
    ]);
    expect(run.messages.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("where things come in another order", () => {
  test("a namespace that does not exist yet is waited for without a word of alarm", async ({ open }) => {
    const [traced, untraced] = await both(open, { scenario: "healthy", namespaceOrder: "late" });
    expect([traced.exitCode, untraced.exitCode]).toEqual([0, 0]);
    expect(
      ours(traced).filter(({ severity }) => severity !== "info"),
      lines(ours(traced)),
    ).toEqual([]);
    expect(kept(traced).map(firstLine)).toEqual([expect.stringMatching(/^kubespy: 1 application, ready/)]);
  });

  test("two clusters in one program are both followed", async ({ lab, open }) => {
    const stack = open({
      scenario: "healthy",
      context: "one",
      secondContext: "two",
      secondScenario: "crash",
      timeout: "15",
    });
    stack.alsoNamespace(`${stack.namespace}-2`);
    const config = JSON.parse(
      await stack.kubectl("config", "view", "--raw", "--output=json", `--kubeconfig=${lab.kubeconfig}`),
    ) as { contexts: { name: string; context: object }[] };
    config.contexts = ["one", "two"].map((name) => ({ ...config.contexts[0]!, name }));
    const file = path.join(stack.folder, "two.kubeconfig");
    writeFileSync(file, JSON.stringify({ ...config, "current-context": "one" }));
    const run = await open(
      {
        scenario: "healthy",
        namespace: stack.namespace,
        context: "one",
        secondContext: "two",
        secondScenario: "crash",
        timeout: "15",
      },
      { environment: { KUBECONFIG: file } },
    ).up();
    expect(run.exitCode).toBe(1);
    expect(
      ours(run).some(({ row, text }) => row === "Deployment web" && text.startsWith("ready: 2 of 2 Pods")),
      run.output,
    ).toBe(true);
    expect(blocks(run).map((message) => `${message.row}: ${firstLine(message)}`)).toEqual([
      expect.stringMatching(/^Deployment shop: .*"panic: cannot connect to db"/),
    ]);
  });
});
