import type { Ingress, IngressBackend, IngressClass } from "../objects";
import { dissimilarity, ingressToService, isSimilar } from "../wiring";
import type { Diagnosis } from "./diagnosis";
import { eventEvidence, eventsOf } from "./events";
import { missing, placeOf, presentSince, worstFault } from "./faults";
import { diagnoseDeletion } from "./generic";
import { describe, kubectl } from "./kubectl";
import { diagnoseServices, routedServices, unseenServices, type RoutedBackend } from "./routing-backends";
import { isComplete, type Scene } from "./scene";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { counted, listed, quoted } from "./wording";

/** So long an ingress controller may take to write the address into the status. Cloud load balancers take a minute or two. */
const addressMs = 60_000;
/** Events live for an hour in a usual cluster: of an older Ingress their absence says nothing. */
const eventLifeMs = 55 * 60_000;

/**
 * An Ingress: Current when its class is served, every backend leads to a port of a Service that
 * answers, its TLS Secrets are there, and its controller has reported an address.
 *
 * Many controllers never report one (behind a NodePort, in front of a proxy of their own): without
 * an address for a minute it is *unknown*, not failing; and where `pulumi.com/skipAwait` says that
 * nobody waits for one, it is Current without. Whether the controller answers is not asked.
 * Sources: `IngressSpec` of k8s.io/api/networking/v1, the DefaultIngressClass admission plugin.
 */
export function diagnoseIngress(ingress: Ingress, scene: Scene): Diagnosis {
  const deletion = diagnoseDeletion(ingress, scene);
  if (deletion !== undefined) return deletion;
  const { namespace } = ingress.metadata;
  const backends = backendsIn(ingress);
  const { services, faults } = routedServices(ingress, backends, scene);
  const wiring = worstFault(ingress, [...classFaults(ingress, scene), ...faults, ...tlsFaults(ingress, scene)]);
  if (wiring !== undefined) return wiring;
  return (
    (backends.length > 0 ? unseenServices(ingress, [namespace], scene) : undefined) ??
    diagnoseServices(ingress, services, scene) ??
    diagnoseAddress(ingress, scene)
  );
}

function backendsIn({ metadata, spec }: Ingress): readonly RoutedBackend[] {
  const routed = (role: string, { service }: IngressBackend): readonly RoutedBackend[] =>
    service === undefined
      ? []
      : [
          {
            role,
            name: service.name,
            namespace: metadata.namespace,
            judge: (services) => ingressToService(service, services),
          },
        ];
  return [
    ...(spec.defaultBackend === undefined ? [] : routed("default backend", spec.defaultBackend)),
    ...spec.rules.flatMap(({ paths }) => paths.flatMap(({ backend }) => routed("backend", backend))),
  ];
}

/** A controller has shown that it knows this Ingress: then nothing is said of classes. */
function isServed(ingress: Ingress, scene: Scene): boolean {
  return ingress.status.ingress.length > 0 || eventsOf(scene, ingress).length > 0;
}

/**
 * A class that is named in the spec and does not exist. The annotation needs no object, and what a
 * controller serves without a class is its own business.
 */
function classFaults(ingress: Ingress, scene: Scene): readonly Diagnosis[] {
  const wanted = ingress.spec.ingressClassName;
  if (wanted === undefined || !isComplete(scene, "IngressClass", undefined) || isServed(ingress, scene)) return [];
  const classes = scene.objects.all("IngressClass");
  if (classes.some(({ metadata }) => metadata.name === wanted)) return [];
  return [
    missing(
      ingress,
      scene,
      "IngressClassNotFound",
      `IngressClass ${wanted} does not exist; ${present(classes, wanted)}`,
      {
        actions: [{ text: "see which IngressClasses there are", command: kubectl(undefined, "get", "ingressclasses") }],
      },
    ),
  ];
}

function present(classes: readonly IngressClass[], wanted: string): string {
  const names = classes.map(({ metadata }) => metadata.name);
  const [near] = names
    .filter((name) => isSimilar(wanted, name))
    .sort((a, b) => dissimilarity(wanted, a) - dissimilarity(wanted, b));
  if (near !== undefined) return `nearest: ${near}`;
  return names.length === 0 ? "there is none at all" : `there is ${listed(names)}`;
}

/** Only names are looked at, of the Secret and of its entries, and only where Secrets were listed. */
function tlsFaults(ingress: Ingress, scene: Scene): readonly Diagnosis[] {
  const { namespace } = ingress.metadata;
  if (!isComplete(scene, "Secret", namespace)) return [];
  return tlsSecrets(ingress).flatMap((name) => {
    const secret = scene.objects.findKnown("Secret", namespace, name);
    if (secret === undefined)
      return [
        missing(ingress, scene, "SecretNotFound", `TLS Secret ${name} does not exist${placeOf(namespace)}`, {
          actions: [{ text: "see which Secrets there are", command: kubectl(namespace, "get", "secrets") }],
        }),
      ];
    const { keys } = secret;
    const lacking = keys === undefined ? [] : ["tls.crt", "tls.key"].filter((key) => !keys.includes(key));
    if (lacking.length === 0) return [];
    return [missing(ingress, scene, "TlsSecretIncomplete", `TLS Secret ${name} has no ${lacking.join(" and no ")}`)];
  });
}

const tlsSecrets = ({ spec }: Ingress): readonly string[] => [
  ...new Set(spec.tls.flatMap(({ secretName }) => (secretName === undefined || secretName === "" ? [] : [secretName]))),
];

function diagnoseAddress(ingress: Ingress, scene: Scene): Diagnosis {
  const { namespace } = ingress.metadata;
  const addresses = ingress.status.ingress.flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  const served = servedBy(ingress);
  if (addresses.length > 0) {
    const secrets = tlsSecrets(ingress);
    const unchecked =
      secrets.length === 0 || isComplete(scene, "Secret", namespace)
        ? ""
        : `; TLS ${counted(secrets.length, "Secret")} not looked at`;
    return verdict(ingress, "Ready", `${served} at ${listed(addresses)}${unchecked}`);
  }
  const events = eventsOf(scene, ingress);
  const last = events.at(-1);
  if (last?.type === "Warning")
    return verdict(ingress, "IngressSyncFailed", `no address: ${quoted(last.message, 80)}`, {
      since: timeOf(last.firstTime),
      evidence: [eventEvidence(ingress, last)],
      actions: [describe({ kind: "Ingress", namespace: namespace ?? "", name: ingress.metadata.name })],
    });
  if (ingress.metadata.annotations["pulumi.com/skipAwait"] === "true")
    return verdict(ingress, "Ready", "no address is waited for (pulumi.com/skipAwait)");
  const since = presentSince(ingress, scene);
  const patience = since === undefined ? undefined : since + addressMs;
  if (patience === undefined || scene.now < patience) {
    const alone = hasNoController(ingress, scene);
    return verdict(ingress, "AddressPending", `backends ready, no address yet${alone ? " (no IngressClass)" : ""}`, {
      since,
      until: patience,
      actions: alone ? [install] : [],
    });
  }
  return nobodyAnswers(ingress, since, scene) ?? diagnoseSilence(ingress, since, scene);
}

/** "web.example.com and 2 more", what clients ask for. */
function servedBy({ spec }: Ingress): string {
  const hosts = [...new Set(spec.rules.flatMap(({ host }) => (host === undefined || host === "" ? [] : [host])))];
  return hosts.length === 0 ? "all hosts" : listed(hosts, 2);
}

const install = { text: "install an ingress controller; on minikube: minikube addons enable ingress" };

/**
 * No controller anywhere: no IngressClass, no annotation, no word about this Ingress although its
 * events would still be there, and no other Ingress that has an address.
 */
function hasNoController(ingress: Ingress, scene: Scene): boolean {
  const { namespace, creationTimestamp } = ingress.metadata;
  const created = timeOf(creationTimestamp);
  return (
    !isServed(ingress, scene) &&
    ingress.legacyClass === undefined &&
    isComplete(scene, "IngressClass", undefined) &&
    isComplete(scene, "Event", namespace) &&
    scene.objects.all("IngressClass").length === 0 &&
    scene.objects.all("Ingress").every(({ status }) => status.ingress.length === 0) &&
    created !== undefined &&
    scene.now - created <= eventLifeMs
  );
}

function nobodyAnswers(ingress: Ingress, since: number | undefined, scene: Scene): Diagnosis | undefined {
  const { namespace, name } = ingress.metadata;
  if (!hasNoController(ingress, scene)) return undefined;
  return verdict(
    ingress,
    "NoIngressController",
    "no address: there is no IngressClass, and no ingress controller has answered for over 60 s",
    {
      since,
      actions: [install, describe({ kind: "Ingress", namespace: namespace ?? "", name })],
    },
  );
}

function diagnoseSilence(ingress: Ingress, since: number | undefined, scene: Scene): Diagnosis {
  const { namespace, name } = ingress.metadata;
  return verdict(
    ingress,
    "NoAddressReported",
    `backends ready, no address reported for over 60 s (${whoServes(ingress, scene)})`,
    { since, actions: [describe({ kind: "Ingress", namespace: namespace ?? "", name })] },
  );
}

/** Which controller it is up to, as far as that can be told. */
function whoServes(ingress: Ingress, scene: Scene): string {
  const wanted = ingress.spec.ingressClassName;
  if (!isComplete(scene, "IngressClass", undefined)) return "IngressClasses cannot be seen";
  const classes = scene.objects.all("IngressClass");
  const named = classes.find(({ metadata }) => metadata.name === wanted);
  if (named !== undefined) return `controller ${named.controller ?? "unknown"}`;
  if (ingress.legacyClass !== undefined) return `class ${ingress.legacyClass} by annotation`;
  if (classes.length === 0) return "no IngressClass";
  const usual = classes.filter(({ isDefault }) => isDefault).map(({ metadata }) => metadata.name);
  return usual.length === 0
    ? `it names no class and none is the default, there is ${listed(classes.map(({ metadata }) => metadata.name))}`
    : `it names no class; ${listed(usual)} is the default only since later`;
}
