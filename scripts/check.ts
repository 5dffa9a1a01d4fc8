// What has to hold besides the tests: formatting, types, lint rules. Each says what it found, when it
// is done; two at a time, since none of them uses more than one processor.
import { spawn, spawnSync } from "node:child_process";

const build = [process.execPath, "scripts/build.ts"] as const;
const checks = [
  ["eslint", "--max-warnings", "0", "."],
  ["prettier", "--check", "--log-level", "warn", "."],
  ["tsc", "-p", "tsconfig.json"],
  ["tsc", "-p", "lab"],
] as const;

function fail(command: readonly string[]): void {
  process.stderr.write(`failed: ${command.join(" ")}\n`);
  process.exitCode = 1;
}

async function run([program, ...args]: readonly [string, ...string[]]): Promise<void> {
  const parts: Buffer[] = [];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => parts.push(part));
  const status = await new Promise<number | null>((done, failed) => child.once("close", done).once("error", failed));
  process.stderr.write(Buffer.concat(parts));
  if (status !== 0) fail([program, ...args]);
}

async function inTurn(next: () => (typeof checks)[number] | undefined): Promise<void> {
  for (let check = next(); check !== undefined; check = next()) await run(check);
}

// The examples import the package by its name, so its declarations have to be there.
if (spawnSync(build[0], [build[1]], { stdio: "inherit" }).status !== 0) fail(build);
const waiting = [...checks];
await Promise.all([1, 2].map(() => inTurn(() => waiting.shift())));
