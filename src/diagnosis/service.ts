import type { Pod, Service } from "../objects";
import { selectorMatches, targetPortOf } from "../wiring";
import type { Diagnosis } from "./diagnosis";
import { backendsOf, drainingWords, hasSelector, unservedPorts, type Backends } from "./endpoints";
import { foldPods } from "./fold";
import { diagnoseDeletion } from "./generic";
import { kubectl } from "./kubectl";
import { diagnoseLoadBalancer } from "./load-balancer";
import { byNode } from "./node";
import { isActive } from "./owned";
import { diagnosePod } from "./pod";
import { firstUnseen, type Scene } from "./scene";
import { diagnoseNoMatch } from "./service-selector";
import { findCondition } from "../objects";
import { diagnoseSlicePorts, diagnoseUnlinked, familyGap } from "./slices";
import { latest, timeOf } from "./time";
import { rightActions } from "./unseen";
import { isProblem, verdict, worstOutlook } from "./verdict";
import { counted, listed } from "./wording";

/** How long the EndpointSlice controller may take before that is told as a problem. */
const sliceMs = 10_000;

/**
 * A Service, type by type: Current when traffic to it can arrive. That is when at least one endpoint
 * is ready, every port leads somewhere, and a LoadBalancer has its address.
 */
export function diagnoseService(service: Service, scene: Scene): Diagnosis {
  return (
    diagnoseDeletion(service, scene) ??
    diagnoseAlias(service) ??
    diagnoseUnmanaged(service, scene) ??
    diagnoseSelected(service, scene)
  );
}

function diagnoseAlias(service: Service): Diagnosis | undefined {
  if (service.spec.type !== "ExternalName") return undefined;
  return verdict(service, "ExternalName", `alias for ${service.spec.externalName ?? "nothing"}`);
}

function diagnoseUnmanaged(service: Service, scene: Scene): Diagnosis | undefined {
  if (hasSelector(service.spec.selector)) return undefined;
  const { ready } = backendsOf(service, scene);
  const fault = diagnoseUnlinked(service, scene) ?? diagnoseSlicePorts(service, scene);
  if (fault !== undefined) return fault;
  const told = verdict(service, "NoSelector", `no selector, ${counted(ready.length, "endpoint")} managed elsewhere`);
  return diagnoseLoadBalancer(service, told.message, scene) ?? told;
}

function diagnoseSelected(service: Service, scene: Scene): Diagnosis {
  const { namespace } = service.metadata;
  const unseen = firstUnseen(scene, namespace, ["EndpointSlice"]);
  if (unseen !== undefined) return diagnoseUnseen(service, unseen, selectedPods(service, scene), scene);
  const backends = backendsOf(service, scene);
  const named = service.spec.ports.some(({ targetPort }) => typeof targetPort === "string");
  // Going through all Pods of the namespace is only worth it where they can change the answer.
  if (backends.ready.length > 0 && !named) return diagnoseServing(service, backends, scene);
  const pods = selectedPods(service, scene);
  const ports = undeclaredPorts(service, pods, scene);
  if (backends.ready.length > 0 && ports.length === 0) return diagnoseServing(service, backends, scene);
  const noPods = firstUnseen(scene, namespace, ["Pod"]);
  if (noPods !== undefined) return diagnoseUnseen(service, noPods, pods, scene);
  if (pods.length === 0) return diagnoseNoMatch(service, scene);
  return diagnoseNotServing(service, pods, backends, ports, scene);
}

function selectedPods({ metadata, spec }: Service, { objects }: Scene): readonly Pod[] {
  const selector = spec.selector ?? {};
  return objects
    .podsIn(metadata.namespace)
    .filter((pod) => isActive(pod) && selectorMatches(selector, pod.metadata.labels));
}

function diagnoseServing(service: Service, backends: Backends, scene: Scene): Diagnosis {
  const { clusterIP, ports, publishNotReadyAddresses } = service.spec;
  const where =
    clusterIP === "None"
      ? " (headless)"
      : clusterIP === undefined || clusterIP === ""
        ? ""
        : ` on ${clusterIP}:${listed(ports.map(({ port }) => String(port ?? "?")))}`;
  const unready = publishNotReadyAddresses ? ", not-ready ones included" : "";
  const message = `${backends.ready.length} of ${counted(backends.all.length, "endpoint")} ready${unready}`;
  return (
    diagnoseSlicePorts(service, scene) ??
    diagnoseLoadBalancer(service, message, scene) ??
    verdict(service, "Ready", `${message}${where}${familyGap(service, scene)}`)
  );
}

/** Without endpoints, and Pods match: they are not ready, a port has no target, or the slices lag behind. */
function diagnoseNotServing(
  service: Service,
  pods: readonly Pod[],
  backends: Backends,
  ports: readonly Diagnosis[],
  scene: Scene,
): Diagnosis {
  const folded = foldPods(
    pods.map((pod) => diagnosePod(pod, scene)),
    pods.length,
    byNode(pods, pods.length, scene),
  );
  const readyPods = pods.filter((pod) => findCondition(pod.status.conditions, "Ready")?.status === "True");
  const because = [...ports, ...folded];
  if (because.length === 0 || (ports.length === 0 && readyPods.length > 0 && !folded.some(isProblem)))
    return diagnoseLag(service, readyPods, pods.length, backends, scene);
  const unserved =
    backends.ready.length > 0
      ? `port ${listed(unservedPorts(service, scene).map(({ port }) => String(port ?? "?")))} has no endpoints`
      : `no ready endpoints${drainingWords(backends.draining)}`;
  return verdict(service, ports.length > 0 ? "PortNotDeclared" : "NoReadyEndpoints", unserved, {
    outlook: worstOutlook(
      because.map(({ outlook }) => outlook),
      "waiting",
    ),
    because,
    actions: [
      {
        text: "see the endpoints",
        command: kubectl(
          service.metadata.namespace,
          "get",
          "endpointslices",
          "-l",
          `kubernetes.io/service-name=${service.metadata.name}`,
        ),
      },
    ],
  });
}

/** Named target ports that none of the Pods declares, one entry each. Normal for as long as a rollout brings Pods that do. */
function undeclaredPorts(service: Service, pods: readonly Pod[], scene: Scene): readonly Diagnosis[] {
  if (pods.length === 0) return [];
  return service.spec.ports.flatMap((port) => {
    const answers = pods.map((pod) => targetPortOf(port, pod.spec));
    const misses = answers.flatMap((answer) => (answer.answer === "no" ? [answer.value] : []));
    const [miss] = misses;
    if (miss === undefined || misses.length < answers.length) return [];
    const declared = miss.declared.map(({ name, containerPort }) =>
      name === undefined ? String(containerPort ?? "?") : `${name}=${containerPort ?? "?"}`,
    );
    const near = declared.length === 0 ? "" : `, only ${listed(declared)}`;
    const who = pods.length === 1 ? "its Pod does not declare it" : `none of its ${pods.length} Pods declares it`;
    const coming = scene.objects
      .all("Deployment", service.metadata.namespace ?? "")
      .some(
        ({ spec }) =>
          selectorMatches(service.spec.selector ?? {}, spec.template.labels) &&
          targetPortOf(port, spec.template.spec).answer === "yes",
      );
    return [
      verdict(pods[0] ?? service, "PortNotDeclared", `targetPort ${miss.wanted}: ${who}${near}`, {
        ...(coming ? { outlook: "waiting" } : {}),
        since: scene.started,
      }),
    ];
  });
}

function diagnoseLag(
  service: Service,
  readyPods: readonly Pod[],
  total: number,
  { stale }: Backends,
  scene: Scene,
): Diagnosis {
  const since = latest(
    ...readyPods.map((pod) => timeOf(findCondition(pod.status.conditions, "Ready")?.lastTransitionTime)),
  );
  const patience = since === undefined ? undefined : since + sliceMs;
  const late = patience !== undefined && scene.now >= patience;
  const what = stale === 0 ? "do not list them" : `list ${stale} that ${stale === 1 ? "is" : "are"} gone and not them`;
  return verdict(
    service,
    "EndpointsStale",
    `${readyPods.length} of ${counted(total, "Pod")} ready, its EndpointSlices ${what}${late ? "" : " yet"}`,
    {
      outlook: late ? "may-heal" : "waiting",
      since,
      until: late ? undefined : patience,
    },
  );
}

/** A kind that matters cannot be seen (yet): what the Pods alone say is told all the same. */
function diagnoseUnseen(
  service: Service,
  { kind, coverage }: NonNullable<ReturnType<typeof firstUnseen>>,
  pods: readonly Pod[],
  scene: Scene,
): Diagnosis {
  if (coverage === "pending") return verdict(service, "Looking", `looking for its ${kind}s`);
  const { namespace } = service.metadata;
  const place = namespace === undefined ? "" : ` in ${namespace}`;
  const because = foldPods(
    pods.map((pod) => diagnosePod(pod, scene)),
    pods.length,
  );
  return verdict(service, "NotVisible", `${kind}s${place} cannot be seen (${coverage.gap})`, {
    because,
    actions: rightActions(kind, namespace, coverage.gap),
  });
}
