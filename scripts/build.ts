// Compiles src/ to dist/: what is published, and what the examples and the policy pack use. What is
// there stays usable until the new one is complete, and when it cannot be compiled.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, renameSync, rmSync } from "node:fs";

const made = mkdtempSync("dist.");
const { status } = spawnSync("tsc", ["-p", "tsconfig.build.json", "--outDir", made], { stdio: "inherit" });
if (status === 0) {
  chmodSync(`${made}/cli/main.js`, 0o755);
  chmodSync(made, 0o755);
  rmSync("dist", { recursive: true, force: true });
  renameSync(made, "dist");
} else {
  rmSync(made, { recursive: true, force: true });
}
process.exitCode = status ?? 1;
