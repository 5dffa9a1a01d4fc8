import { isUnknown } from "../../wiring";
import { portText } from "../containers";
import type { Declaration } from "../declaration";
import type { Judgement, Raised, Undecided } from "../finding";
import type { Rule } from "../rule";
import { sourcesText } from "../sources-text";
import { declaredPorts, declares, targetPorts } from "../target-ports";

/**
 * Is each port number that a Service leads to declared by a container of its Pods? Kubernetes does
 * not ask for it: `containerPort` only informs. So it is off by default, and never more than a note.
 */
export const serviceTargetPortDeclared: Rule = {
  code: "service-target-port-declared",
  title: "Numeric target ports are declared",
  description: "The port number that a Service leads to is declared by a container of the Pods that it selects.",
  remedy: "Declare the port in the container that listens on it.",
  severity: "note",
  group: "services",
  scope: "stack",
  off: true,
  judge,
};

function judge(declaration: Declaration): Judgement {
  const raised: Raised[] = [];
  const undecided: Undecided[] = [];
  let judged = 0;
  for (const { service, path, target, protocol, selected } of targetPorts(declaration)) {
    if (typeof target !== "number" || selected.length === 0) continue;
    judged++;
    if (isUnknown(protocol)) {
      undecided.push({ object: service, why: `the protocol of ${path} is not known yet` });
      continue;
    }
    const answers = selected.map((source) => declares(source, target, protocol));
    if (answers.includes("yes")) continue;
    const doubt = answers.find((answer) => typeof answer === "object");
    if (doubt !== undefined) {
      undecided.push({ object: service, why: doubt.doubt });
      continue;
    }
    const ports = declaredPorts(selected);
    const shown = ports.length === 0 ? "they declare none" : `declared: ${ports.map(portText).join(", ")}`;
    raised.push({
      object: service,
      path: `${path}.targetPort`,
      certainty: "certain",
      severity: "note",
      message: `${path} leads to ${target}: no container of ${sourcesText(selected)} declares it; ${shown}`,
      remedy: `in the container that listens on it: ports: [{ containerPort: ${target} }]`,
    });
  }
  return { raised, undecided, judged };
}
