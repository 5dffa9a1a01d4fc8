import { isUnknown, unknown, type Maybe } from "../wiring";
import type { DeclaredObject } from "./declared";
import { field, isEmpty, isRecord, listField, portField, textField, type Tree } from "./tree";

/** A Service that an Ingress leads to, in the words of its API version. */
export interface Backend {
  readonly name: Maybe<string>;
  readonly port: Maybe<string | number> | undefined;
  /** Made for findings only. */
  readonly wording: () => BackendWording;
}

/** How a backend is written. */
export interface BackendWording {
  /** `name`, or `serviceName` before networking.k8s.io/v1. */
  readonly nameField: string;
  /** `spec.rules[0].http.paths[0].backend.service.name`. */
  readonly namePath: string;
  readonly portPath: string;
  /** The line of code that says this port. */
  readonly portCode: (port: string | number) => string;
}

/**
 * The Services that an Ingress leads to, that of the default backend first; resources are left out.
 * Unknown where nothing is known of its rules. Knows networking.k8s.io/v1 and, before it, v1beta1 of
 * networking.k8s.io and extensions.
 */
export function ingressBackends({ tree }: DeclaredObject): Maybe<readonly Backend[]> {
  const spec = isEmpty(tree) ? unknown : field(tree, "spec");
  const rules = listField(spec, "rules");
  if (isUnknown(rules)) return unknown;
  const found: Maybe<Backend>[] = [];
  const add = (backend: unknown, path: () => string): void => {
    const one = backendAt(backend, path);
    if (one !== undefined) found.push(one);
  };
  add(field(spec, "defaultBackend"), () => "spec.defaultBackend");
  add(field(spec, "backend"), () => "spec.backend");
  rules.forEach((rule, index) => {
    const paths = listField(rule, "http", "paths");
    if (isUnknown(paths)) found.push(unknown);
    else
      paths.forEach((path, at) => {
        add(field(path, "backend"), () => `spec.rules[${index}].http.paths[${at}].backend`);
      });
  });
  const known = found.filter((one): one is Backend => !isUnknown(one));
  return known.length < found.length ? unknown : known;
}

function backendAt(backend: unknown, path: () => string): Maybe<Backend | undefined> {
  if (isUnknown(backend)) return unknown;
  if (!isRecord(backend)) return undefined;
  const service = field(backend, "service");
  if (isUnknown(service)) return unknown;
  return isRecord(service) ? serviceBackend(service, path) : oldBackend(backend, path);
}

function serviceBackend(service: Tree, path: () => string): Backend | undefined {
  const name = textField(service, "name");
  if (name === undefined) return undefined;
  const port = field(service, "port");
  const number = portField(port, "number");
  const isNumbered = number !== undefined && number !== 0;
  return {
    name,
    port: isUnknown(port) ? unknown : isNumbered ? number : textField(port, "name"),
    wording: () => ({
      nameField: "name",
      namePath: `${path()}.service.name`,
      portPath: `${path()}.service.port.${isNumbered ? "number" : "name"}`,
      portCode: (code) =>
        typeof code === "number" ? `port: { number: ${code} }` : `port: { name: ${JSON.stringify(code)} }`,
    }),
  };
}

/** As it is written before networking.k8s.io/v1. */
function oldBackend(backend: Tree, path: () => string): Backend | undefined {
  const name = textField(backend, "serviceName");
  if (name === undefined) return undefined;
  return {
    name,
    port: portField(backend, "servicePort"),
    wording: () => ({
      nameField: "serviceName",
      namePath: `${path()}.serviceName`,
      portPath: `${path()}.servicePort`,
      portCode: (code) => `servicePort: ${JSON.stringify(code)}`,
    }),
  };
}

/** Annotations by which a controller answers without asking the backend, which is then often a name that nobody has. */
const redirecting = /\/(?:permanent-redirect|temporal-redirect)$/;
const snippet = /\/(?:server|configuration)-snippet$/;

/**
 * Does the controller answer by itself? So says the port `use-annotation` of the AWS load balancer
 * controller, and so say annotations for redirects and fixed answers.
 */
export function isAnsweredBefore({ tree }: DeclaredObject, { port, name }: Backend): boolean {
  if (port === "use-annotation") return true;
  const annotations = field(tree, "metadata", "annotations");
  if (isUnknown(annotations)) return true;
  if (!isRecord(annotations)) return false;
  return Object.keys(annotations).some(
    (key) =>
      redirecting.test(key) ||
      key.endsWith(`/actions.${String(name)}`) ||
      (snippet.test(key) && /\breturn\b/.test(String(textField(annotations, key)))),
  );
}
