import { describe, expect, test } from "vitest";
import { lookAfter } from "../support/look";
import { at, event, merge, pod, told, unscheduledPod, type Raw, type SnapshotOptions } from "../support/objects";
import { bound, claim, storageClass, volume } from "../support/referring-objects";

const look = lookAfter(30);
const withClaim: Raw = { spec: { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] } };
const atFirstUse = storageClass("standard", { volumeBindingMode: "WaitForFirstConsumer" });
const word = (reason: string, message: string, time = 1): Raw =>
  event("PersistentVolumeClaim", "data", reason, message, time);

describe("a claim that is as it should be", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    ["bound", [claim(bound)], "Ready: bound to pv-1 (10Gi)"],
    [
      "unused, of a class that binds at first use",
      [claim(), atFirstUse],
      "WaitForFirstConsumer: gets its volume when a Pod first uses it (class standard)",
    ],
    [
      "used by a Pod that is over",
      [claim(), atFirstUse, merge(pod("old", withClaim), { status: { phase: "Succeeded" } })],
      "WaitForFirstConsumer: gets its volume when a Pod first uses it (class standard)",
    ],
    [
      "grown, and unused",
      [
        claim(
          merge(bound, {
            spec: { resources: { requests: { storage: "20Gi" } } },
            status: { conditions: [{ type: "FileSystemResizePending", status: "True" }] },
          }),
        ),
      ],
      "Ready: bound to pv-1, grows to 20Gi when a Pod next uses it",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(`Current healthy ${expected}`);
  });
});

describe("a claim on its way", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    [
      "its Pod has no node yet",
      [claim(), atFirstUse, merge(unscheduledPod({}), withClaim)],
      "WaitForPodScheduled: waits until Pod web-1-a has a node ← waits for the scheduler",
    ],
    [
      "the provisioner works",
      [
        claim(),
        storageClass(),
        word("ExternalProvisioning", "waiting"),
        word("Provisioning", "External provisioner is provisioning"),
      ],
      "ClaimPending: waits for a volume of class standard (10Gi)",
    ],
    [
      "a volume that suits is there",
      [claim({ spec: { storageClassName: "manual" } }), volume()],
      "ClaimPending: not bound yet, a volume suits",
    ],
    [
      "it grows",
      [claim(merge(bound, { spec: { resources: { requests: { storage: "20Gi" } } } }))],
      "Resizing: grows from 10Gi to 20Gi",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects, 10))).toBe(`InProgress waiting ${expected}`);
  });

  test("a volume that came after it is found when the controller looks again, after 15 s", () => {
    const objects = [claim({ spec: { storageClassName: "manual" } }), volume()];
    expect(look(objects, 19).outlook).toBe("waiting");
    expect(look(objects, 20).outlook).toBe("may-heal");
  });
});

describe("a claim that gets no volume", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    [
      "no class is named and none is the default",
      [claim({ spec: { storageClassName: undefined } }), storageClass("fast"), storageClass("slow")],
      "NoDefaultStorageClass: names no StorageClass, and none is the default; there is fast, slow",
    ],
    [
      "the class is misspelt",
      [claim({ spec: { storageClassName: "standrad" } }), storageClass()],
      "StorageClassNotFound: wants StorageClass standrad, which does not exist; there is standard",
    ],
    [
      "the cluster has no class",
      [claim()],
      "StorageClassNotFound: wants StorageClass standard, which does not exist; there is none at all",
    ],
    [
      "the provisioner fails",
      [
        claim(),
        storageClass(),
        word("ExternalProvisioning", "waiting"),
        word(
          "ProvisioningFailed",
          'failed to provision volume with StorageClass "standard": rpc error: code = ResourceExhausted desc = disk quota exceeded',
          2,
        ),
      ],
      'ProvisioningFailed: gets no volume of class standard: "disk quota exceeded"',
    ],
    [
      "nobody provisions",
      [claim(), storageClass(), word("ExternalProvisioning", "waiting")],
      "ProvisionerSilent: gets no volume: provisioner example.com/disks has not answered for over 30 s",
    ],
    [
      "no volume was made by hand",
      [claim({ spec: { storageClassName: "" } })],
      "NoMatchingVolume: finds no volume: there is none without a class",
    ],
    [
      "volumes are too small, taken, or of another mode",
      [
        claim({ spec: { storageClassName: "manual" } }),
        storageClass("manual", { provisioner: "kubernetes.io/no-provisioner" }),
        volume({ spec: { capacity: { storage: "5Gi" } } }, "a"),
        volume({ spec: { claimRef: { namespace: "prod", name: "other", uid: "x" } }, status: { phase: "Bound" } }, "b"),
        volume({ spec: { accessModes: ["ReadOnlyMany"] } }, "c"),
        volume({ spec: { volumeMode: "Block" } }, "d"),
        volume({ spec: { storageClassName: "other" } }, "e"),
      ],
      "NoMatchingVolume: finds no volume: none of 4 PersistentVolumes of class manual suits: 1 smaller than 10Gi, 1 without ReadWriteOnce, 1 not of mode Filesystem, 1 taken by another claim",
    ],
    [
      "a Pod uses it, its class binds at first use, and nobody has made a volume",
      [
        claim(),
        storageClass("standard", {
          provisioner: "kubernetes.io/no-provisioner",
          volumeBindingMode: "WaitForFirstConsumer",
        }),
        merge(unscheduledPod({}), withClaim),
      ],
      "NoMatchingVolume: finds no volume: there is none of class standard",
    ],
    [
      "the volume that it names is not there",
      [claim({ spec: { volumeName: "pv-9" } })],
      "NoMatchingVolume: wants PersistentVolume pv-9, which does not exist",
    ],
    [
      "the volume that it names is another's",
      [claim({ spec: { volumeName: "pv-1" } }), volume({ spec: { claimRef: { namespace: "prod", name: "other" } } })],
      "NoMatchingVolume: wants PersistentVolume pv-1, which belongs to claim other in prod",
    ],
    [
      "the volume cannot grow",
      [
        claim(
          merge(bound, {
            spec: { resources: { requests: { storage: "20Gi" } } },
            status: { conditions: [{ type: "ControllerResizeError", status: "True", message: "limit reached" }] },
          }),
        ),
      ],
      'VolumeResizeFailed: cannot grow from 10Gi to 20Gi: "limit reached"',
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects, 40))).toBe(`InProgress may-heal ${expected}`);
  });
  test("the default class serves a claim that names none", () => {
    const usual = storageClass("standard", {
      metadata: { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    });
    expect(look([claim({ spec: { storageClassName: undefined } }), usual], 40).reason).toBe("ClaimPending");
  });
  test("a provisioner has thirty seconds for its first word", () => {
    const objects = [claim(), storageClass(), word("ExternalProvisioning", "waiting")];
    expect(look(objects, 30)).toMatchObject({ reason: "ClaimPending", until: at(31).replace("Z", ".000Z") });
    expect(look(objects, 31).reason).toBe("ProvisionerSilent");
  });
  test("the data is lost", () => {
    expect(told(look([claim({ spec: { volumeName: "pv-1" }, status: { phase: "Lost" } })]))).toBe(
      "InProgress will-not-heal ClaimLost: has lost its PersistentVolume pv-1",
    );
  });
  test("the Pod that uses it finds no node: the chain says why", () => {
    const big = merge(
      unscheduledPod({ reason: "Unschedulable", message: "0/1 nodes are available: 1 Insufficient cpu." }),
      withClaim,
    );
    expect(told(look([claim(), atFirstUse, big]))).toBe(
      "InProgress may-heal WaitForPodScheduled: waits until Pod web-1-a has a node ← its Pod cannot be scheduled ← not enough cpu: too little free on the only node",
    );
  });
});

describe("StorageClasses that cannot be seen", () => {
  const coverage: SnapshotOptions["coverage"] = (kind) => (kind === "StorageClass" ? { gap: "403" } : "complete");
  test.each<readonly [string, readonly Raw[], string]>([
    [
      "an event says that it waits for a Pod",
      [claim(), word("WaitForFirstConsumer", "waiting for first consumer to be created before binding")],
      "Current healthy WaitForFirstConsumer: gets its volume when a Pod first uses it",
    ],
    [
      "an event says that the class is not there",
      [claim(), word("ProvisioningFailed", 'storageclass.storage.k8s.io "standard" not found')],
      "InProgress may-heal StorageClassNotFound: wants StorageClass standard, which does not exist",
    ],
    [
      "an event says that none is set",
      [claim(), word("FailedBinding", "no persistent volumes available for this claim and no storage class is set")],
      "InProgress may-heal NoDefaultStorageClass: names no StorageClass, and none is the default",
    ],
    [
      "no event says anything",
      [claim()],
      "InProgress waiting ClaimPending: waits for a volume; StorageClasses cannot be seen",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects, 40, { coverage }))).toBe(expected);
  });
});

describe("a claim that is being deleted", () => {
  const deleted = claim(merge(bound, { metadata: { deletionTimestamp: at(0) } }));
  test("stays as long as a Pod uses it, and the Pod is named", () => {
    const objects = [deleted, pod("web-1-a", withClaim)];
    expect(told(look(objects, 29))).toBe("Terminating waiting Terminating: being deleted, still used by Pod web-1-a");
    expect(look(objects, 29).until).toBe(at(30).replace("Z", ".000Z"));
    expect(told(look(objects, 30))).toBe(
      "Terminating may-heal StuckTerminating: being deleted, still used by Pod web-1-a",
    );
  });
  test("a Pod without a node does not hold it", () => {
    const objects = [deleted, merge(unscheduledPod({}), withClaim)];
    expect(look(objects, 5).message).not.toContain("still used");
  });
});

describe("a Pod that waits for its claim", () => {
  test("says so where the scheduler finds no volume for it", () => {
    const unbound = unscheduledPod({
      reason: "Unschedulable",
      message: "0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind.",
    });
    const byHand = storageClass("standard", {
      provisioner: "kubernetes.io/no-provisioner",
      volumeBindingMode: "WaitForFirstConsumer",
    });
    expect(told(look([merge(unbound, withClaim), claim(), byHand]))).toBe(
      "InProgress may-heal ClaimNotBound: cannot be scheduled ← finds no volume: there is none of class standard",
    );
  });
  test("names what is wrong with the claim", () => {
    const unbound = unscheduledPod({
      reason: "Unschedulable",
      message: "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
    });
    expect(told(look([merge(unbound, withClaim), claim(), storageClass("fast")]))).toContain(
      "← wants StorageClass standard, which does not exist; there is fast",
    );
  });
});

describe("a PersistentVolume", () => {
  test.each<readonly [string, Raw, string]>([
    ["free", volume(), "Current healthy Ready: free (10Gi)"],
    [
      "bound",
      volume({ spec: { claimRef: { namespace: "prod", name: "data" } }, status: { phase: "Bound" } }),
      "Current healthy Ready: bound to claim data in prod (10Gi)",
    ],
    [
      "kept after its claim",
      volume({ spec: { claimRef: { namespace: "prod", name: "data" } }, status: { phase: "Released" } }),
      "InProgress suspended VolumeReleased: claim data in prod is gone; the data is kept, and no other claim gets it (Retain)",
    ],
    [
      "failed",
      volume({
        spec: { persistentVolumeReclaimPolicy: "Delete" },
        status: { phase: "Failed", message: "the disk is in use." },
      }),
      'InProgress will-not-heal VolumeFailed: cannot be reclaimed (Delete): "the disk is in use"',
    ],
    ["in a phase of another time", volume({ status: { phase: "Odd" } }), "Unknown unknown Unclear: phase Odd"],
  ])("%s", (_, object, expected) => {
    expect(told(look([object]))).toBe(expected);
  });
});

test("a StorageClass says what it does", () => {
  expect(told(look([storageClass("standard", { allowVolumeExpansion: true })]))).toBe(
    "Current healthy Ready: example.com/disks, binds at once, volumes can grow",
  );
});
