// Runs a program on the lab's cluster with the oldest SDK that is traced and with an older one, as npm installs them
// beside the packed package. Run: npm run build && npx ts-node --transpileOnly test/e2e/compat.ts
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findLab, type Lab } from "../support/lab";
import { blocks, kept, ours } from "../support/told";
import { Stack, type Run } from "../support/up";

const repository = path.resolve(__dirname, "../..");

/** What has to be seen of a run: nothing, or a sentence that says what is not as it should be. */
type Judge = (run: Run) => string | undefined;

const isTraced: Judge = (run) => {
  const live = ours(run).filter(({ ephemeral }) => ephemeral);
  if (!live.some(({ text }) => text.startsWith("ready: 1 of 1 Pod"))) return "no live line of the healthy application";
  if (blocks(run).length !== 1) return `${String(blocks(run).length)} blocks`;
  const summary = kept(run).filter(({ row }) => row === "Stack");
  return summary.length === 1 ? undefined : `${String(summary.length)} summaries`;
};

const isWarned: Judge = (run) =>
  ours(run).length === 1 && /^kubespy shows nothing live: .* or newer/.test(ours(run)[0]?.text ?? "")
    ? undefined
    : "more or something else than one line";

const versions: readonly (readonly [version: string, judge: Judge])[] = [
  ["3.245.0", isTraced],
  ["3.230.0", isWarned],
];

const installed = (name: string): string => {
  const text = readFileSync(path.join(repository, "node_modules", name, "package.json"), "utf8");
  return `${name}@${(JSON.parse(text) as { readonly version: string }).version}`;
};

function npm(cwd: string, ...args: string[]): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

async function run(lab: Lab, version: string, tarball: string, traced: boolean): Promise<Run> {
  const stack = new Stack(lab, {
    program: "test/programs/modes",
    config: { scenario: "compat", broken: "true", traced: String(traced) },
  });
  const modules = path.join(stack.folder, "modules");
  try {
    mkdirSync(modules);
    writeFileSync(path.join(modules, "package.json"), "{}");
    const others = ["@pulumi/kubernetes", "typescript", "ts-node"].map(installed);
    // The older one does not satisfy the package's own range, and is to be seen all the same.
    npm(
      modules,
      "install",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      "--legacy-peer-deps",
      "--loglevel=error",
      `@pulumi/pulumi@${version}`,
      ...others,
      tarball,
    );
    unlinkSync(path.join(stack.project, "node_modules"));
    symlinkSync(path.join(modules, "node_modules"), path.join(stack.project, "node_modules"));
    return await stack.up();
  } finally {
    await stack.dispose();
  }
}

async function main(): Promise<void> {
  const lab = await findLab();
  if (typeof lab === "string") throw new Error(lab);
  const folder = mkdtempSync(path.join(tmpdir(), "kubespy-compat-"));
  try {
    const packed = npm(repository, "pack", "--json", "--ignore-scripts", "--pack-destination", folder);
    const [{ filename } = { filename: "" }] = JSON.parse(packed) as readonly { readonly filename: string }[];
    for (const [version, judge] of versions) {
      const tarball = path.join(folder, filename);
      const [traced, untraced] = await Promise.all([true, false].map((on) => run(lab, version, tarball, on)));
      if (traced === undefined || untraced === undefined) return;
      process.stdout.write(
        `@pulumi/pulumi ${version}: exit code ${String(traced.exitCode)}, ${String(untraced.exitCode)} without tracing\n`,
      );
      for (const message of kept(traced))
        process.stdout.write(`  ${message.row}: ${message.text.split("\n")[0] ?? ""}\n`);
      const fault = traced.exitCode === untraced.exitCode ? judge(traced) : "the exit codes differ";
      if (fault === undefined) continue;
      process.exitCode = 1;
      process.stdout.write(`  not as it should be: ${fault}\n${traced.output}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
