import { isUnknown } from "../../wiring";
import { claimTemplatesOf, isFromTemplate } from "../claim-templates";
import type { Declaration } from "../declaration";
import type { Judgement } from "../finding";
import { judgeEach, type OpenRelation, type Verdict } from "../judge-each";
import { doubtOf, podSpecsOf, type PodSpecAt } from "../pod-specs";
import { followed, type Reference } from "../reference";
import type { Rule } from "../rule";
import { listField, textField } from "../tree";

/**
 * Does each PersistentVolumeClaim exist that a Pod mounts? A StatefulSet makes its own from its
 * templates, and these hide volumes of the same name.
 * Source: `PersistentVolumeClaimVolumeSource` of k8s.io/api/core/v1, `updateStorage` of
 * kubernetes/pkg/controller/statefulset/stateful_set_utils.go.
 */
export const claimExists: Rule = {
  code: "claim-exists",
  title: "PersistentVolumeClaims exist",
  description: "Each PersistentVolumeClaim that a Pod mounts exists in its namespace.",
  remedy: "Let claimName be claim.metadata.name.",
  severity: "error",
  group: "references",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  return judgeEach(podSpecsOf(declaration).flatMap(claimsOf), (reference): Verdict => {
    const { name, place } = reference;
    const verdict = followed(declaration, reference, "others");
    if (isUnknown(name) || typeof verdict !== "object") return verdict;
    const made = isFromTemplate(declaration, name, place);
    return typeof made === "string" ? made : made ? undefined : verdict;
  });
}

function claimsOf(at: PodSpecAt): readonly (Reference | OpenRelation)[] {
  const { object, spec, path } = at;
  const volumes = listField(spec, "volumes");
  const doubt = doubtOf(at) ?? (isUnknown(volumes) ? "its volumes are not known yet" : undefined);
  if (doubt !== undefined || isUnknown(volumes)) return [{ object, doubt: doubt ?? "" }];
  const own = claimTemplatesOf(object).map((template) => textField(template, "metadata", "name"));
  return volumes.flatMap((volume, index): readonly (Reference | OpenRelation)[] => {
    const name = textField(volume, "persistentVolumeClaim", "claimName");
    if (name === undefined || name === "" || own.includes(textField(volume, "name"))) return [];
    return [
      {
        object,
        kinds: ["/PersistentVolumeClaim"],
        name,
        place: object.place,
        property: "spec",
        path: `${path}.volumes[${index}].persistentVolumeClaim.claimName`,
        fix: (code) => `claimName: ${code}`,
        within: "a Pod mounts PersistentVolumeClaims of its own namespace only",
      },
    ];
  });
}
