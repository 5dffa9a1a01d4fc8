import { join } from "node:path";
import type { Home } from "./home.ts";
import { findProgram } from "./machine.ts";
import { attempt, CommandFailed, run } from "./run.ts";

/** The cluster that KUBECONFIG and its current context name. */
export interface CurrentCluster {
  readonly reachable: boolean;
  readonly context?: string;
  readonly version?: string;
  /** One sentence: why it cannot be used. */
  readonly problem?: string;
}

const patience = 10_000;

export async function currentCluster(home: Home): Promise<CurrentCluster> {
  const kubectl = findProgram("kubectl") ?? join(home.bin, "kubectl");
  const ask = (...args: string[]): Promise<string> => run(kubectl, args, { timeout: patience });
  const context = (await attempt(kubectl, ["config", "current-context"], { timeout: patience }))?.trim();
  if (context === undefined) {
    return findProgram("kubectl") === undefined
      ? {
          reachable: false,
          problem:
            "there is no kubectl on PATH to see with whether the current cluster answers: install it (https://kubernetes.io/docs/tasks/tools)",
        }
      : {
          reachable: false,
          problem: "kubectl has no current context: set KUBECONFIG, or choose one with kubectl config use-context",
        };
  }
  try {
    const version = JSON.parse(await ask("get", "--raw", "/version", "--request-timeout=5s")) as {
      gitVersion?: string;
    };
    return { reachable: true, context, ...(version.gitVersion !== undefined && { version: version.gitVersion }) };
  } catch (error) {
    const reason = error instanceof CommandFailed ? (error.output.trim().split("\n").at(-1) ?? "") : String(error);
    return { reachable: false, context, problem: `the cluster of context ${context} does not answer: ${reason}` };
  }
}
