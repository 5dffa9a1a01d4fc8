import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../src/diagnosis";
import { kubectlFor, withKubectl } from "../../src/pulumi/kubectl-flags";
import type { ProviderSettings } from "../../src/pulumi/cluster-choice";

const contents = "apiVersion: v1\nkind: Config\nclusters: []\n";

describe("commands reach the cluster of the provider", () => {
  test.each<readonly [string, ProviderSettings, string]>([
    ["nothing is set", {}, "kubectl"],
    ["a context", { context: "staging" }, "kubectl --context staging"],
    ["a context that a shell would take apart", { context: "my $HOME" }, "kubectl --context 'my $HOME'"],
    ["a cluster", { cluster: "staging" }, "kubectl --cluster staging"],
    ["a path", { kubeconfig: "/etc/k8s.yaml" }, "kubectl --kubeconfig /etc/k8s.yaml"],
    [
      "a path from the home, which no quotes may be around",
      { kubeconfig: "~/k8s.yaml" },
      "kubectl --kubeconfig ~/k8s.yaml",
    ],
    [
      "a path and a context",
      { kubeconfig: "/etc/k8s.yaml", context: "a" },
      "kubectl --kubeconfig /etc/k8s.yaml --context a",
    ],
    ["a path that is secret", { kubeconfig: "/etc/k8s.yaml", isSecret: true }, "kubectl"],
    ["contents, which no command can have", { kubeconfig: contents, context: "staging" }, "kubectl --context staging"],
    ["contents as JSON", { kubeconfig: '{"apiVersion":"v1"}' }, "kubectl"],
  ])("%s", (_, settings, expected) => {
    expect(kubectlFor(settings)).toBe(expected);
  });

  test("in the whole chain, and nothing else of it changes", () => {
    const of = (...commands: readonly string[]): Diagnosis => ({
      object: { apiVersion: "v1", kind: "Pod", name: "web" },
      status: "Failed",
      outlook: "may-heal",
      reason: "CrashLoopBackOff",
      message: "kubectl is not to be found",
      because: [],
      evidence: [],
      actions: [{ text: "install something" }, ...commands.map((command) => ({ text: "look", command }))],
    });
    const whole = { ...of("kubectl get pods"), because: [of("helm status web")], hints: [of("kubectl logs $1")] };
    expect(withKubectl(whole, "kubectl --context '$1'")).toEqual({
      ...of("kubectl --context '$1' get pods"),
      because: [of("helm status web")],
      hints: [of("kubectl --context '$1' logs $1")],
    });
    expect(withKubectl(whole, "kubectl")).toBe(whole);
  });
});
