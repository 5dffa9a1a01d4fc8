// Runs a script of this repository with what it needs: the dependencies of package-lock.json and a
// Node.js that is new enough. Plain JavaScript for any Node.js from 16 on, since it is what runs
// before either is there. Usage: node scripts/run.mjs SCRIPT [ARGUMENT…]
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const needed = [22, 19];
const lockFile = path.join(root, "package-lock.json");
const installedMark = path.join(root, "node_modules", ".kubespy-installed");

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}

function install() {
  const lock = readFileSync(lockFile, "utf8");
  if (existsSync(installedMark) && readFileSync(installedMark, "utf8") === lock) return;
  process.stderr.write("installing the dependencies of package-lock.json (once, about half a minute) …\n");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const result = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    encoding: "utf8",
    // A script started by npm must not hand its own settings on to this npm.
    env: Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^npm_(config|package|lifecycle)_/.test(name)),
    ),
    shell: process.platform === "win32",
  });
  if (result.status !== 0) {
    fail(
      `npm ci failed${result.error ? `: ${result.error.message}` : ""}\n${result.stdout ?? ""}${result.stderr ?? ""}`,
    );
  }
  writeFileSync(installedMark, lock);
}

/** The Node.js that the dependencies bring, else the one that runs this. */
function findNode() {
  const own = path.join(root, "node_modules", ".bin", process.platform === "win32" ? "node.exe" : "node");
  const found = [own, process.execPath].find((candidate) => {
    const asked = spawnSync(candidate, ["--version"], { encoding: "utf8" });
    return asked.status === 0 && isNewEnough(asked.stdout.trim());
  });
  if (found === undefined) {
    fail(
      `this needs Node.js ${needed.join(".")} or newer, and ${process.execPath} is ${process.version}; ` +
        "the one from the npm package node@24 could not be used either: install scripts are off, or it has no build for this machine. Install Node.js 24 and try again",
    );
  }
  return found;
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) fail("usage: node scripts/run.mjs SCRIPT [ARGUMENT…]");
install();
const node = findNode();
const child = spawn(node, ["--disable-warning=ExperimentalWarning", path.resolve(root, script), ...args], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    PATH: [path.dirname(node), path.join(root, "node_modules", ".bin"), process.env.PATH].join(path.delimiter),
  },
});
// The terminal sends Ctrl-C to the whole group: the script ends by itself, and this waits for it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => signal === "SIGINT" || child.kill(signal));
child.on("exit", (code, signal) => {
  if (signal) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
});
