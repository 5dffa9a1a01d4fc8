import { credentials } from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import { RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type * as typescript from "typescript";

const root = resolve(__dirname, "../..");
const cache = join(root, "node_modules/.cache/pulumi-kubespy-programs");
const hour = 3_600_000;

/**
 * Compiles `src` and the small programs of `test/programs` to JavaScript, as a published package
 * would be, and returns the folder. The folder's name is a hash of all sources: it is never stale,
 * and test files that run at once share it.
 */
export function compilePrograms(): string {
  const sources = ["src", ...programFolders()].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(folder, file))
      .sort(),
  );
  const texts = sources.map((file) => readFileSync(join(root, file), "utf8"));
  const hash = createHash("sha256").update(readFileSync(require.resolve("typescript/package.json")));
  sources.forEach((file, at) => hash.update(`\0${file}\0${texts[at] ?? ""}`));
  const target = join(cache, hash.digest("hex").slice(0, 16));
  if (existsSync(target)) return target;
  // It takes a while to load, and is needed after a change only.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would come too early, or too late
  const ts = require("typescript") as typeof typescript;
  const draft = `${target}.${String(process.pid)}.${String(Date.now())}`;
  sources.forEach((file, at) => {
    const { outputText } = ts.transpileModule(texts[at] ?? "", {
      fileName: join(root, file),
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, inlineSourceMap: true },
    });
    const compiled = join(draft, file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(compiled), { recursive: true });
    writeFileSync(compiled, outputText);
  });
  writeFileSync(join(draft, "package.json"), JSON.stringify({ name: "programs", type: "commonjs" }));
  try {
    renameSync(draft, target);
  } catch {
    rmSync(draft, { recursive: true, force: true }); // Another test file was faster.
  }
  removeOld(target);
  return target;
}

/** Programs for the real engine lie there as well; they take the package by its name. */
function programFolders(): readonly string[] {
  return readdirSync(join(root, "test/programs"))
    .filter((name) => name.startsWith("unit-"))
    .map((name) => join("test/programs", name));
}

function removeOld(current: string): void {
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    try {
      if (folder !== current && name !== "compiled" && Date.now() - statSync(folder).mtimeMs > hour)
        rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another test file removed it.
    }
  }
}

export interface ProgramStart {
  readonly program: string;
  readonly address: string;
  readonly dryRun: boolean;
  readonly project: string;
  readonly stack: string;
  /** Configuration, "namespace:key" → value. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfig: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts a program as the Node language host does: `@pulumi/pulumi/cmd/run` with the engine's address. */
export function spawnProgram(start: ProgramStart): ChildProcess {
  const directory = directoryOf(start);
  return spawnNode(start, [
    require.resolve("@pulumi/pulumi/cmd/run"),
    "--monitor",
    start.address,
    "--engine",
    start.address,
    "--project",
    start.project,
    "--stack",
    start.stack,
    "--organization",
    "organization",
    "--root-directory",
    directory,
    "--pwd",
    directory,
    "--parallel",
    "16",
    ...(start.dryRun ? ["--dry-run"] : []),
    directory,
  ]);
}

/** Starts a host of inline programs, has it run its program once it listens, and resolves when that is over. */
export function spawnHost(start: ProgramStart): {
  readonly child: ChildProcess;
  readonly ran: Promise<string | undefined>;
} {
  const child = spawnNode(start, [directoryOf(start)]);
  const ran = new Promise<string | undefined>((resolve) => {
    child.stdout?.on("data", (text: Buffer) => {
      const target = /listening on (\S+)/.exec(text.toString())?.[1];
      if (target === undefined) return;
      const request = new RunRequest();
      request
        .setProject(start.project)
        .setStack(start.stack)
        .setMonitorAddress(start.address)
        .setArgsList([start.address]);
      request.setDryrun(start.dryRun).setParallel(16).setConfigsecretkeysList(Object.keys(start.secretConfig));
      for (const [key, value] of Object.entries({ ...start.config, ...start.secretConfig }))
        request.getConfigMap().set(key, value);
      const client = new LanguageRuntimeClient(target, credentials.createInsecure());
      client.run(request, (error, response) => {
        client.close();
        resolve(error?.message ?? (response.getError() || undefined));
      });
    });
  });
  return { child, ran };
}

const directoryOf = ({ program }: ProgramStart): string => join(compilePrograms(), "test/programs", program);

function spawnNode(start: ProgramStart, args: readonly string[]): ChildProcess {
  return spawn(join(root, "node_modules/node/bin/node"), args, {
    cwd: directoryOf(start),
    env: environmentOf(start),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Nothing of the machine's own cluster or CI reaches the program. */
function environmentOf({ config, secretConfig, env }: ProgramStart): NodeJS.ProcessEnv {
  return {
    PATH: process.env["PATH"],
    HOME: "/nonexistent",
    NODE_COMPILE_CACHE: join(cache, "compiled"),
    PULUMI_CONFIG: JSON.stringify({ ...config, ...secretConfig }),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(Object.keys(secretConfig)),
    ...env,
  };
}
