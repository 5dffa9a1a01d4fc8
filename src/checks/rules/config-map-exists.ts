import { judgeConfigs } from "../config-existence";
import type { Rule } from "../rule";

/**
 * Does each ConfigMap that a Pod needs exist in its namespace, with the keys that it needs? What is
 * optional is not needed. ConfigMaps that somebody else makes are usual, so that a name which
 * nothing declared resembles is only advice.
 * Source: `ConfigMapKeySelector`, `ConfigMapEnvSource`, `ConfigMapVolumeSource` of k8s.io/api/core/v1.
 */
export const configMapExists: Rule = {
  code: "config-map-exists",
  title: "ConfigMaps exist",
  description: "Each ConfigMap that a Pod needs exists in its namespace and has the keys that the Pod needs.",
  remedy: "Let the name be configMap.metadata.name, and the key a constant that the ConfigMap's data use too.",
  severity: "error",
  group: "references",
  scope: "stack",
  judge: (declaration) => judgeConfigs(declaration, "ConfigMap"),
};
