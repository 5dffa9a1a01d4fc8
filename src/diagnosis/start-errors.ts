import { containerEvidence } from "./container-evidence";
import { shorten } from "./events";
import { describe, kubectl } from "./kubectl";
import { missingConfig } from "./missing-config";
import { foreignText } from "./node";
import { hookTrouble, isKilled } from "./post-start";
import { titleOf, type ContainerView, type PodView, type Symptom, type Trouble } from "./pod-view";
import type { Reason } from "./reasons";
import { verdict } from "./verdict";
import { phrase, quoted } from "./wording";

const startStates: ReadonlySet<string> = new Set([
  "CreateContainerError",
  "RunContainerError",
  "StartError",
  "ContainerCannotRun",
  "PreCreateHookError",
  "PreStartHookError",
]);

/** The kubelet cannot put the container's configuration together, or the runtime cannot create or start it. */
export function startTrouble(view: PodView, container: ContainerView): Trouble | undefined {
  const waiting = container.status?.state.waiting;
  if (waiting?.reason === undefined) return undefined;
  const words = shorten(waiting.message ?? "");
  if (waiting.reason === "CreateContainerConfigError") return configTrouble(view, container, words);
  if (waiting.reason === "PostStartHookError") {
    const last = container.status?.lastState.terminated;
    return last === undefined || isKilled(last) ? hookTrouble(view, container, words) : undefined;
  }
  const known = startStates.has(waiting.reason);
  const looksWrong = /(Error|BackOff)$|^Err/.test(waiting.reason) && waiting.reason !== "CrashLoopBackOff";
  if (!known && !looksWrong) return undefined;
  const ended = container.status?.lastState.terminated?.message ?? "";
  return runtimeTrouble(view, container, words === "" ? shorten(ended) : words);
}

function configTrouble(view: PodView, container: ContainerView, words: string): Trouble | undefined {
  const { pod } = view;
  const evidence = [containerEvidence(view, container)];
  // The kubelet's cache had not caught up; it looks again at once.
  if (/failed to sync (secret|configmap) cache/.test(words)) return undefined;
  const missing = missingConfig(words, pod);
  if (missing !== undefined) {
    const { reason, message, actions } = missing;
    return { symptom: "config", cause: verdict(pod, reason, message, { evidence, actions }) };
  }
  if (/runAsNonRoot|non-root/.test(words)) {
    const user = /non-numeric user \(([^)]{1,64})\)/.exec(words)?.[1];
    const message =
      user === undefined
        ? `${titleOf(container)} must not run as root, and its image does`
        : `${titleOf(container)} must not run as root, and its image's user ${user} is no number`;
    const actions = [{ text: "set securityContext.runAsUser to a number above 0, or a numeric USER in the image" }];
    return { symptom: "start", cause: verdict(pod, "RunAsNonRoot", message, { evidence, actions }) };
  }
  const cause = verdict(
    pod,
    "CreateContainerConfigError",
    `${titleOf(container)}: ${phrase(words === "" ? "no message" : words)}`,
    { evidence, actions: [describe({ kind: "Pod", ...pod.metadata, namespace: pod.metadata.namespace ?? "" })] },
  );
  return { symptom: "config", cause };
}

/** The runtime's refusal to start a command, in plain words. Also for an instance that ended with StartError. */
export function runtimeTrouble(view: PodView, container: ContainerView, words: string): Trouble {
  const { pod } = view;
  const { namespace, name } = pod.metadata;
  const title = titleOf(container);
  const evidence = [containerEvidence(view, container)];
  const inspect = {
    text: "see command and args of the container",
    command: kubectl(
      namespace,
      "get",
      "pod",
      name,
      "-o",
      `jsonpath={.spec.containers[?(@.name=="${container.spec.name}")].command}`,
    ),
  };
  const told = (reason: Reason, message: string, symptom: Symptom = "start"): Trouble => ({
    symptom,
    cause: verdict(pod, reason, message, {
      evidence,
      actions:
        reason === "CreateContainerError"
          ? [describe({ kind: "Pod", ...(namespace === undefined ? {} : { namespace }), name })]
          : [inspect],
    }),
  });
  const command = /exec: \\?"([^"\\]{1,200})\\?"/.exec(words)?.[1] ?? container.spec.command[0];
  const what = command === undefined || command === "" ? "its command" : command;
  if (/exec format error/i.test(words)) return told("ExecFormatError", `${title}: ${what} is ${foreignText(view)}`);
  if (/executable file not found|no such file or directory/i.test(words))
    return told("CommandNotFound", `${title}: ${what} is not in the image`);
  if (/permission denied/i.test(words)) return told("CommandNotExecutable", `${title}: no permission to run ${what}`);
  if (/is a directory/i.test(words)) return told("CommandNotExecutable", `${title}: ${what} is a folder`);
  return told("CreateContainerError", `${title}: the runtime refuses: ${quoted(lastClause(words), 70)}`);
}

/** Errors are wrapped from the outside in: the end says what happened. */
function lastClause(words: string): string {
  const clauses = words
    .trim()
    .replace(/: unknown$/, "")
    .split(": ");
  return clauses.length <= 2 ? words : clauses.slice(-2).join(": ");
}
