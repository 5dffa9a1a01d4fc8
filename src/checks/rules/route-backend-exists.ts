import { isUnknown, portOf } from "../../wiring";
import { portNameOf } from "../causes";
import type { Declaration } from "../declaration";
import type { Judgement } from "../finding";
import type { Referred } from "../find-named";
import { portNumberOf, routeKinds, serviceBackends, type GatewayReference } from "../gateway-routes";
import { judgeEach, type Verdict } from "../judge-each";
import { follow, type Reference } from "../reference";
import type { Rule } from "../rule";
import { servicePortsText, serviceSource } from "../service-source";

/**
 * Does each Service that a route of the Gateway API leads to exist, with that port? Ports are numbers
 * only. What is no Service is not judged, and whether a reference may leave its namespace is
 * `reference-grant-missing`'s.
 * Source: `BackendObjectReference` of gateway-api's apis/v1.
 */
export const routeBackendExists: Rule = {
  code: "route-backend-exists",
  title: "Backends of routes exist",
  description: "Each Service that a route of the Gateway API leads to exists and has the port.",
  remedy: "Let the backend's name be service.metadata.name, and its port one of service.spec.ports.",
  severity: "error",
  group: "routing",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  return judgeEach(declaration.own(...routeKinds).flatMap(serviceBackends), (backend) =>
    verdictOn(declaration, backend),
  );
}

function verdictOn(declaration: Declaration, backend: GatewayReference): Verdict {
  const { object, name, place, path } = backend;
  const reference: Reference = {
    object,
    kinds: ["/Service"],
    name,
    place,
    property: "spec",
    path: `${path}.name`,
    fix: (code) => `name: ${code}`,
    within: "a backend without a namespace is looked for in the route's own",
    abroad: (namespace) => `namespace: ${JSON.stringify(namespace)}, and a ReferenceGrant there`,
  };
  const found = follow(declaration, reference, "nobody");
  if (found.answer === "no") return found.value;
  return found.answer === "cannot-tell" ? found.why : verdictOnPort(backend, found.value);
}

function verdictOnPort(backend: GatewayReference, { object: service, sure }: Referred): Verdict {
  const { object, path } = backend;
  const port = portNumberOf(backend);
  if (isUnknown(port)) return "the backend's port is not known yet";
  if (port === undefined) return undefined;
  const has = portOf(serviceSource(service), port);
  if (has.answer === "cannot-tell") return has.why;
  if (has.answer === "yes" || has.value.missing !== "port") return undefined;
  const { declared } = has.value;
  const first = declared[0]?.split("=").pop();
  return {
    object,
    path: `${path}.port`,
    certainty: sure ? "certain" : "possible",
    message: `${path}.port is ${JSON.stringify(port)}: Service ${service.ref.name} ${servicePortsText(declared)}`,
    remedy: first === undefined ? `in Service ${service.ref.name}: ports: [{ port: … }]` : `port: ${first}`,
    nearest: service,
    cause: portNameOf(service, String(port)),
  };
}
