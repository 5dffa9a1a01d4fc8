// What has to hold besides the tests: formatting, types, lint rules. Each says what it found.
import { spawnSync } from "node:child_process";

const checks = [
  // The examples import the package by its name, so its declarations have to be there.
  [process.execPath, "scripts/build.ts"],
  ["prettier", "--check", "--log-level", "warn", "."],
  ["tsc", "-p", "tsconfig.json"],
  ["tsc", "-p", "lab"],
  ["eslint", "--max-warnings", "0", "."],
] as const;

for (const [command, ...args] of checks) {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) {
    process.stderr.write(`failed: ${command} ${args.join(" ")}\n`);
    process.exitCode = 1;
  }
}
