#!/usr/bin/env node
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import * as path from "node:path";
import { exitCodes } from "./exit-code";
import { listFolder } from "./list-folder";
import { run } from "./run";
import type { Output, World } from "./world";

const packageFolder = path.resolve(__dirname, "../..");

function outputTo(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => {
      stream.write(text);
    },
    isTerminal: stream.isTTY,
    columns: () => stream.columns || 80,
    rows: () => stream.rows || 24,
  };
}

function versionOf(folder: string): string {
  const { version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    readonly version: string;
  };
  return version;
}

async function readStdin(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

/** The first Ctrl-C ends the command in order, a second one at once. */
function onInterrupt(handle: () => void): () => void {
  let count = 0;
  const handler = (): void => {
    count += 1;
    if (count > 1) process.exit(exitCodes.interrupted);
    handle();
  };
  process.on("SIGINT", handler);
  process.on("SIGTERM", handler);
  return () => {
    process.off("SIGINT", handler);
    process.off("SIGTERM", handler);
  };
}

const world: World = {
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  env: process.env,
  now: () => Date.now(),
  after: (ms, handle) => {
    // Node's timers hold no more than 2^31 ms; nobody waits for 24 days.
    const timer = setTimeout(handle, Math.min(ms, 2 ** 31 - 1));
    return () => {
      clearTimeout(timer);
    };
  },
  offsetMinutes: (at) => -at.getTimezoneOffset(),
  onInterrupt,
  readStdin,
  readFile: (file) => readFileSync(file, "utf8"),
  listFolder,
  createFile: (file) => {
    const descriptor = openSync(file, "w");
    return {
      write: (text) => {
        writeSync(descriptor, text);
      },
      close: () => {
        closeSync(descriptor);
      },
    };
  },
  openCluster: async (choice) => {
    const { openCluster } = await import("../watch/index.js");
    return openCluster(choice);
  },
  packageFolder,
  version: versionOf(packageFolder),
};

// Whoever read the output has gone (`| head`): there is nobody left to tell.
process.stdout.on("error", () => process.exit(exitCodes.ready));

// The connections to the cluster don't keep a program alive: a command does, until it has its exit code.
const alive = setInterval(() => undefined, 2 ** 30);
void run(process.argv.slice(2), world).then((code) => {
  clearInterval(alive);
  process.exitCode = code;
});
