import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis";
import { at, event, merge, moment, pod, snapshotOf, told, type Raw } from "../support/objects";

const shop = (conditions: readonly Raw[] = [], deleted = true): Raw => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "shop", uid: "u", ...(deleted ? { deletionTimestamp: at(0) } : {}) },
  spec: { finalizers: ["kubernetes"] },
  status: { phase: deleted ? "Terminating" : "Active", conditions },
});
const is = (type: string, reason: string, message: string, status = "True"): Raw => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: at(1),
});
const left = is(
  "NamespaceContentRemaining",
  "SomeResourcesRemain",
  "Some resources are remaining: pods. has 2 resource instances, widgets.example.com has 1 resource instances",
);
const held = is(
  "NamespaceFinalizersRemaining",
  "SomeFinalizersRemain",
  "Some content in the namespace has finalizers remaining: example.com/guard in 1 resource instances",
);
const discovery = is(
  "NamespaceDeletionDiscoveryFailure",
  "DiscoveryFailed",
  "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1",
);
const fine = is(
  "NamespaceDeletionDiscoveryFailure",
  "ResourcesDiscovered",
  "All resources successfully discovered",
  "False",
);

describe("a Namespace", () => {
  test.each<readonly [string, Raw, number, string]>([
    ["is active", shop([], false), 5, "Current healthy Ready: active"],
    ["goes", shop([fine]), 5, "Terminating waiting Terminating: being deleted"],
    [
      "still has content",
      shop([fine, left]),
      60,
      "Terminating waiting Terminating: being deleted, 2 Pods, 1 widget.example.com left",
    ],
    [
      "still has content after a minute and a half",
      shop([fine, left]),
      91,
      "Terminating may-heal StuckTerminating: still being deleted, 2 Pods, 1 widget.example.com left",
    ],
    [
      "is held by a finalizer of what is in it",
      shop([left, held]),
      31,
      "Terminating may-heal StuckTerminating: still being deleted, 2 Pods, 1 widget.example.com left; finalizer example.com/guard on 1 object",
    ],
    [
      "cannot be emptied for an API",
      shop([discovery, left]),
      5,
      "Terminating may-heal DiscoveryFailed: cannot be emptied: API metrics.k8s.io/v1beta1 does not answer",
    ],
    [
      "has content that cannot be deleted",
      shop([
        is(
          "NamespaceDeletionContentFailure",
          "ContentDeletionFailed",
          'Failed to delete all resource types, 1 remaining: admission webhook "x" denied the request',
        ),
      ]),
      31,
      'Terminating may-heal StuckTerminating: still being deleted, its content cannot be deleted: admission webhook "x" denied the request',
    ],
  ])("%s", (_, object, seconds, expected) => {
    expect(told(diagnose(snapshotOf([object]), moment(seconds)))).toBe(expected);
  });

  test("an API that does not answer is explained as far as it is known", () => {
    const api = {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io" },
      spec: {
        group: "metrics.k8s.io",
        version: "v1beta1",
        service: { namespace: "kube-system", name: "metrics-server" },
      },
      status: { conditions: [{ type: "Available", status: "False", reason: "MissingEndpoints" }] },
    };
    const diagnosis = diagnose(snapshotOf([shop([discovery]), api]), moment(5));
    expect(diagnosis.because[0]?.message).toBe("Service metrics-server in kube-system does not exist");
    expect(diagnosis.actions[0]?.command).toBe("kubectl get apiservice v1beta1.metrics.k8s.io");
  });

  test("Pods that are ending explain a deletion that takes long", () => {
    const ending = merge(pod("web-1-a"), {
      metadata: { namespace: "shop", deletionTimestamp: at(120), deletionGracePeriodSeconds: 120 },
    });
    const diagnosis = diagnose(snapshotOf([shop([left]), ending]), moment(100));
    expect(diagnosis.reason).toBe("Terminating");
    expect(diagnosis.because[0]?.message).toMatch(/^1 of 1 Pod/);
  });

  describe("names what a finalizer holds in it, as far as it is followed", () => {
    const guard = (name: string, deletedAt: number): Raw => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "shop", deletionTimestamp: at(deletedAt), finalizers: ["example.com/guard"] },
    });
    const message = "the bucket is read-only";

    test("in place of the count, with the warning about it", () => {
      const warning = event("ConfigMap", "guard", "BackupFailed", message, 20, { metadata: { namespace: "shop" } });
      const regarding = { involvedObject: { kind: "ConfigMap", name: "guard", namespace: "shop" }, type: "Warning" };
      const diagnosis = diagnose(
        snapshotOf([shop([left, held]), guard("guard", 0), merge(warning, regarding)]),
        moment(31),
      );
      expect(told(diagnosis)).toBe(
        "Terminating may-heal StuckTerminating: still being deleted, 2 Pods, 1 widget.example.com left ← waits for finalizer example.com/guard",
      );
      const [cause] = diagnosis.because;
      expect(cause?.object).toMatchObject({ kind: "ConfigMap", name: "guard" });
      expect(cause?.message).toBe("waits for finalizer example.com/guard");
      expect(cause?.evidence).toMatchObject([{ type: "event", reason: "BackupFailed", message }]);
    });

    test("at most ten of them, and nothing of another namespace", () => {
      const many = Array.from({ length: 12 }, (_, index) => guard(`g${index}`, 0));
      const elsewhere = merge(guard("elsewhere", 0), { metadata: { namespace: "other" } });
      const { because } = diagnose(snapshotOf([shop([left, held]), ...many, elsewhere]), moment(31));
      expect(because).toHaveLength(10);
      expect(because.map(({ object }) => object.namespace)).not.toContain("other");
    });
  });

  test("Pods that end are counted before the controller has counted anything", () => {
    const ending = merge(pod("web-1-a"), {
      metadata: { namespace: "shop", deletionTimestamp: at(30), deletionGracePeriodSeconds: 30 },
    });
    expect(diagnose(snapshotOf([shop(), ending]), moment(1)).message).toBe("being deleted, 1 Pod left");
  });

  test("what to do names what is left and who removes the finalizer", () => {
    const { actions } = diagnose(snapshotOf([shop([left, held])]), moment(31));
    expect(actions[0]?.command).toBe("kubectl -n shop get widgets.example.com -o yaml");
    expect(actions[1]?.text).toMatch(/^see that the controller of example.com runs.*stays behind$/);
  });
});
