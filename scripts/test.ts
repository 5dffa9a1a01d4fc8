// All tests: compiles, then runs vitest. Arguments go to vitest. The tests that need the cluster
// use the lab if it is built, and count as skipped if it is not.
import { spawnSync } from "node:child_process";

const run = (command: string, args: readonly string[]): number =>
  spawnSync(command, args, { stdio: "inherit" }).status ?? 1;

process.exitCode = run(process.execPath, ["scripts/build.ts"]) || run("vitest", ["run", ...process.argv.slice(2)]);
