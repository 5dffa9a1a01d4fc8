import {
  findCondition,
  type Condition,
  type Gateway,
  type HTTPRoute,
  type ParentRef,
  type RouteBackendRef,
} from "../objects";
import { isGranted, routeToService } from "../wiring";
import type { Diagnosis } from "./diagnosis";
import { conditionEvidence } from "./events";
import { missing, placeOf, presentSince, worstFault } from "./faults";
import { diagnoseGateway } from "./gateway";
import { diagnoseDeletion } from "./generic";
import { describe, kubectl } from "./kubectl";
import { diagnoseServices, routedServices, unseenServices } from "./routing-backends";
import { isComplete, type Scene } from "./scene";
import { timeOf } from "./time";
import { isProblem, verdict, worstOutlook } from "./verdict";
import { counted, listed, phrase } from "./wording";

const gatewayGroup = "gateway.networking.k8s.io";
/** So long a Gateway's controller may take to say its first word about a route. */
const attachMs = 20_000;

/**
 * An HTTPRoute: Current when every parent has accepted it, its references resolve, and the Services
 * that it leads to answer. A Service of another namespace counts only with a ReferenceGrant there.
 * What a parent says of an older generation says nothing.
 * Sources: `RouteConditionType`, `RouteConditionReason` and `ParentReference` of gateway-api's apis/v1.
 */
export function diagnoseHttpRoute(route: HTTPRoute, scene: Scene): Diagnosis {
  const deletion = diagnoseDeletion(route, scene);
  if (deletion !== undefined) return deletion;
  const refs = route.spec.rules.flatMap(({ backendRefs }) => backendRefs).filter(isService);
  const { services, faults } = routedServices(
    route,
    refs.map((ref) => ({
      role: "backend",
      name: ref.name,
      namespace: ref.namespace ?? route.metadata.namespace,
      judge: (candidates) => routeToService(ref, candidates),
    })),
    scene,
  );
  const wiring = worstFault(route, [...parentFaults(route, scene), ...faults, ...grantFaults(route, refs, scene)]);
  if (wiring !== undefined) return wiring;
  const namespaces = new Set(refs.map(({ namespace }) => namespace ?? route.metadata.namespace));
  return (
    diagnoseAttachment(route, scene) ??
    diagnoseParents(route, scene) ??
    unseenServices(route, [...namespaces], scene) ??
    diagnoseServices(route, services, scene) ??
    verdict(route, "Ready", `attached to ${parentsOf(route)}, ${counted(services.length, "backend")} ready`)
  );
}

const isService = ({ group, kind, weight }: RouteBackendRef): boolean =>
  group === "" && kind === "Service" && weight !== 0;

const nameOfParent = ({ kind, name }: ParentRef): string => `${kind} ${name}`;
const parentsOf = ({ spec }: HTTPRoute): string => listed([...new Set(spec.parentRefs.map(nameOfParent))], 2);

/** What its parents say against it: not accepted, or references that do not resolve. */
function parentFaults(route: HTTPRoute, scene: Scene): readonly Diagnosis[] {
  if (route.spec.parentRefs.length === 0)
    return [missing(route, scene, "RouteNotAttached", "names no Gateway (spec.parentRefs is empty)")];
  const said = route.status.parents.flatMap(({ parentRef, conditions }) =>
    ["Accepted", "ResolvedRefs"].flatMap((type): readonly Diagnosis[] => {
      const condition = current(route, findCondition(conditions, type));
      if (condition?.status !== "False") return [];
      const why = phrase(condition.message ?? condition.reason ?? "no reason given", 70);
      const reason = condition.reason === undefined ? "" : ` (${condition.reason})`;
      return [
        verdict(
          route,
          type === "Accepted" ? "RouteNotAccepted" : "RouteRefsNotResolved",
          `${type === "Accepted" ? "not accepted" : "not resolved"} by ${nameOfParent(parentRef)}: ${why}${reason}`,
          {
            evidence: [conditionEvidence(route, condition)],
            since: timeOf(condition.lastTransitionTime),
            actions: [
              describe({ kind: "HTTPRoute", namespace: route.metadata.namespace ?? "", name: route.metadata.name }),
            ],
          },
        ),
      ];
    }),
  );
  return [...absentGateways(route, scene), ...said];
}

/** A condition that speaks of the present generation. */
function current({ metadata }: HTTPRoute, condition: Condition | undefined): Condition | undefined {
  const { generation } = metadata;
  const observed = condition?.observedGeneration;
  return generation !== undefined && observed !== undefined && observed < generation ? undefined : condition;
}

function absentGateways(route: HTTPRoute, scene: Scene): readonly Diagnosis[] {
  return gatewayRefs(route).flatMap(({ name, namespace }) => {
    if (!isComplete(scene, "Gateway", namespace) || scene.objects.findKnown("Gateway", namespace, name) !== undefined)
      return [];
    return [
      missing(route, scene, "GatewayNotFound", `Gateway ${name} does not exist${placeOf(namespace)}`, {
        actions: [{ text: "see which Gateways there are", command: kubectl(undefined, "get", "gateways", "-A") }],
      }),
    ];
  });
}

function gatewayRefs({ metadata, spec }: HTTPRoute): readonly { name: string; namespace: string | undefined }[] {
  return spec.parentRefs
    .filter(({ group, kind }) => group === gatewayGroup && kind === "Gateway")
    .map(({ name, namespace }) => ({ name, namespace: namespace ?? metadata.namespace }));
}

/** References into another namespace that nothing there allows. Without a complete list of its ReferenceGrants nothing is said. */
function grantFaults(route: HTTPRoute, refs: readonly RouteBackendRef[], scene: Scene): readonly Diagnosis[] {
  const own = route.metadata.namespace ?? "";
  return refs.flatMap(({ group, kind, name, namespace = own }) => {
    if (namespace === own || !isComplete(scene, "ReferenceGrant", namespace)) return [];
    const from = { group: gatewayGroup, kind: "HTTPRoute", namespace: own };
    if (isGranted(from, { group, kind, namespace, name }, scene.objects.all("ReferenceGrant", namespace))) return [];
    return [
      missing(
        route,
        scene,
        "ReferenceNotGranted",
        `backend Service ${name} is in ${namespace}, and no ReferenceGrant there allows HTTPRoutes of ${own}`,
        { actions: [{ text: `create a ReferenceGrant in ${namespace} from HTTPRoute in ${own} to Service` }] },
      ),
    ];
  });
}

/** Parents that have not said anything about the present generation. */
function diagnoseAttachment(route: HTTPRoute, scene: Scene): Diagnosis | undefined {
  const { parentRefs } = route.spec;
  const accepted = parentRefs.filter((parentRef) =>
    route.status.parents.some(
      ({ parentRef: said, conditions }) =>
        isSame(parentRef, said, route) && current(route, findCondition(conditions, "Accepted"))?.status === "True",
    ),
  );
  if (accepted.length === parentRefs.length) return undefined;
  const since = presentSince(route, scene);
  const patience = since === undefined ? undefined : since + attachMs;
  const early = patience === undefined || scene.now < patience;
  const of = parentRefs.length === 1 ? "" : `${accepted.length} of ${parentRefs.length} parents have accepted it; `;
  const silent = parentRefs.find((ref) => !accepted.includes(ref));
  const who = silent === undefined ? "its parent" : nameOfParent(silent);
  return verdict(
    route,
    "RouteNotAttached",
    early ? `${of}waits for ${who} to accept it` : `${of}no controller has answered for ${who} for over 20 s`,
    {
      ...(early ? { outlook: "waiting", until: patience } : {}),
      because: gatewayProblems(route, scene),
      since,
      actions: early
        ? []
        : [describe({ kind: "HTTPRoute", namespace: route.metadata.namespace ?? "", name: route.metadata.name })],
    },
  );
}

/** The status repeats the reference, with the namespace filled in. */
function isSame(wanted: ParentRef, said: ParentRef, { metadata }: HTTPRoute): boolean {
  return (
    wanted.name === said.name &&
    wanted.kind === said.kind &&
    wanted.group === said.group &&
    (wanted.namespace ?? metadata.namespace) === (said.namespace ?? metadata.namespace) &&
    wanted.sectionName === said.sectionName &&
    wanted.port === said.port
  );
}

function gatewayProblems(route: HTTPRoute, scene: Scene): readonly Diagnosis[] {
  const gateways = gatewayRefs(route).flatMap(({ name, namespace }): readonly Gateway[] => {
    const gateway = scene.objects.findKnown("Gateway", namespace, name);
    return gateway === undefined ? [] : [gateway];
  });
  return [...new Set(gateways)].map((gateway) => diagnoseGateway(gateway, scene)).filter(isProblem);
}

/** Accepted, but the Gateway itself does not work. */
function diagnoseParents(route: HTTPRoute, scene: Scene): Diagnosis | undefined {
  const because = gatewayProblems(route, scene);
  if (because.length === 0) return undefined;
  return verdict(route, "GatewayNotProgrammed", `attached to ${parentsOf(route)}, which does not work`, {
    outlook: worstOutlook(
      because.map(({ outlook }) => outlook),
      "may-heal",
    ),
    because,
  });
}
