import { isUnknown, portOf, type Maybe } from "../../wiring";
import { describeAbsent } from "../absent-message";
import { portNameOf } from "../causes";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement, Raised } from "../finding";
import { findNamed, type Absent, type Referred } from "../find-named";
import { ingressBackends, isAnsweredBefore, type Backend, type BackendWording } from "../ingress-backends";
import { Tally, type Verdict } from "../judge-each";
import type { Rule } from "../rule";
import { servicePortsText, serviceSource } from "../service-source";
import { listField, portField } from "../tree";

/**
 * Does each backend of an Ingress lead to a Service of its namespace that has the port, by number or
 * by name? A number is never compared with a name, so that an unnamed port is not taken for any.
 * Backends that are resources, and those that the controller's annotations answer, are not judged.
 * Source: `IngressServiceBackend` and `ServiceBackendPort` of k8s.io/api/networking/v1.
 */
export const ingressBackendExists: Rule = {
  code: "ingress-backend-exists",
  title: "Ingress backends exist",
  description: "Each backend of an Ingress is a Service of its namespace and a port of that Service.",
  remedy: "Let the backend's name be service.metadata.name, and its port one of service.spec.ports.",
  severity: "error",
  group: "routing",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const tally = new Tally();
  for (const object of declaration.own("networking.k8s.io/Ingress", "extensions/Ingress")) {
    const backends = ingressBackends(object);
    if (isUnknown(backends)) tally.count(object, "its backends are not known yet");
    else for (const backend of backends) tally.count(object, verdictOn(declaration, object, backend));
  }
  return tally;
}

const kinds = ["/Service"] as const;

function verdictOn(declaration: Declaration, object: DeclaredObject, backend: Backend): Verdict {
  if (isAnsweredBefore(object, backend)) return "its controller's annotations answer instead of the backend";
  const { name, port } = backend;
  const found = findNamed(declaration, { kinds, name, place: object.place, from: object, property: "spec" });
  if (found.answer === "cannot-tell") return found.why;
  if (found.answer === "no") return absentFinding(declaration, object, backend, found.value);
  if (isUnknown(port)) return "the backend's port is not known yet";
  if (port === undefined || port === 0 || port === "") return undefined;
  const has = portOf(serviceSource(found.value.object), port);
  if (has.answer === "cannot-tell") return has.why;
  if (has.answer === "yes" || has.value.missing !== "port") return undefined;
  return portFinding(object, backend, found.value, port, has.value.declared);
}

function absentFinding(declaration: Declaration, object: DeclaredObject, backend: Backend, absent: Absent): Raised {
  const { namePath: path, nameField } = backend.wording();
  const fix = (code: string): string => `${nameField}: ${code}`;
  const within = "an Ingress finds Services in its own namespace only";
  return { object, ...describeAbsent(absent, { path, fix, within, called: declaration.called }) };
}

function portFinding(
  object: DeclaredObject,
  { wording }: Backend,
  { object: service, sure }: Referred,
  port: string | number,
  declared: readonly string[],
): Raised {
  const { portPath, portCode } = wording();
  const targets = targetsOf(service);
  const isTarget = targets.includes(port);
  return {
    object,
    path: portPath,
    // ingress-nginx takes the target port too, other controllers do not.
    certainty: sure && !isTarget && !targets.some(isUnknown) ? "certain" : "possible",
    message: `${portPath} is ${JSON.stringify(port)}: Service ${service.ref.name} ${servicePortsText(declared)}${noteOn(port, declared, isTarget)}`,
    remedy: meantPort(port, declared, portCode) ?? `in Service ${service.ref.name}: ports: [{ port: … }]`,
    nearest: service,
    cause: portNameOf(service, String(port)),
  };
}

/** The port that was meant, as code: a number in quotes, the only name, else the first number. */
function meantPort(
  port: string | number,
  declared: readonly string[],
  portCode: BackendWording["portCode"],
): string | undefined {
  const ports = declared.map((text) => text.split("=").reverse());
  const [number, name] = ports[0] ?? [];
  if (ports.some(([own]) => own === port)) return portCode(Number(port));
  if (typeof port === "string" && name !== undefined && ports.length === 1) return portCode(name);
  return number === undefined || !/^\d+$/.test(number) ? undefined : portCode(Number(number));
}

function noteOn(port: string | number, declared: readonly string[], isTarget: boolean): string {
  if (isTarget) return `; ${String(port)} is a targetPort, which no controller but ingress-nginx takes`;
  if (typeof port === "string" && declared.length > 0 && declared.every((text) => !text.includes("=")))
    return ", without a name";
  return "";
}

function targetsOf({ tree }: DeclaredObject): readonly Maybe<string | number | undefined>[] {
  const ports = listField(tree, "spec", "ports");
  return isUnknown(ports) ? [] : ports.map((port) => portField(port, "targetPort"));
}
