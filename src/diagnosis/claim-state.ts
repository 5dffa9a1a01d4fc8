import { findCondition, isKind, parseQuantity, type PersistentVolumeClaim, type Pod } from "../objects";
import { diagnoseProvisioning, look } from "./claim-provisioning";
import { classOf, suitableVolume, whyNoVolume, type ClaimClass } from "./claim-class";
import type { Diagnosis } from "./diagnosis";
import { conditionEvidence, eventEvidence, eventsOf, latestEvent, shorten } from "./events";
import { missing, placeOf, presentSince } from "./faults";
import { kubectl } from "./kubectl";
import { symptoms } from "./pod-view";
import { firstUnseen, isComplete, type Scene } from "./scene";
import { timeOf } from "./time";
import { rightActions } from "./unseen";
import { verdict } from "./verdict";
import { listed, phrase, quoted, withoutRpc } from "./wording";

/** So long the volume controller may take to bind a volume that suits: one that came after the claim it finds 15 s later. */
const bindingMs = 20_000;

/** Why a Pod that uses a claim has no node; undefined where nobody asks. */
export type WhyUnscheduled = (pod: Pod) => Diagnosis | undefined;

/** The Pods that mount a claim and are not over. */
export function podsUsing({ metadata }: PersistentVolumeClaim, scene: Scene): readonly Pod[] {
  return scene.objects
    .podsIn(metadata.namespace)
    .filter(
      (pod) =>
        pod.status.phase !== "Succeeded" &&
        pod.status.phase !== "Failed" &&
        pod.spec.volumes.some(({ claimName }) => claimName === metadata.name),
    );
}

/**
 * A claim that is not being deleted: lost, bound (and perhaps being resized), or why it is not bound.
 * Sources: kubernetes/pkg/controller/volume/persistentvolume/pv_controller.go (`syncUnboundClaim`,
 * `provisionClaim`), `PersistentVolumeClaimConditionType` of the API.
 */
export function diagnoseClaimState(
  claim: PersistentVolumeClaim,
  scene: Scene,
  whyUnscheduled: WhyUnscheduled,
): Diagnosis {
  const { phase } = claim.status;
  if (phase === "Lost") {
    const volume = claim.spec.volumeName === undefined ? "its volume" : `its PersistentVolume ${claim.spec.volumeName}`;
    return verdict(claim, "ClaimLost", `has lost ${volume}`, { actions: look(claim) });
  }
  return phase === "Bound" ? diagnoseBound(claim, scene) : diagnosePending(claim, scene, whyUnscheduled);
}

function diagnoseBound(claim: PersistentVolumeClaim, scene: Scene): Diagnosis {
  const { spec, status } = claim;
  const [wanted, has] = [parseQuantity(spec.storage), parseQuantity(status.storage)];
  const sizes = `${status.storage ?? "?"} to ${spec.storage ?? "?"}`;
  const failed = status.conditions.find(
    (condition) => /^(Controller|Node)ResizeError$/.test(condition.type) && condition.status === "True",
  );
  const failure = latestEvent(
    eventsOf(scene, claim),
    "VolumeResizeFailed",
    "VolumeResizeSuccessful",
    "FileSystemResizeSuccessful",
  );
  const isSmaller = wanted !== undefined && has !== undefined && has < wanted;
  if (failed !== undefined || (isSmaller && failure?.reason === "VolumeResizeFailed")) {
    const words = failed?.message ?? failure?.message ?? failed?.type ?? "";
    return verdict(
      claim,
      "VolumeResizeFailed",
      `cannot grow from ${sizes}: ${quoted(withoutRpc(shorten(words)), 80)}`,
      {
        evidence: [
          ...(failed === undefined ? [] : [conditionEvidence(claim, failed)]),
          ...(failure === undefined ? [] : [eventEvidence(claim, failure)]),
        ],
        actions: look(claim),
      },
    );
  }
  const pending = findCondition(status.conditions, "FileSystemResizePending");
  const volume = spec.volumeName ?? "a volume";
  if (pending?.status === "True") {
    const users = podsUsing(claim, scene);
    const unused = users.length === 0 && isComplete(scene, "Pod", claim.metadata.namespace);
    return unused
      ? verdict(claim, "Ready", `bound to ${volume}, grows to ${spec.storage ?? "?"} when a Pod next uses it`)
      : verdict(claim, "Resizing", `the volume has grown to ${spec.storage ?? "?"}, its file system follows`, {
          evidence: [conditionEvidence(claim, pending)],
          since: timeOf(pending.lastTransitionTime),
        });
  }
  const resizing = findCondition(status.conditions, "Resizing");
  if (resizing?.status === "True" || isSmaller)
    return verdict(claim, "Resizing", `grows from ${sizes}`, { since: timeOf(resizing?.lastTransitionTime) });
  const size = status.storage === undefined ? "" : ` (${status.storage})`;
  return verdict(claim, "Ready", `bound to ${volume}${size}`);
}

function diagnosePending(claim: PersistentVolumeClaim, scene: Scene, whyUnscheduled: WhyUnscheduled): Diagnosis {
  if (claim.spec.volumeName !== undefined) return diagnoseChosen(claim, claim.spec.volumeName, scene);
  const claimClass = classOf(claim, scene);
  if (suitableVolume(claim, claimClass, scene) !== undefined && !waitsForPod(claimClass))
    return diagnoseLag(claim, scene);
  switch (claimClass.type) {
    case "named":
      return (
        diagnoseConsumer(claim, claimClass, scene, whyUnscheduled) ??
        (claimClass.storageClass.provisioner === "kubernetes.io/no-provisioner"
          ? diagnoseNoVolume(claim, claimClass, scene)
          : diagnoseProvisioning(claim, claimClass.name, claimClass.storageClass.provisioner, scene))
      );
    case "static":
      return diagnoseNoVolume(claim, claimClass, scene);
    case "absent":
      return missing(
        claim,
        scene,
        "StorageClassNotFound",
        `wants StorageClass ${claimClass.name}, which does not exist; there is ${names(claimClass.others)}`,
        { actions: classes },
      );
    case "no-default":
      return missing(
        claim,
        scene,
        "NoDefaultStorageClass",
        `names no StorageClass, and none is the default; there is ${names(claimClass.others)}`,
        { actions: classes },
      );
    case "unseen":
      return diagnoseByEvents(claim, claimClass.name, scene);
  }
}

const classes = [{ text: "see which StorageClasses there are", command: kubectl(undefined, "get", "storageclasses") }];
const names = (others: readonly string[]): string => (others.length === 0 ? "none at all" : listed(others));
const waitsForPod = (claimClass: ClaimClass): boolean =>
  claimClass.type === "named" && claimClass.storageClass.volumeBindingMode === "WaitForFirstConsumer";

/** A volume that the claim names itself. */
function diagnoseChosen(claim: PersistentVolumeClaim, name: string, scene: Scene): Diagnosis {
  const unseen = firstUnseen(scene, undefined, ["PersistentVolume"]);
  const volume = scene.objects.all("PersistentVolume").find(({ metadata }) => metadata.name === name);
  if (volume === undefined && unseen === undefined)
    return missing(claim, scene, "NoMatchingVolume", `wants PersistentVolume ${name}, which does not exist`, {
      actions: [{ text: "see which volumes there are", command: kubectl(undefined, "get", "persistentvolumes") }],
    });
  const holder = volume?.spec.claimRef;
  if (holder !== undefined && (holder.name !== claim.metadata.name || holder.namespace !== claim.metadata.namespace))
    return missing(
      claim,
      scene,
      "NoMatchingVolume",
      `wants PersistentVolume ${name}, which belongs to claim ${holder.name}${placeOf(holder.namespace)}`,
      { actions: look(claim) },
    );
  const own = claim.spec.storageClassName ?? "";
  if (volume !== undefined && volume.spec.storageClassName !== own)
    return missing(
      claim,
      scene,
      "NoMatchingVolume",
      `is of ${classWords(own)}, its PersistentVolume ${name} of ${classWords(volume.spec.storageClassName)}`,
      { actions: look(claim) },
    );
  return diagnoseLag(claim, scene, `waits for PersistentVolume ${name}`);
}

const classWords = (name: string): string => (name === "" ? "no class" : `class ${name}`);

function diagnoseLag(claim: PersistentVolumeClaim, scene: Scene, message = "not bound yet, a volume suits"): Diagnosis {
  const since = presentSince(claim, scene);
  const patience = since === undefined ? undefined : since + bindingMs;
  if (patience === undefined || scene.now < patience)
    return verdict(claim, "ClaimPending", message, { since, until: patience });
  const event = latestEvent(eventsOf(scene, claim), "FailedBinding", "ProvisioningFailed");
  const words = event === undefined ? "the volume controller is silent" : quoted(event.message, 80);
  return verdict(claim, "ClaimPending", `${message}: ${words}`, {
    outlook: "may-heal",
    since,
    evidence: event === undefined ? [] : [eventEvidence(claim, event)],
    actions: look(claim),
  });
}

/** A class that binds at first use: without a Pod nothing will happen, and nothing is wrong. */
function diagnoseConsumer(
  claim: PersistentVolumeClaim,
  { name, storageClass }: Extract<ClaimClass, { readonly type: "named" }>,
  scene: Scene,
  whyUnscheduled: WhyUnscheduled,
): Diagnosis | undefined {
  if (storageClass.volumeBindingMode !== "WaitForFirstConsumer" || claim.selectedNode !== undefined) return undefined;
  const users = podsUsing(claim, scene).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const [first] = users;
  const unseen = firstUnseen(scene, claim.metadata.namespace, ["Pod"]);
  if (first === undefined) {
    const doubt =
      unseen === undefined || unseen.coverage === "pending" ? "" : `; Pods cannot be seen (${unseen.coverage.gap})`;
    return verdict(claim, "WaitForFirstConsumer", `gets its volume when a Pod first uses it (class ${name})${doubt}`);
  }
  const byHand = storageClass.provisioner === "kubernetes.io/no-provisioner";
  if (byHand && suitableVolume(claim, { type: "named", name, storageClass }, scene) === undefined) return undefined;
  const why = users.map(whyUnscheduled).find((cause) => cause !== undefined);
  const others = users.length === 1 ? "" : ` and ${users.length - 1} more`;
  return verdict(claim, "WaitForPodScheduled", `waits until Pod ${first.metadata.name}${others} has a node`, {
    ...(why === undefined
      ? {}
      : {
          outlook: why.outlook === "healthy" ? "waiting" : why.outlook,
          because: [ofItsPod(why)],
          status: "InProgress",
        }),
    since: timeOf(first.metadata.creationTimestamp),
  });
}

/** The claim itself has no node. */
const ofItsPod = (why: Diagnosis): Diagnosis =>
  why.message === symptoms.unschedulable.one ? { ...why, message: `its Pod ${why.message}` } : why;

function diagnoseNoVolume(claim: PersistentVolumeClaim, claimClass: ClaimClass, scene: Scene): Diagnosis {
  const unseen = firstUnseen(scene, undefined, ["PersistentVolume"]);
  if (unseen?.coverage === "pending") return verdict(claim, "Looking", "looking for PersistentVolumes");
  if (unseen !== undefined)
    return verdict(
      claim,
      "NotVisible",
      `waits for a volume; PersistentVolumes cannot be seen (${unseen.coverage.gap})`,
      { actions: rightActions("PersistentVolume", undefined, unseen.coverage.gap) },
    );
  return missing(claim, scene, "NoMatchingVolume", `finds no volume: ${whyNoVolume(claim, claimClass, scene)}`, {
    actions: [
      { text: "see which volumes there are", command: kubectl(undefined, "get", "persistentvolumes") },
      ...look(claim),
    ],
  });
}

/** StorageClasses cannot be seen: what the controllers say decides. */
function diagnoseByEvents(claim: PersistentVolumeClaim, name: string | undefined, scene: Scene): Diagnosis {
  const event = latestEvent(
    eventsOf(scene, claim),
    "ProvisioningFailed",
    "FailedBinding",
    "WaitForFirstConsumer",
    "WaitForPodScheduled",
  );
  const details = event === undefined ? {} : { evidence: [eventEvidence(claim, event)], actions: look(claim) };
  const absent = /storageclass\.storage\.k8s\.io "([^"]{1,253})" not found/.exec(shorten(event?.message ?? ""))?.[1];
  if (absent !== undefined)
    return missing(claim, scene, "StorageClassNotFound", `wants StorageClass ${absent}, which does not exist`, details);
  switch (event?.reason) {
    case "ProvisioningFailed":
      return diagnoseProvisioning(claim, name ?? "default", undefined, scene);
    case "FailedBinding":
      return /no storage class is set/.test(event.message)
        ? missing(claim, scene, "NoDefaultStorageClass", "names no StorageClass, and none is the default", details)
        : missing(claim, scene, "NoMatchingVolume", phrase(event.message), details);
    case "WaitForFirstConsumer":
      return verdict(claim, "WaitForFirstConsumer", "gets its volume when a Pod first uses it");
    case "WaitForPodScheduled":
      return verdict(claim, "WaitForPodScheduled", "waits until the Pod that uses it has a node");
    case undefined:
    default:
      return verdict(claim, "ClaimPending", "waits for a volume; StorageClasses cannot be seen");
  }
}

/** The claims of a Pod that are not bound and don't wait for the Pod itself. Only those that can be seen. */
export function unboundClaims(pod: Pod, scene: Scene): readonly Diagnosis[] {
  const { namespace } = pod.metadata;
  return pod.spec.volumes.flatMap(({ claimName }) => {
    if (claimName === undefined) return [];
    const claim = scene.objects.find({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      name: claimName,
      ...(namespace === undefined ? {} : { namespace }),
    });
    if (claim === undefined || !isKind(claim, "PersistentVolumeClaim")) return [];
    const told = diagnoseClaimState(claim, scene, () => undefined);
    return told.status === "Current" || told.reason === "WaitForPodScheduled" ? [] : [told];
  });
}
