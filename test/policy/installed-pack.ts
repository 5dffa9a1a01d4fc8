import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const repository = path.resolve(__dirname, "../..");
const modules = path.join(repository, "node_modules");

/** The policy pack as an installed package has it: compiled, in a node_modules folder beside the SDKs. */
export class InstalledPack {
  private readonly folder = mkdtempSync(path.join(tmpdir(), "kubespy-pack-"));
  /** What `--policy-pack` gets. */
  readonly pack = path.join(this.folder, "node_modules/pulumi-kubespy/policy-pack");

  constructor() {
    const installed = path.dirname(this.pack);
    mkdirSync(installed, { recursive: true });
    symlinkSync(path.join(modules, "@pulumi"), path.join(this.folder, "node_modules/@pulumi"));
    const settings = path.join(this.folder, "tsconfig.json");
    writeFileSync(
      settings,
      JSON.stringify({
        extends: path.join(repository, "tsconfig.build.json"),
        compilerOptions: {
          rootDir: path.join(repository, "src"),
          outDir: path.join(installed, "dist"),
          typeRoots: [path.join(modules, "@types")],
        },
        files: [path.join(repository, "src/policy/index.ts")],
        include: [],
      }),
    );
    execFileSync(process.execPath, [path.join(modules, "typescript/bin/tsc"), "-p", settings], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    cpSync(path.join(repository, "policy-pack"), this.pack, {
      recursive: true,
      filter: (file) => path.basename(file) !== "node_modules",
    });
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
