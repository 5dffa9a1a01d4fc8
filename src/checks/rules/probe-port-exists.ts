import { dissimilarity, isSimilar, isUnknown } from "../../wiring";
import { portNameOf } from "../causes";
import { containersOf, portText, type DeclaredContainer, type DeclaredPort } from "../containers";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement, Raised, Undecided } from "../finding";
import { showsAllContainers } from "../pod-template";
import type { Rule } from "../rule";
import { portField } from "../tree";

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

const actions: readonly (readonly string[])[] = [
  ...["startupProbe", "readinessProbe", "livenessProbe"].flatMap((probe) => [
    [probe, "httpGet", "port"],
    [probe, "tcpSocket", "port"],
  ]),
  ...["postStart", "preStop"].flatMap((hook) => [
    ["lifecycle", hook, "httpGet", "port"],
    ["lifecycle", hook, "tcpSocket", "port"],
  ]),
];

function judge(declaration: Declaration): Judgement {
  const raised: Raised[] = [];
  const undecided: Undecided[] = [];
  let judged = 0;
  for (const { object, template } of declaration.sources) {
    if (object.read || !showsAllContainers(object)) continue;
    const containers = containersOf(template.spec);
    if (isUnknown(containers)) continue;
    for (const container of containers) {
      for (const action of actions) {
        const port = portField({ container: container.tree }, "container", ...action);
        if (typeof port !== "string" || /^\d+$/.test(port) || port === "") continue;
        judged++;
        const answer = declaresName(container, port);
        const path = [...template.path, "spec", container.path, ...action].join(".");
        if (answer === "cannot-tell")
          undecided.push({ object, why: `the ports of its ${container.path} are not known yet` });
        if (answer === "no") raised.push(findingOf(object, path, port, container, containers));
      }
    }
  }
  return { raised, undecided, judged };
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
