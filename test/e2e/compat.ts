// Runs a program on the lab's cluster with other versions of the Pulumi CLI and SDK, each with and without tracing.
// Run: npm run compat -- [FOLDER…]
// Without folders: the lab's CLI, with the newest SDK, the oldest that is traced and an older one. With folders: the CLI in each
// (`pulumi` and `pulumi-language-nodejs` beside it, as the archives of https://get.pulumi.com/releases/sdk unpack),
// with the SDK that this repository uses and with the SDK of the CLI's own version. SDKs come from the npm registry, and
// lie beside the packed package as a user has it.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isOldSdk as isOld, oldest } from "../../src/pulumi/versions";
import { findLab, type Lab } from "../support/lab";
import { Refusal, runScript } from "../support/script";
import { blocks, kept, ours } from "../support/told";
import { Stack, type Run } from "../support/up";

const repository = path.resolve(__dirname, "../..");

/** A CLI, and the SDKs to run with it. */
interface Cli {
  readonly version: string;
  /** The lab, with this CLI. */
  readonly lab: Lab;
  readonly sdks: readonly string[];
}

/** What is not as it should be; undefined if everything is. */
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

const older = "3.230.0";

function installed(name: string): string {
  const text = readFileSync(path.join(repository, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

function npm(cwd: string, ...args: string[]): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

const newest = (): string => npm(repository, "view", "@pulumi/pulumi", "version").trim();

/** A folder with node_modules as a user of this SDK has them. */
function install(parent: string, sdk: string, tarball: string): string {
  const folder = path.join(parent, sdk);
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  writeFileSync(path.join(folder, "package.json"), "{}");
  const others = ["@pulumi/kubernetes", "typescript", "ts-node"].map((name) => `${name}@${installed(name)}`);
  // The older one does not satisfy the package's own range, and is to be seen all the same.
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--legacy-peer-deps", "--loglevel=error"];
  npm(folder, "install", ...flags, `@pulumi/pulumi@${sdk}`, ...others, tarball);
  return folder;
}

const versionOf = ({ environment }: Lab): string =>
  execFileSync("pulumi", ["version"], { env: environment, encoding: "utf8" }).trim().replace(/^v/, "");

function cliIn(folder: string, lab: Lab): Cli {
  for (const name of ["pulumi", "pulumi-language-nodejs"])
    if (!existsSync(path.join(folder, name)))
      throw new Refusal(
        `there is no ${name} in ${folder}: each argument is a folder with a Pulumi CLI and its language host`,
        2,
      );
  const PATH = [path.resolve(folder), lab.environment["PATH"]].join(path.delimiter);
  const other = { ...lab, environment: { ...lab.environment, PATH } };
  const version = versionOf(other);
  return { version, lab: other, sdks: [...new Set([installed("@pulumi/pulumi"), version])] };
}

async function run(lab: Lab, modules: string, traced: boolean): Promise<Run> {
  const stack = new Stack(lab, {
    program: "test/programs/modes",
    config: { scenario: "compat", broken: "true", traced: String(traced) },
  });
  try {
    unlinkSync(path.join(stack.project, "node_modules"));
    symlinkSync(path.join(modules, "node_modules"), path.join(stack.project, "node_modules"));
    return await stack.up();
  } finally {
    await stack.dispose();
  }
}

async function compare({ version, lab }: Cli, sdk: string, modules: string): Promise<void> {
  const [traced, untraced] = await Promise.all([run(lab, modules, true), run(lab, modules, false)]);
  process.stdout.write(
    `CLI ${version}, @pulumi/pulumi ${sdk}: exit code ${String(traced.exitCode)}, ${String(untraced.exitCode)} without tracing\n`,
  );
  for (const message of kept(traced)) process.stdout.write(`  ${message.row}: ${message.text.split("\n")[0] ?? ""}\n`);
  const judge = [version, sdk].some(isOld) ? isWarned : isTraced;
  const fault = traced.exitCode === untraced.exitCode ? judge(traced) : "the exit codes differ";
  if (fault === undefined) return;
  process.exitCode = 1;
  process.stdout.write(`  not as it should be: ${fault}\n${traced.output}\n`);
}

async function main(folders: readonly string[]): Promise<void> {
  const lab = await findLab();
  if (typeof lab === "string") throw new Refusal(lab, 1);
  const clis =
    folders.length === 0
      ? [{ version: versionOf(lab), lab, sdks: [newest(), oldest, older] }]
      : folders.map((folder) => cliIn(folder, lab));
  const work = mkdtempSync(path.join(tmpdir(), "kubespy-compat-"));
  try {
    const packed = npm(repository, "pack", "--json", "--ignore-scripts", "--pack-destination", work);
    const [{ filename } = { filename: "" }] = JSON.parse(packed) as readonly { readonly filename: string }[];
    const tarball = path.join(work, filename);
    for (const cli of clis) for (const sdk of cli.sdks) await compare(cli, sdk, install(work, sdk, tarball));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

void runScript(main);
