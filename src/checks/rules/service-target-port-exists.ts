import { dissimilarity, isSimilar, isUnknown, type Maybe } from "../../wiring";
import { portNameOf } from "../causes";
import { portText, type DeclaredPort } from "../containers";
import type { Declaration } from "../declaration";
import type { Judgement, Raised } from "../finding";
import { Tally, type Verdict } from "../judge-each";
import type { Rule } from "../rule";
import { sourcesText } from "../sources-text";
import { declaredPorts, declares, perhapsSelected, targetPorts, type TargetPort } from "../target-ports";

/**
 * Does each named targetPort of a Service lead to a port that a container of the selected Pods
 * declares, by name and protocol? Containers and init containers that keep running count
 * (Kubernetes 1.32 and later). One workload of several that has it is enough.
 * Source: `FindPort` of kubernetes/pkg/api/v1/pod/util.go.
 */
export const serviceTargetPortExists: Rule = {
  code: "service-target-port-exists",
  title: "Named target ports exist",
  description:
    "A Service's named targetPort is declared, with its protocol, by a container of the Pods that it selects.",
  remedy: "Let targetPort of the Service and the name of the container's port be one constant.",
  severity: "error",
  group: "services",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const tally = new Tally();
  for (const port of targetPorts(declaration))
    if (typeof port.target !== "number") tally.count(port.service, verdictOn(declaration, port, port.target));
  return tally;
}

/**
 * Undefined where it exists, or where there are no Pods, which is another rule's to report; a text
 * where it cannot be told. Pods that may be selected count as those that are: where none of them has
 * the port, it is missing however the unknown values turn out.
 */
function verdictOn(declaration: Declaration, port: TargetPort, target: Maybe<string>): Verdict {
  const { service, selected, protocol } = port;
  if (isUnknown(target) || isUnknown(protocol))
    return selected.length > 0 ? `${port.path} is not known yet` : undefined;
  const answers = selected.map((source) => declares(source, target, protocol));
  if (answers.includes("yes")) return undefined;
  const perhaps = perhapsSelected(declaration, port);
  const [first] = selected.length > 0 ? selected : perhaps;
  if (first === undefined) return undefined;
  for (const source of perhaps) {
    const answer = declares(source, target, protocol);
    if (answer === "yes") return `it may select ${source.ref.kind} ${source.ref.name}, which has port ${target}`;
    answers.push(answer);
  }
  for (const answer of answers) if (typeof answer === "object") return answer.doubt;
  const all = selected.length > 0 ? selected : perhaps;
  return {
    object: service,
    path: `${port.path}.targetPort`,
    certainty: declaration.hidden("Pod", service.place) === undefined ? "certain" : "possible",
    nearest: first.object,
    ...inWords({ path: port.path, selected: all, target, protocol }),
  };
}

type Named = Pick<TargetPort, "path" | "selected"> & Readonly<Record<"target" | "protocol", string>>;

function inWords({ path, selected, target, protocol }: Named): Pick<Raised, "message" | "remedy" | "cause"> {
  const all = declaredPorts(selected);
  const ports = all.filter(({ name }) => typeof name === "string" && name !== "");
  const owners = sourcesText(selected);
  const shown = all.length === 0 ? "they declare none" : `declared: ${all.map(portText).join(", ")}`;
  const said = `${path}.targetPort is ${JSON.stringify(target)}: no container of ${owners} declares`;
  const otherProtocol = ports.find(({ name }) => name === target);
  if (otherProtocol !== undefined && typeof otherProtocol.protocol === "string") {
    return {
      message: `${said} it for ${protocol}; ${shown}`,
      remedy: `protocol: ${JSON.stringify(otherProtocol.protocol)}`,
    };
  }
  if (/^\d+$/.test(target))
    return {
      message: `${said} a port of that name, and a text is taken as a name; ${shown}`,
      remedy: `targetPort: ${target}`,
    };
  const message = `${said} it; ${shown}`;
  const misspelt = nearest(target, ports);
  if (misspelt !== undefined) return { message, remedy: `targetPort: ${JSON.stringify(misspelt)}` };
  const [first] = selected;
  const [only, ...more] = ports;
  return {
    message,
    remedy:
      only !== undefined && more.length === 0 && typeof only.name === "string"
        ? `targetPort: ${JSON.stringify(only.name)}`
        : `in the container of ${owners} that listens: ports: [{ name: ${JSON.stringify(target)}, containerPort: … }]`,
    ...(first === undefined ? {} : { cause: portNameOf(first.object, target) }),
  };
}

/** The name that was meant: a similar one. */
function nearest(target: string, ports: readonly DeclaredPort[]): string | undefined {
  const names = ports.flatMap(({ name }) => (typeof name === "string" ? [name] : []));
  const [near] = names
    .filter((name) => isSimilar(target, name))
    .sort((one, other) => dissimilarity(target, one) - dissimilarity(target, other));
  return near;
}
