import { createHash } from "node:crypto";
import { claim, claimed, mounts, pod, shell, volume } from "./objects.ts";
import { apply, patch, pause, remove, until, type Manifest, type Situation, type Step } from "./situation.ts";

const root = { kind: "PersistentVolumeClaim", name: "data" };
const user = pod(shell("sleep 1000", mounts("data")), claimed);
const storageClass = (name: string, spec: Manifest): Manifest => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name },
  ...spec,
});
const bound = until("persistentvolumeclaim/data", "jsonpath={.status.phase}=Bound");

/** A claim that is bound to a volume of a class whose volumes can grow. */
const growing = (name: string): readonly Step[] => [
  apply(storageClass(name, { provisioner: "disks.example.com", allowVolumeExpansion: true })),
  apply(volume(name, { storageClassName: name }), claim({ storageClassName: name })),
  bound,
];
const larger: Manifest = { spec: { resources: { requests: { storage: "2Gi" } } } };

const attached = "pvc-attach-fails";
/** As the attacher of kube-controller-manager calls it: getAttachmentName of pkg/volume/csi. */
const attachment = `csi-${createHash("sha256").update(`${attached}disks.example.comlab`).digest("hex")}`;

/** Claims, volumes and their classes. */
export const storage: readonly Situation[] = [
  {
    name: "claim-without-class",
    shows: "A claim names no class, and the cluster has no default one",
    root,
    steps: [apply(claim({}))],
    seconds: 6,
  },
  {
    name: "claim-class-missing",
    shows: "The class of a claim does not exist",
    root,
    steps: [apply(claim({ storageClassName: "rec-nope" }))],
    seconds: 6,
  },
  {
    name: "claim-waits-for-consumer",
    shows: "A claim is bound when a Pod uses it, and none does",
    root,
    before: [
      apply(
        storageClass("rec-late", {
          provisioner: "kubernetes.io/no-provisioner",
          volumeBindingMode: "WaitForFirstConsumer",
        }),
      ),
    ],
    steps: [apply(claim({ storageClassName: "rec-late" }))],
    seconds: 6,
  },
  {
    name: "claim-no-volume-for-consumer",
    shows: "A Pod uses a claim, and nobody has made a volume of its class",
    root,
    before: [
      apply(
        storageClass("rec-empty", {
          provisioner: "kubernetes.io/no-provisioner",
          volumeBindingMode: "WaitForFirstConsumer",
        }),
      ),
    ],
    steps: [apply(claim({ storageClassName: "rec-empty" }), user)],
    seconds: 9,
  },
  {
    name: "claim-provisioner-silent",
    shows: "The provisioner of a claim's class does not run",
    root,
    before: [apply(storageClass("rec-silent", { provisioner: "disks.example.com" }))],
    steps: [apply(claim({ storageClassName: "rec-silent" }))],
    seconds: 34,
  },
  {
    name: "claim-pending",
    shows: "A volume is being made for a claim",
    root,
    before: [apply(storageClass("rec-slow", { provisioner: "disks.example.com" }))],
    steps: [apply(claim({ storageClassName: "rec-slow" }))],
    seconds: 6,
  },
  {
    name: "claim-provisioning-failed",
    shows: "The provisioner of a claim's class cannot make the volume",
    root,
    before: [apply(storageClass("rec-old", { provisioner: "kubernetes.io/gone" }))],
    steps: [apply(claim({ storageClassName: "rec-old" }))],
    seconds: 6,
  },
  {
    name: "claim-waits-for-node",
    shows: "A claim gets its volume when its Pod has a node, and no node takes the Pod",
    root,
    before: [
      apply(storageClass("rec-first", { provisioner: "disks.example.com", volumeBindingMode: "WaitForFirstConsumer" })),
    ],
    steps: [
      apply(
        claim({ storageClassName: "rec-first" }),
        pod(shell("sleep 1000", { ...mounts("data"), resources: { requests: { cpu: "64" } } }), claimed),
      ),
    ],
    seconds: 6,
  },
  {
    name: "claim-grows",
    shows: "A claim asks for more than its volume has",
    root,
    before: growing("rec-grows"),
    steps: [patch("persistentvolumeclaim/data", larger)],
    seconds: 6,
  },
  {
    name: "claim-cannot-grow",
    shows: "The storage system has no room for a volume that is to grow",
    root,
    before: growing("rec-full"),
    steps: [
      patch("persistentvolumeclaim/data", larger),
      pause(1),
      patch(
        "persistentvolumeclaim/data",
        {
          status: {
            conditions: [
              {
                type: "ControllerResizeError",
                status: "True",
                reason: "",
                message: "rpc error: code = ResourceExhausted desc = volume limit of the account reached",
                lastTransitionTime: "2026-01-01T00:00:00Z",
              },
            ],
          },
        },
        "status",
      ),
    ],
    seconds: 4,
    byHand: "the claim's condition: no CSI driver runs",
  },
  {
    name: "claim-too-large",
    shows: "The only volume of the class is smaller than the claim",
    root,
    before: [
      apply(
        storageClass("rec-small", { provisioner: "kubernetes.io/no-provisioner" }),
        volume("rec-small", { storageClassName: "rec-small" }),
      ),
    ],
    steps: [apply(claim({ storageClassName: "rec-small", resources: { requests: { storage: "5Gi" } } }))],
    seconds: 18,
  },
  {
    name: "claim-bound",
    shows: "A claim is bound to a volume that was made for it",
    root,
    steps: [
      apply(volume("rec-bound", { storageClassName: "rec-bound" }), claim({ storageClassName: "rec-bound" }), user),
      until("pod/web", "condition=Ready"),
    ],
    seconds: 3,
  },
  {
    name: "claim-protected",
    shows: "A claim is deleted while a Pod uses it",
    root,
    before: [
      apply(
        volume("rec-protected", { storageClassName: "rec-protected" }),
        claim({ storageClassName: "rec-protected" }),
        user,
      ),
      bound,
      until("pod/web", "condition=Ready"),
    ],
    steps: [remove("persistentvolumeclaim/data")],
    seconds: 8,
  },
  {
    name: "claim-lost",
    shows: "The volume of a claim was removed",
    root,
    before: [
      apply(volume("rec-lost", { storageClassName: "rec-lost" }), claim({ storageClassName: "rec-lost" })),
      bound,
    ],
    steps: [
      remove("persistentvolume/rec-lost"),
      // As somebody would who wants the volume gone at once.
      { type: "patch", target: "persistentvolume/rec-lost", patch: { metadata: { finalizers: null } } },
    ],
    seconds: 8,
  },
  {
    name: "volume-available",
    shows: "A volume that nobody claims",
    root: { kind: "PersistentVolume", name: "rec-free" },
    steps: [apply(volume("rec-free", { storageClassName: "rec-free" }))],
    seconds: 4,
  },
  {
    name: "volume-attach-fails",
    shows: "The volume of a Pod cannot be attached to its node",
    root: { kind: "Pod", name: "web" },
    before: [
      apply(
        volume("rec-attach", {
          storageClassName: "rec-attach",
          hostPath: undefined,
          csi: { driver: "disks.example.com", volumeHandle: attached },
        }),
        claim({ storageClassName: "rec-attach" }),
      ),
      bound,
    ],
    steps: [
      apply(user),
      until(`volumeattachment/${attachment}`, "create"),
      patch(
        `volumeattachment/${attachment}`,
        {
          status: {
            attached: false,
            attachError: {
              time: "2026-01-01T00:00:00Z",
              message: "rpc error: code = FailedPrecondition desc = the disk is attached to another machine",
            },
          },
        },
        "status",
      ),
    ],
    seconds: 14,
    byHand: "the attacher's answer: no CSI driver runs",
  },
  {
    name: "volume-not-reclaimed",
    shows: "What a claim that is gone has left cannot be deleted",
    root: { kind: "PersistentVolume", name: "rec-deleted" },
    before: [
      apply(
        volume("rec-deleted", { storageClassName: "rec-deleted", persistentVolumeReclaimPolicy: "Delete" }),
        claim({ storageClassName: "rec-deleted" }),
      ),
      bound,
      pause(1),
    ],
    steps: [remove("persistentvolumeclaim/data")],
    seconds: 8,
  },
  {
    name: "volume-released",
    shows: "A volume keeps what a claim that is gone has written",
    root: { kind: "PersistentVolume", name: "rec-kept" },
    before: [
      apply(volume("rec-kept", { storageClassName: "rec-kept" }), claim({ storageClassName: "rec-kept" })),
      bound,
      pause(1),
    ],
    steps: [remove("persistentvolumeclaim/data")],
    seconds: 8,
  },
];
