import { parseQuantity, type PersistentVolume, type PersistentVolumeClaim, type StorageClass } from "../objects";
import { claimToVolume, type VolumeMismatch } from "../wiring";
import { isComplete, type Scene } from "./scene";
import { counted } from "./wording";

/** Which StorageClass decides about a claim: as far as the classes can be seen. */
export type ClaimClass =
  | { readonly type: "named"; readonly name: string; readonly storageClass: StorageClass }
  /** "": only volumes without a class, nothing is provisioned. */
  | { readonly type: "static" }
  | { readonly type: "absent"; readonly name: string; readonly others: readonly string[] }
  | { readonly type: "no-default"; readonly others: readonly string[] }
  | { readonly type: "unseen"; readonly name: string | undefined };

/**
 * The class of a claim. Without a name it is the cluster's default; of several the one made last.
 * Source: `GetDefaultClass` of kubernetes/pkg/volume/util/storageclass.go.
 */
export function classOf({ spec }: PersistentVolumeClaim, scene: Scene): ClaimClass {
  const { storageClassName: name } = spec;
  if (name === "") return { type: "static" };
  const classes = scene.objects.all("StorageClass");
  const storageClass =
    name === undefined
      ? latestOf(classes.filter(({ isDefault }) => isDefault))
      : classes.find(({ metadata }) => metadata.name === name);
  if (storageClass !== undefined) return { type: "named", name: storageClass.metadata.name, storageClass };
  if (!isComplete(scene, "StorageClass", undefined)) return { type: "unseen", name };
  const others = classes.map(({ metadata }) => metadata.name);
  return name === undefined ? { type: "no-default", others } : { type: "absent", name, others };
}

function latestOf(classes: readonly StorageClass[]): StorageClass | undefined {
  const made = ({ metadata }: StorageClass): string => metadata.creationTimestamp ?? "";
  return [...classes].sort((a, b) => (made(a) < made(b) ? 1 : made(a) > made(b) ? -1 : 0))[0];
}

/** The name of the class as volumes bear it, "" for none. */
export function classNameOf(claimClass: ClaimClass): string {
  switch (claimClass.type) {
    case "named":
    case "absent":
      return claimClass.name;
    case "unseen":
      return claimClass.name ?? "";
    case "static":
    case "no-default":
      return "";
  }
}

/** A volume that exists and suits the claim; it will be bound in a moment. */
export function suitableVolume(
  claim: PersistentVolumeClaim,
  claimClass: ClaimClass,
  scene: Scene,
): PersistentVolume | undefined {
  const className = classNameOf(claimClass);
  return scene.objects
    .all("PersistentVolume")
    .find((volume) => claimToVolume(claim, className, volume).answer === "yes");
}

/** Why no volume suits: "there is none of class manual", "none of 2 PersistentVolumes of class manual suits: 1 smaller than 10Gi, 1 taken". */
export function whyNoVolume(claim: PersistentVolumeClaim, claimClass: ClaimClass, scene: Scene): string {
  const className = classNameOf(claimClass);
  const of = className === "" ? "without a class" : `of class ${className}`;
  const volumes = scene.objects.all("PersistentVolume");
  const misses = volumes.flatMap((volume): readonly VolumeMismatch[] => {
    const answer = claimToVolume(claim, className, volume);
    return answer.answer === "no" && answer.value !== "class" ? [answer.value] : [];
  });
  if (misses.length === 0) return `there is none ${of}`;
  const counts = order.flatMap((mismatch) => {
    const count = misses.filter((miss) => miss === mismatch).length;
    return count === 0 ? [] : [`${count} ${inWords(mismatch, claim)}`];
  });
  if (misses.length === 1) return `the only one ${of} is ${counts.join("").replace(/^1 /, "")}`;
  return `none of ${counted(misses.length, "PersistentVolume")} ${of} suits: ${counts.join(", ")}`;
}

const order = [
  "size",
  "accessModes",
  "volumeMode",
  "selector",
  "taken",
  "class",
] as const satisfies readonly VolumeMismatch[];

function inWords(mismatch: VolumeMismatch, { spec }: PersistentVolumeClaim): string {
  switch (mismatch) {
    case "taken":
      return "taken by another claim";
    case "class":
      return "of another class";
    case "size":
      return `smaller than ${parseQuantity(spec.storage) === undefined ? "the request" : (spec.storage ?? "the request")}`;
    case "accessModes":
      return `without ${spec.accessModes.join(", ")}`;
    case "volumeMode":
      return `not of mode ${spec.volumeMode}`;
    case "selector":
      return "without the selector's labels";
  }
}
