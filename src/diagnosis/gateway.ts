import { findCondition, type Condition, type Gateway, type GatewayClass } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { conditionEvidence } from "./events";
import { missing, presentSince, worstFault } from "./faults";
import { diagnoseDeletion } from "./generic";
import { describe, kubectl } from "./kubectl";
import { isComplete, type Scene } from "./scene";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { counted, listed, phrase } from "./wording";

/** So long a Gateway's controller may take to take it up. */
const controllerMs = 20_000;

/**
 * A Gateway: Current when its class exists, its controller has accepted it and programmed it, and no
 * listener reports a fault. How many routes hang on it is a word, not a condition: none is normal.
 * Sources: `GatewayConditionType` and `ListenerConditionType` of gateway-api's apis/v1.
 */
export function diagnoseGateway(gateway: Gateway, scene: Scene): Diagnosis {
  const deletion = diagnoseDeletion(gateway, scene);
  if (deletion !== undefined) return deletion;
  const fault = worstFault(gateway, [
    ...classFaults(gateway, scene),
    ...conditionFaults(gateway),
    ...listenerFaults(gateway),
  ]);
  return fault ?? diagnoseProgress(gateway, scene);
}

function classFaults(gateway: Gateway, scene: Scene): readonly Diagnosis[] {
  const wanted = gateway.spec.gatewayClassName;
  if (wanted === undefined || !isComplete(scene, "GatewayClass", undefined)) return [];
  const classes = scene.objects.all("GatewayClass");
  const found = classes.find(({ metadata }) => metadata.name === wanted);
  if (found === undefined) {
    const names = classes.map(({ metadata }) => metadata.name);
    return [
      missing(
        gateway,
        scene,
        "GatewayClassNotFound",
        `wants GatewayClass ${wanted}, which does not exist; there is ${names.length === 0 ? "none at all" : listed(names)}`,
        {
          actions: [
            { text: "see which GatewayClasses there are", command: kubectl(undefined, "get", "gatewayclasses") },
          ],
        },
      ),
    ];
  }
  const accepted = findCondition(found.conditions, "Accepted");
  if (accepted?.status !== "False") return [];
  return [
    verdict(gateway, "GatewayNotProgrammed", `its GatewayClass ${wanted} is not accepted: ${words(accepted)}`, {
      evidence: [conditionEvidence(found, accepted)],
    }),
  ];
}

const words = ({ message, reason }: Condition): string =>
  phrase([message, reason].find((text) => text !== undefined && text.trim() !== "") ?? "no reason given", 70);

const isCurrent = ({ metadata }: Gateway, { observedGeneration }: Condition): boolean =>
  metadata.generation === undefined || observedGeneration === undefined || observedGeneration >= metadata.generation;

function conditionFaults(gateway: Gateway): readonly Diagnosis[] {
  return ["Accepted", "Programmed"].flatMap((type) => {
    const condition = findCondition(gateway.status.conditions, type);
    // Pending: nobody has looked at it yet, or it is being set up.
    if (condition?.status !== "False" || condition.reason === "Pending" || !isCurrent(gateway, condition)) return [];
    return [
      verdict(gateway, "GatewayNotProgrammed", `not ${type.toLowerCase()}: ${words(condition)}`, {
        evidence: [conditionEvidence(gateway, condition)],
        since: timeOf(condition.lastTransitionTime),
        actions: look(gateway),
      }),
    ];
  });
}

/** "Conflicted" is a fault when it is True, the others when they are False. */
function listenerFaults(gateway: Gateway): readonly Diagnosis[] {
  return gateway.status.listeners.flatMap(({ name, conditions }) => {
    const bad = conditions.find(
      (condition) =>
        isCurrent(gateway, condition) &&
        condition.reason !== "Pending" &&
        (condition.type === "Conflicted"
          ? condition.status === "True"
          : ["Accepted", "ResolvedRefs", "Programmed"].includes(condition.type) && condition.status === "False"),
    );
    if (bad === undefined) return [];
    const reason = bad.reason === undefined ? "" : ` (${bad.reason})`;
    return [
      verdict(gateway, "ListenerFailed", `listener ${name}: ${words(bad)}${reason}`, {
        evidence: [conditionEvidence(gateway, bad)],
        since: timeOf(bad.lastTransitionTime),
        actions: look(gateway),
      }),
    ];
  });
}

function diagnoseProgress(gateway: Gateway, scene: Scene): Diagnosis {
  const { conditions, addresses, listeners } = gateway.status;
  const programmed = findCondition(conditions, "Programmed");
  if (programmed?.status === "True" && isCurrent(gateway, programmed)) {
    const routes = listeners.reduce((sum, { attachedRoutes }) => sum + (attachedRoutes ?? 0), 0);
    const where = addresses.length === 0 ? "no address reported" : `at ${listed(addresses)}`;
    return verdict(gateway, "Ready", `${where}, ${routes === 0 ? "no route attached" : counted(routes, "route")}`);
  }
  const since = presentSince(gateway, scene);
  const patience = since === undefined ? undefined : since + controllerMs;
  const untouched = conditions.every(({ reason, status }) => reason === "Pending" || status === "Unknown");
  if (untouched && patience !== undefined && scene.now >= patience)
    return verdict(
      gateway,
      "GatewayNotProgrammed",
      `no controller of class ${gateway.spec.gatewayClassName ?? "?"} has answered for over 20 s`,
      { since, actions: look(gateway) },
    );
  return verdict(gateway, "Reconciling", `waits for its controller (class ${gateway.spec.gatewayClassName ?? "?"})`, {
    since,
    until: untouched ? patience : undefined,
  });
}

const look = ({ metadata }: Gateway): readonly ReturnType<typeof describe>[] => [
  describe({ kind: "Gateway", namespace: metadata.namespace ?? "", name: metadata.name }),
];

/** A GatewayClass: its controller says in one condition whether it takes it. */
export function diagnoseGatewayClass(gatewayClass: GatewayClass, scene: Scene): Diagnosis {
  const { conditions, controllerName } = gatewayClass;
  const accepted = findCondition(conditions, "Accepted");
  if (accepted?.status === "True" && gatewayClass.metadata.deletionTimestamp === undefined)
    return verdict(gatewayClass, "Ready", `accepted by ${controllerName ?? "its controller"}`);
  return (
    diagnoseDeletion(gatewayClass, scene) ??
    (accepted?.status === "False"
      ? verdict(gatewayClass, "GatewayNotProgrammed", `not accepted: ${words(accepted)}`, {
          evidence: [conditionEvidence(gatewayClass, accepted)],
        })
      : verdict(gatewayClass, "Reconciling", `waits for its controller (${controllerName ?? "none named"})`))
  );
}
