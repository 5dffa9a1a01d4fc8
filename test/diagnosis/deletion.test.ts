import { describe, expect, test } from "vitest";
import { diagnose, type Diagnosis } from "../../src/diagnosis";
import { look } from "../support/look";
import { at, deployment, merge, moment, namespace, pod, replicaSet, snapshotOf, type Raw } from "../support/objects";

const deleted = (kind: string, apiVersion: string, finalizers: readonly string[], place: Raw = { namespace }): Raw => ({
  apiVersion,
  kind,
  metadata: { name: "data", uid: "uid-data", deletionTimestamp: at(0), finalizers, ...place },
});
const line = ({ status, reason, message }: Diagnosis): string => `${status} ${reason}: ${message}`;

describe("what a deletion waits for", () => {
  test.each<readonly [string, Raw, number, string]>([
    ["nothing", deleted("Widget", "example.com/v1", []), 60, "Terminating Terminating: being deleted"],
    [
      "a foreign finalizer, just now",
      deleted("Widget", "example.com/v1", ["example.com/guard"]),
      29,
      "Terminating Terminating: being deleted, waits for finalizer example.com/guard",
    ],
    [
      "a foreign finalizer, too long",
      deleted("Widget", "example.com/v1", ["example.com/guard"]),
      31,
      "Terminating StuckTerminating: still being deleted, waits for finalizer example.com/guard",
    ],
    [
      "the cloud's load balancer",
      deleted("Service", "v1", ["service.kubernetes.io/load-balancer-cleanup"]),
      31,
      "Terminating StuckTerminating: still being deleted, waits for the cloud's load balancer to be removed (service.kubernetes.io/load-balancer-cleanup)",
    ],
    [
      "Pods that may come to use it",
      deleted("PersistentVolumeClaim", "v1", ["kubernetes.io/pvc-protection"]),
      5,
      "Terminating Terminating: being deleted, waits until no Pod uses it (kubernetes.io/pvc-protection)",
    ],
    [
      "the claim that is bound to a volume",
      deleted("PersistentVolume", "v1", ["kubernetes.io/pv-protection"], {}),
      5,
      "Terminating Terminating: being deleted, waits until no claim is bound to it (kubernetes.io/pv-protection)",
    ],
    [
      "its dependents, of a kind nobody follows",
      deleted("Widget", "example.com/v1", ["foregroundDeletion"]),
      5,
      "Terminating Terminating: being deleted, its dependents go first (foregroundDeletion)",
    ],
    [
      "dependents that are released",
      deleted("Widget", "example.com/v1", ["orphan"]),
      5,
      "Terminating Terminating: being deleted, its dependents are being released (orphan)",
    ],
    [
      "two of them",
      deleted("Widget", "example.com/v1", ["orphan", "finalizers.fluxcd.io"]),
      31,
      "Terminating StuckTerminating: still being deleted, its dependents are being released (orphan); waits for finalizer finalizers.fluxcd.io",
    ],
  ])("%s", (_, object, seconds, expected) => {
    expect(line(look([object], seconds))).toBe(expected);
  });

  test("Pods that are ending explain a deletion that takes long", () => {
    const ending = { metadata: { deletionTimestamp: at(60), deletionGracePeriodSeconds: 60 } };
    const foreground = deployment({ metadata: { deletionTimestamp: at(0), finalizers: ["foregroundDeletion"] } });
    const pods = [merge(pod("web-1-a"), ending), merge(pod("web-1-b"), ending)];
    const whole = look([foreground, replicaSet(), ...pods], 40);
    expect(line(whole)).toBe("Terminating Terminating: being deleted, 2 Pods left");
    expect(whole.because[0]?.message).toMatch(/^2 of 2 Pods: container web runs on after SIGTERM/);
    const stuck = look([foreground, replicaSet(), ...pods], 75);
    expect(line(stuck)).toBe("Terminating StuckTerminating: still being deleted, 2 Pods left");
    expect(stuck.because[0]?.reason).toBe("StuckTerminating");
  });

  test("Pods that cannot be seen are not said to be gone", () => {
    const foreground = deployment({ metadata: { deletionTimestamp: at(0), finalizers: ["foregroundDeletion"] } });
    const snapshot = snapshotOf([foreground, replicaSet(), pod("web-1-a")], {
      coverage: (kind) => (kind === "Pod" ? { gap: "403" } : "complete"),
    });
    expect(diagnose(snapshot, moment(5)).message).toBe("being deleted, its dependents go first (foregroundDeletion)");
  });
});

describe("what to do about it", () => {
  const advice = (finalizer: string): string =>
    look([deleted("Widget", "example.com/v1", [finalizer])], 60)
      .actions.map(({ text }) => text)
      .join(" | ");
  test.each([
    ["example.com/guard", "see that the controller of example.com runs"],
    ["finalizers.fluxcd.io", "see that Flux runs"],
    ["resources-finalizer.argocd.argoproj.io", "see that Argo CD runs"],
    ["service.k8s.aws/resources", "see that the AWS Load Balancer Controller runs"],
    ["finalizer.keda.sh", "see that KEDA runs"],
    ["notkeda.sh", "see that the controller of notkeda.sh runs"],
  ])("%s: %s", (finalizer, expected) => {
    expect(advice(finalizer)).toContain(expected);
  });
  test.each([
    "example.com/guard",
    "kubernetes.io/pvc-protection",
    "service.kubernetes.io/load-balancer-cleanup",
    "orphan",
  ])("a removal of %s by hand is never named without what it leaves behind", (finalizer) => {
    const text = advice(finalizer);
    expect(text).toMatch(/by hand/i);
    expect(text).toMatch(/stays behind|would lose|stays in the cloud|deleted with it/);
  });
});
