import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { labHome } from "./home.ts";
import { endChildren } from "./run.ts";

const home = labHome();

/** What the demo is doing, for the moment at which it is stopped. */
export const state: {
  /** A signal came: nothing new is begun. */
  stopped: NodeJS.Signals | undefined;
  /** This process is changing the lab. */
  inLab: boolean;
  /** The CLI has the terminal; sends it a signal. */
  step: ((signal: NodeJS.Signals) => void) | undefined;
  /** This demo has started the cluster, so on Ctrl-C it ends it. */
  startedCluster: boolean;
} = { stopped: undefined, inLab: false, step: undefined, startedCluster: false };

/** The signal that stopped the demo, if one did. */
export const stoppedBy = (): NodeJS.Signals | undefined => state.stopped;

/** Ends by itself what runs at the moment when a signal comes; a step is waited for, and then cleaned up after. */
export function listenForSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      onSignal(signal);
    });
  }
}

function onSignal(signal: NodeJS.Signals): void {
  if (state.stopped !== undefined) return;
  state.stopped = signal;
  // Ctrl-C goes to the CLI as well, everything else to this process only.
  if (signal !== "SIGINT") state.step?.("SIGINT");
  if (state.step !== undefined && !state.inLab) return;
  endChildren();
  endCluster();
  process.stdout.write("stopped\n");
  process.exit(exitCode(signal));
}

export const exitCode = (signal: NodeJS.Signals): number => ({ SIGINT: 130, SIGHUP: 129 })[signal as string] ?? 143;

/**
 * Ends the cluster if this demo has started it. Synchronously: what this process is doing to the lab
 * must not go on meanwhile.
 */
export function endCluster(): void {
  if (!state.startedCluster) return;
  if (state.inLab && ownsLock()) rmSync(home.lock, { force: true });
  spawnSync(process.execPath, [join(import.meta.dirname, "main.ts"), "down"], { stdio: "inherit" });
}

function ownsLock(): boolean {
  try {
    return (JSON.parse(readFileSync(home.lock, "utf8")) as { readonly pid?: number }).pid === process.pid;
  } catch {
    return false;
  }
}
