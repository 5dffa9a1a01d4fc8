// Takes the pictures of docs/pictures: real runs on the lab's cluster, as a terminal showed them.
// Run: npm run build && npx ts-node --transpileOnly test/e2e/pictures.ts [NAME…]
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { findLab, type Lab } from "../support/lab";
import { expectNames, Refusal, runScript } from "../support/script";
import { Terminal } from "../support/terminal";
import { Stack, type Settings } from "../support/up";
import { terminalPicture } from "../support/terminal-picture";

interface Picture {
  readonly name: string;
  readonly title: string;
  readonly command: "up" | "preview" | "destroy";
  readonly args?: readonly string[];
  readonly config: Settings;
  /** What is there before: the configuration of an update that is not in the picture. */
  readonly before?: Settings;
  /** Set for this run. */
  readonly variables?: Settings;
  /** Taken as soon as the screen fits; at the end if there is none. */
  readonly when?: RegExp;
  readonly columns?: number;
}

const repository = path.resolve(__dirname, "../..");
const folder = path.join(repository, "docs/pictures");
/** As it is typed where the package is a dependency; no folder of this machine gets into the picture. */
const pack = ["--policy-pack", "node_modules/pulumi-kubespy/policy-pack"];

const pictures: readonly Picture[] = [
  {
    name: "healthy-live",
    title:
      "pulumi up in the middle of a rollout: the rows of the Deployment and the Service say what the Pods are doing",
    command: "up",
    config: { scenario: "slow" },
    when: /Deployment +web .*container web runs/,
    columns: 180,
  },
  {
    name: "healthy",
    title: "the end of a pulumi up that went well, with the summary",
    command: "up",
    config: { scenario: "healthy" },
  },
  {
    name: "crash-live",
    title: "pulumi up while both Pods crash: the cause stands on the Deployment's row after seconds",
    command: "up",
    config: { scenario: "crash" },
    when: /2 of 2 Pods crash.*panic.*\n.*2 of 2 Pods crash.*panic/,
    columns: 180,
  },
  {
    name: "crash-before",
    title: "what pulumi up alone says of a container that crashes",
    command: "up",
    config: { scenario: "crash", traced: "false" },
  },
  {
    name: "crash",
    title: "what pulumi up says of a container that crashes with pulumi-kubespy",
    command: "up",
    config: { scenario: "crash" },
  },
  {
    name: "outage",
    title: "pulumi up of a new revision that crashes: users are not affected, the revision before still serves",
    command: "up",
    before: { scenario: "healthy" },
    config: { scenario: "crash" },
  },
  {
    name: "deletion-live",
    title: "pulumi destroy while Pods ignore SIGTERM: the row says how many are left and when they will be killed",
    command: "destroy",
    args: ["--run-program"],
    before: { scenario: "stubborn" },
    config: { scenario: "stubborn" },
    when: /Deployment +web .*runs on after SIGTERM/,
    columns: 180,
  },
  {
    name: "ci",
    title:
      "what pulumi up prints in GitHub Actions: a line per change of mind, the block, the summary and an annotation",
    command: "up",
    config: { scenario: "crash" },
    variables: { CI: "true", GITHUB_ACTIONS: "true" },
    columns: 170,
  },
  {
    name: "selector-before",
    title: "what pulumi up alone says of a selector that no Pod has: success",
    command: "up",
    config: { scenario: "selector", traced: "false" },
  },
  {
    name: "selector",
    title: "what pulumi up says of a selector that no Pod has with pulumi-kubespy",
    command: "up",
    config: { scenario: "selector" },
  },
  {
    name: "selector-preview",
    title: "a preview that the policy pack stops: the selector matches no Pod",
    command: "preview",
    args: pack,
    config: { scenario: "selector" },
  },
];

async function take(
  lab: Lab,
  { name, title, command, args = [], config, before, variables = {}, when, columns = 150 }: Picture,
): Promise<void> {
  const stack = new Stack(lab, { config: { namespace: "shop", ...before, ...config } });
  if (before !== undefined) await stack.up({ config: before });
  const flags = command === "preview" ? [] : ["--yes", "--skip-preview"];
  const { argv, environment } = await stack.command(command, [...flags, ...args]);
  const set = Object.entries(variables).map(([variable, value]) => `${variable}=${value}`);
  const changed = Object.entries(config).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const typed = [...(set.length === 0 ? [] : ["env", ...set]), ...argv, ...(before === undefined ? [] : changed)];
  const terminal = new Terminal(typed, {
    cwd: stack.project,
    environment,
    columns,
    rows: 45,
  });
  try {
    if (when !== undefined) await terminal.until((screen) => when.test(screen), 120_000);
    const screen =
      when === undefined
        ? (await terminal.ended(180_000), terminal.screen({ colours: true }))
        : terminal.screen({ colours: true });
    const shown = screen.replace(/\n\S*\[ended with \d+\].*$/s, "").trim();
    // What the picture shows, for those who want to copy from it or compare.
    writeFileSync(path.join(folder, `${name}.svg`), terminalPicture(shown, title));
    process.stdout.write(`${name}\n${shown}\n\n`);
    if (when !== undefined) await terminal.ended(180_000);
  } finally {
    terminal.close();
    await stack.dispose();
    // The next one is to have the same namespace.
    await stack.kubectl("wait", "--for=delete", "namespace/shop", "--timeout=60s").catch(() => undefined);
  }
}

async function main(names: readonly string[]): Promise<void> {
  const known = pictures.map(({ name }) => name);
  expectNames(names, known, "picture");
  const lab = await findLab();
  if (typeof lab === "string") throw new Refusal(lab, 1);
  mkdirSync(folder, { recursive: true });
  for (const picture of pictures) if (names.length === 0 || names.includes(picture.name)) await take(lab, picture);
}

void runScript(main);
