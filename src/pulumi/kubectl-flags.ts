import { kubectl, type Action, type Diagnosis } from "../diagnosis";
import type { ProviderSettings } from "./cluster-choice";

/** What every command starts with that is to reach the cluster of a provider: `kubectl --context staging`. */
export type Kubectl = string;

/**
 * The beginning of commands for the cluster that a provider's settings lead to: whoever pastes one may
 * have another context. The contents of a kubeconfig, and a path that is secret, cannot be said.
 */
export function kubectlFor({ kubeconfig, context, cluster, isSecret }: ProviderSettings): Kubectl {
  const isPath = kubeconfig !== undefined && isSecret !== true && !/[\n{]|apiVersion/.test(kubeconfig);
  return kubectl(
    undefined,
    ...(isPath ? ["--kubeconfig", kubeconfig] : []),
    ...(context === undefined ? [] : ["--context", context]),
    ...(cluster === undefined ? [] : ["--cluster", cluster]),
  ).replace(/ '~\/([\w./-]+)'/, " ~/$1");
}

/** The diagnosis with commands that reach the cluster it is about. */
export function withKubectl(diagnosis: Diagnosis, start: Kubectl): Diagnosis {
  if (start === "kubectl") return diagnosis;
  const all = (diagnoses: readonly Diagnosis[]): readonly Diagnosis[] =>
    diagnoses.map((one) => withKubectl(one, start));
  return {
    ...diagnosis,
    because: all(diagnosis.because),
    actions: diagnosis.actions.map((action): Action =>
      action.command === undefined
        ? action
        : { ...action, command: action.command.replace(/^kubectl(?= )/, () => start) },
    ),
    ...(diagnosis.hints === undefined ? {} : { hints: all(diagnosis.hints) }),
  };
}
