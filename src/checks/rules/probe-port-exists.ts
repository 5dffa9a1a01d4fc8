import { dissimilarity, isSimilar, isUnknown } from "../../wiring";
import { portNameOf } from "../causes";
import { portText, type DeclaredContainer, type DeclaredPort } from "../containers";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement, Raised } from "../finding";
import { Tally, type Verdict } from "../judge-each";
import { showsAllContainers } from "../pod-template";
import type { Rule } from "../rule";
import { field, portField } from "../tree";

/**
 * Does each named port of a probe or a lifecycle hook exist in its own container? The kubelet looks
 * nowhere else, whatever the protocol; a probe whose port it does not find fails for ever. A text of
 * digits counts as a number.
 * Source: `ResolveContainerPort` of kubernetes/pkg/probe/util.go, `resolvePort` of kubernetes/pkg/kubelet/lifecycle/handlers.go.
 */
export const probePortExists: Rule = {
  code: "probe-port-exists",
  title: "Ports of probes exist",
  description: "Each port that a probe or a lifecycle hook names is declared by its own container.",
  remedy: "Let the port of the probe and the name of the container's port be one constant.",
  severity: "error",
  group: "workloads",
  scope: "object",
  judge,
};

/** What may ask a container on one of its ports, and how. */
const askers = ["startupProbe", "readinessProbe", "livenessProbe", "lifecycle.postStart", "lifecycle.preStop"].map(
  (path) => ({ path, fields: path.split(".") }),
);
const ways = ["httpGet", "tcpSocket"] as const;

function judge(declaration: Declaration): Judgement {
  const tally = new Tally();
  for (const { object, template } of declaration.sources) {
    const { containers } = template;
    if (object.read || !showsAllContainers(object) || isUnknown(containers)) continue;
    for (const container of containers) {
      for (const { port, path } of namedPorts(container)) {
        const where = (): string => [...template.path, "spec", container.path, path].join(".");
        tally.count(object, verdictOn({ object, container, containers, port, where }));
      }
    }
  }
  return tally;
}

/** The ports that a container's probes and hooks name. A text of digits is a number. */
function namedPorts({ tree }: DeclaredContainer): readonly { readonly port: string; readonly path: string }[] {
  const found: { readonly port: string; readonly path: string }[] = [];
  for (const { path, fields } of askers) {
    const asker = field(tree, ...fields);
    if (asker === undefined) continue;
    for (const way of ways) {
      const port = portField(asker, way, "port");
      if (typeof port === "string" && port !== "" && !/^\d+$/.test(port))
        found.push({ port, path: `${path}.${way}.port` });
    }
  }
  return found;
}

interface NamedPort {
  readonly object: DeclaredObject;
  readonly container: DeclaredContainer;
  readonly containers: readonly DeclaredContainer[];
  readonly port: string;
  readonly where: () => string;
}

function verdictOn({ object, container, containers, port, where }: NamedPort): Verdict {
  switch (declaresName(container, port)) {
    case "yes":
      return undefined;
    case "cannot-tell":
      return `the ports of its ${container.path} are not known yet`;
    case "no":
      return findingOf(object, where(), port, container, containers);
  }
}

function declaresName({ ports }: DeclaredContainer, port: string): "yes" | "no" | "cannot-tell" {
  if (isUnknown(ports)) return "cannot-tell";
  if (ports.some(({ name }) => name === port)) return "yes";
  return ports.some(({ name }) => isUnknown(name)) ? "cannot-tell" : "no";
}

function findingOf(
  object: DeclaredObject,
  path: string,
  port: string,
  container: DeclaredContainer,
  containers: readonly DeclaredContainer[],
): Raised {
  const own = isUnknown(container.ports) ? [] : container.ports;
  const other = containers.find((one) => one !== container && declaresName(one, port) === "yes");
  const declared = own.length === 0 ? "no port" : own.map(portText).join(", ");
  const elsewhere =
    other === undefined ? "" : `; container ${nameOf(other)} has it, but a probe finds ports of its own container only`;
  const near = nearest(port, own);
  return {
    object,
    path,
    certainty: "certain",
    message: `${path} is ${JSON.stringify(port)}: container ${nameOf(container)} declares ${declared}${elsewhere}`,
    remedy:
      near === undefined
        ? `in container ${nameOf(container)}: ports: [{ name: ${JSON.stringify(port)}, containerPort: … }], or the port as a number`
        : `port: ${JSON.stringify(near)}`,
    ...(near !== undefined && isSimilar(port, near) ? {} : { cause: portNameOf(object, port) }),
  };
}

const nameOf = ({ name, path }: DeclaredContainer): string => (typeof name === "string" ? name : path);

/** The name that was meant: a similar one, or the only one. */
function nearest(port: string, own: readonly DeclaredPort[]): string | undefined {
  const names = own.flatMap(({ name }) => (typeof name === "string" && name !== "" ? [name] : []));
  const [near] = names
    .filter((name) => isSimilar(port, name))
    .sort((one, other) => dissimilarity(port, one) - dissimilarity(port, other));
  return near ?? (names.length === 1 ? names[0] : undefined);
}
