import type { ClusterChoice } from "../watch";
import type { Invocation, OptionSpec } from "./command";

/** Which cluster and namespace: the same words as kubectl's. */
export const clusterOptions: readonly OptionSpec[] = [
  {
    name: "namespace",
    short: "n",
    value: "NAMESPACE",
    summary: "the namespace; without it, the context's, or default",
  },
  { name: "context", value: "CONTEXT", summary: "the context of the kubeconfig; without it, the current one" },
  {
    name: "kubeconfig",
    value: "FILE",
    summary: "the kubeconfig; without it $KUBECONFIG, ~/.kube/config, or the cluster this runs in",
  },
];

export function clusterChoice({ values }: Invocation): ClusterChoice {
  const picked = ["kubeconfig", "context", "namespace"].flatMap((name) => {
    const value = values.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(picked);
}

export const outputOption: OptionSpec = {
  name: "output",
  short: "o",
  value: "FORMAT",
  choices: ["text", "json"],
  summary: "text (the default), or json: one diagnosis/v1 document per line",
};
