import type { Event, TerminatedState } from "../objects";
import { containerEvidence } from "./container-evidence";
import { concerns, eventEvidence } from "./events";
import { describe, kubectl } from "./kubectl";
import { tellingLine } from "./log-line";
import { titleOf, type ContainerView, type PodView, type Trouble } from "./pod-view";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { phrase, quoted } from "./wording";

/** Times of the API are whole seconds: neighbours may seem out of order by one. */
const toleranceMs = 2000;

/**
 * Was this instance killed since its hook after the start had failed? Only its own code tells a kill
 * from an end by itself, which makes a hook fail too. Source: kuberuntime_container.go of
 * pkg/kubelet: startContainer emits FailedPostStartHook, without the hook's words, and kills it.
 */
export function endedByHook(view: PodView, container: ContainerView, end: TerminatedState): boolean {
  if (end.reason === "OOMKilled" || !isKilled(end)) return false;
  const from = timeOf(end.startedAt);
  const failure = lastFailure(view, container);
  const time = timeOf(failure?.lastTime);
  if (failure === undefined || time === undefined) return false;
  // The kubelet drops events that repeat too often: an earlier one counts where there is a hook.
  return container.spec.postStart !== undefined || from === undefined || time >= from - toleranceMs;
}

/** By the kubelet, as far as its code tells: SIGTERM, SIGKILL, or a program that ends well when asked to. */
export const isKilled = ({ exitCode }: TerminatedState): boolean =>
  exitCode === 0 || exitCode === 137 || exitCode === 143;

function lastFailure({ events }: PodView, { spec }: ContainerView): Event | undefined {
  return events.findLast((event) => event.reason === "FailedPostStartHook" && concerns(event, spec.name));
}

/**
 * The hook after the start fails: its container is killed, and started again. `words` are the
 * kubelet's of the waiting state; afterwards only the spec tells what the hook is.
 */
export function hookTrouble(view: PodView, container: ContainerView, words = ""): Trouble {
  const { pod } = view;
  const { namespace, name } = pod.metadata;
  const failure = lastFailure(view, container);
  const what = answerIn(words) ?? actionOf(container);
  const cause = verdict(
    pod,
    "PostStartHookFailed",
    `${titleOf(container)}: postStart hook failed${what === undefined ? "" : `: ${what}`}`,
    {
      since: timeOf(failure?.firstTime),
      evidence: [containerEvidence(view, container), ...(failure === undefined ? [] : [eventEvidence(pod, failure)])],
      actions: [
        {
          text: "see the hook",
          command: kubectl(
            namespace,
            "get",
            "pod",
            name,
            "-o",
            `jsonpath={.spec.${container.role === "container" ? "containers" : "initContainers"}[?(@.name=="${container.spec.name}")].lifecycle.postStart}`,
          ),
        },
        describe({ kind: "Pod", ...(namespace === undefined ? {} : { namespace }), name }),
      ],
    },
  );
  return { symptom: "start", cause };
}

/** `exit 7: "no cache"` of "… failed - error: command 'sh -c …' exited with 7: , message: \"no cache\\n\"". */
function answerIn(words: string): string | undefined {
  const error = / failed - error: (.{0,2000})/s.exec(words)?.[1];
  if (error === undefined) return undefined;
  const said = /, message: "((?:[^"\\]|\\.){0,1000})"$/.exec(error)?.[1] ?? "";
  const line = tellingLine(said.replaceAll("\\n", "\n").replaceAll('\\"', "'").split("\n"));
  const code = /exited with (\d{1,3})\b/.exec(error)?.[1];
  const clauses = error.replace(/, message: "[^]*$/, "").split(": ");
  const how = code === undefined ? phrase(clauses.slice(-2).join(": "), 70) : `exit ${code}`;
  return line === undefined ? how : `${how}: ${quoted(line)}`;
}

/** "exec sh -c …", "GET /warm". */
function actionOf({ spec }: ContainerView): string | undefined {
  const { exec, httpGet } = spec.postStart ?? {};
  if (exec !== undefined) return `exec ${phrase(exec.command.join(" "), 60)}`;
  return httpGet === undefined ? undefined : `GET ${phrase(httpGet.path, 60)}`;
}
