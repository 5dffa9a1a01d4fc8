import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Home } from "./home.ts";
import { dynamicProvider, kubernetesPrograms, providerPlugin, wantedVersion, type PartName } from "./parts.ts";
import type { Step } from "./progress.ts";
import { runLogged } from "./run.ts";

/** A program that `go build` makes. */
interface Target {
  readonly package: string;
  readonly output: string;
  /** Variables that the linker sets. */
  readonly variables?: Readonly<Record<string, string>>;
}

const folderOf: Record<PartName, string> = {
  pulumi: "pulumi",
  kubernetes: "kubernetes",
  provider: "kubernetes-provider",
};
const moduleFolder = (part: PartName): string => join(import.meta.dirname, "go", folderOf[part]);

/**
 * Compiling without optimising and inlining takes little more than half the time, and what comes
 * out is fast enough for one node: see docs/lab.md for what was measured.
 */
const compilerFlags = "-gcflags=all=-N -l";
const linkerFlags = "-s -w";

function targets(home: Home, part: PartName): Target[] {
  const version = wantedVersion(part);
  switch (part) {
    case "pulumi":
      return [
        {
          package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
          output: join(home.bin, "pulumi"),
          variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${version}` },
        },
        { package: "./language-host", output: join(home.bin, "pulumi-language-nodejs") },
      ];
    case "kubernetes":
      return [{ package: ".", output: join(home.bin, "kube"), variables: kubernetesVersion(version) }];
    case "provider":
      return [{ package: ".", output: join(home.plugins, providerPlugin), variables: { "main.version": version } }];
  }
}

/** What `kubectl version` and the node's status show. */
function kubernetesVersion(version: string): Record<string, string> {
  const [major = "", minor = ""] = version.split(".");
  const variables: Record<string, string> = {};
  for (const where of ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"]) {
    variables[`${where}.gitVersion`] = `v${version}`;
    variables[`${where}.gitMajor`] = major;
    variables[`${where}.gitMinor`] = minor;
    variables[`${where}.gitTreeState`] = "clean";
  }
  return variables;
}

function buildArguments({ variables = {} }: Target): string[] {
  const set = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
  return [compilerFlags, `-ldflags=${[linkerFlags, ...set].join(" ")}`];
}

/** A hash of everything that goes into a build of this part: a cached one with another is stale. */
export function inputsOf(home: Home, part: PartName): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(moduleFolder(part), { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(moduleFolder(part), file);
    if (/\.(go|mod|sum)$/.test(file)) hash.update(`${file}\0`).update(readFileSync(path)).update("\0");
  }
  for (const target of targets(home, part)) hash.update([target.package, ...buildArguments(target)].join("\0"));
  return hash.digest("hex").slice(0, 16);
}

/** The environment of the go tool: everything it keeps lies in the lab's folder. */
export function goEnvironment(
  home: Home,
  memory: number = process.availableMemory(),
  cores: number = availableParallelism(),
): NodeJS.ProcessEnv {
  // One compiler runs per core, each with a heap of its own, beside whatever else the machine does:
  // only what is free now counts, and not all of it.
  const perCompiler = Math.min(3072, Math.floor(((memory / 2 ** 20) * 0.6) / cores));
  return {
    ...process.env,
    CGO_ENABLED: "0",
    GOCACHE: home.goBuild,
    // Without garbage collection up to a limit that all compilers together can have.
    GOGC: perCompiler >= 1024 ? "off" : "400",
    GOMEMLIMIT: `${perCompiler}MiB`,
    GOFLAGS: "-modcacherw -buildvcs=false",
    GOMODCACHE: home.goModules,
    GOWORK: "off",
  };
}

export const buildLog = (home: Home, part: PartName): string => join(home.log, `build-${part}.log`);

/** Downloads the modules of a part. Worth doing while another part is being compiled. */
export async function downloadModules(home: Home, part: PartName, report: (step: Step) => void): Promise<void> {
  await list(home, part, "", "modules", report);
}

/** Compiles a part. Modules that are still missing are downloaded first. */
export async function compile(home: Home, part: PartName, report: (step: Step) => void): Promise<void> {
  rmSync(buildLog(home, part), { force: true });
  // Only what the build cache lacks will be compiled; the rest must not be counted.
  const total = (await list(home, part, "{{if .Stale}}{{.ImportPath}}{{end}}", "packages", report)).length;
  let done = 0;
  const options = { cwd: moduleFolder(part), env: goEnvironment(home) };
  for (const target of targets(home, part)) {
    const draft = join(home.folder, "build", `${part}-${process.pid}`);
    mkdirSync(join(draft, ".."), { recursive: true });
    mkdirSync(join(target.output, ".."), { recursive: true });
    const seen = (line: string): void => {
      if (!/^[\w.-]+(\/\S+)*$/.test(line)) return;
      done = Math.min(done + 1, total);
      report(done < total ? { text: "compiling", done, total, unit: "packages" } : { text: "linking" });
    };
    report({ text: "compiling", done, total, unit: "packages" });
    await runLogged(
      "go",
      ["build", "-v", ...buildArguments(target), "-o", draft, target.package],
      buildLog(home, part),
      seen,
      options,
    );
    renameSync(draft, target.output);
  }
  finish(home, part);
}

async function list(
  home: Home,
  part: PartName,
  format: string,
  what: string,
  report: (step: Step) => void,
): Promise<string[]> {
  let downloaded = 0;
  const seen = (line: string): void => {
    if (line.startsWith("go: downloading ")) report({ text: "downloading Go modules:", done: ++downloaded });
  };
  report({ text: `looking up ${what}` });
  const found: string[] = [];
  for (const target of targets(home, part)) {
    const args = ["list", "-deps", ...buildArguments(target), "-f", format, target.package];
    const output = await runLogged("go", args, join(home.log, `modules-${part}.log`), seen, {
      cwd: moduleFolder(part),
      env: goEnvironment(home),
    });
    found.push(...output.split("\n").filter(Boolean));
  }
  return [...new Set(found)];
}

/** What a part needs besides compiled programs. */
function finish(home: Home, part: PartName): void {
  if (part === "kubernetes") {
    for (const name of kubernetesPrograms) {
      rmSync(join(home.bin, name), { force: true });
      symlinkSync("kube", join(home.bin, name));
    }
  }
  if (part === "pulumi") {
    const script = join(home.bin, dynamicProvider);
    writeFileSync(script, dynamicProviderScript);
    chmodSync(script, 0o755);
  }
}

/** The CLI's releases carry a script of the same name and purpose. */
const dynamicProviderScript = `#!/bin/sh
# Runs dynamic resources with the Pulumi SDK of the program in the current folder.
exec node "$(node -p 'require.resolve("@pulumi/pulumi/cmd/dynamic-provider")')" "$@"
`;

/** Is there what `go build` needs? The version as of the module's folder, where a toolchain may be chosen. */
export const goFolder = (): string =>
  existsSync(moduleFolder("pulumi")) ? moduleFolder("pulumi") : import.meta.dirname;
