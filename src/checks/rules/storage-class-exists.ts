import { claimTemplatesOf } from "../claim-templates";
import { classReference } from "../class-reference";
import type { Declaration } from "../declaration";
import type { Judgement } from "../finding";
import { judgeEach } from "../judge-each";
import { followed, type Reference } from "../reference";
import type { Rule } from "../rule";
import { field, textField } from "../tree";

/**
 * Does a claim name a StorageClass as it is called? Most are the cluster's own, and one that no
 * object has still binds volumes by hand, so only a slip and a name that Pulumi makes up otherwise
 * are told.
 * Source: `PersistentVolumeClaimSpec.storageClassName` of k8s.io/api/core/v1.
 */
export const storageClassExists: Rule = {
  code: "storage-class-exists",
  title: "StorageClasses are named as they are called",
  description: "The StorageClass of a claim is not another name for one that is created along with it.",
  remedy: "Let storageClassName be storageClass.metadata.name.",
  severity: "error",
  group: "references",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  return judgeEach(references(declaration), (reference) => followed(declaration, reference, "mostly others"));
}

function references(declaration: Declaration): readonly Reference[] {
  const found: Reference[] = [];
  const add = (object: Reference["object"], holder: unknown, path: string): void => {
    const name = textField(holder, "storageClassName");
    if (name === undefined || name === "") return;
    found.push(classReference(object, "storage.k8s.io/StorageClass", name, `${path}.storageClassName`));
  };
  for (const object of declaration.own("/PersistentVolumeClaim")) add(object, field(object.tree, "spec"), "spec");
  for (const { object } of declaration.sources) {
    if (object.read) continue;
    claimTemplatesOf(object).forEach((template, index) => {
      add(object, field(template, "spec"), `spec.volumeClaimTemplates[${index}].spec`);
    });
  }
  return found;
}
