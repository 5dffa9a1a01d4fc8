import type { Rule } from "./rule";
import { autoscalerTargetExists } from "./rules/autoscaler-target-exists";
import { boundRoleExists } from "./rules/bound-role-exists";
import { claimExists } from "./rules/claim-exists";
import { configMapExists } from "./rules/config-map-exists";
import { disruptionBudgetSelectsPods } from "./rules/disruption-budget-selects-pods";
import { gatewayCertificateExists } from "./rules/gateway-certificate-exists";
import { ingressBackendExists } from "./rules/ingress-backend-exists";
import { ingressClassExists } from "./rules/ingress-class-exists";
import { monitorSelectsServices } from "./rules/monitor-selects-services";
import { namespaceExists } from "./rules/namespace-exists";
import { networkPolicySelectsPods } from "./rules/network-policy-selects-pods";
import { priorityClassExists } from "./rules/priority-class-exists";
import { probePortExists } from "./rules/probe-port-exists";
import { referenceGrantMissing } from "./rules/reference-grant-missing";
import { routeBackendExists } from "./rules/route-backend-exists";
import { routeParentExists } from "./rules/route-parent-exists";
import { secretExists } from "./rules/secret-exists";
import { selectorInvalid } from "./rules/selector-invalid";
import { selectsTooMuch } from "./rules/selects-too-much";
import { serviceAccountExists } from "./rules/service-account-exists";
import { serviceSelectorMatchesPods } from "./rules/service-selector-matches-pods";
import { serviceTargetPortDeclared } from "./rules/service-target-port-declared";
import { serviceTargetPortExists } from "./rules/service-target-port-exists";
import { statefulSetServiceExists } from "./rules/stateful-set-service-exists";
import { storageClassExists } from "./rules/storage-class-exists";
import { webhookServiceExists } from "./rules/webhook-service-exists";
import { workloadSelectorMatchesTemplate } from "./rules/workload-selector-matches-template";

/** All rules, in the order of the way that traffic takes: of several findings of one cause the first rule's is told. */
export const rules: readonly Rule[] = [
  routeParentExists,
  gatewayCertificateExists,
  ingressClassExists,
  routeBackendExists,
  referenceGrantMissing,
  ingressBackendExists,
  serviceSelectorMatchesPods,
  serviceTargetPortExists,
  serviceTargetPortDeclared,
  selectsTooMuch,
  statefulSetServiceExists,
  webhookServiceExists,
  autoscalerTargetExists,
  disruptionBudgetSelectsPods,
  networkPolicySelectsPods,
  monitorSelectsServices,
  namespaceExists,
  serviceAccountExists,
  boundRoleExists,
  configMapExists,
  secretExists,
  claimExists,
  storageClassExists,
  priorityClassExists,
  selectorInvalid,
  workloadSelectorMatchesTemplate,
  probePortExists,
];

/** The rule of that code. */
export function ruleOf(code: string): Rule | undefined {
  return rules.find((rule) => rule.code === code);
}
