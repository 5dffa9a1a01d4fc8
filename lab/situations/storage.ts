import { claim, claimed, mounts, pod, shell, volume } from "./objects.ts";
import { apply, pause, remove, until, type Manifest, type Situation } from "./situation.ts";

const root = { kind: "PersistentVolumeClaim", name: "data" };
const user = pod(shell("sleep 1000", mounts("data")), claimed);
const storageClass = (name: string, spec: Manifest): Manifest => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name },
  ...spec,
});
const bound = until("persistentvolumeclaim/data", "jsonpath={.status.phase}=Bound");

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
