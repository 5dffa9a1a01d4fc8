import type { ContainerPort, PodSpec, ServicePort } from "../objects";
import type { Answer } from "./answer";

/**
 * Which port of a Pod a Service's port leads to. A name is looked for in the containers in their
 * order, then in the init containers that keep running (`restartPolicy: Always`, Kubernetes 1.32
 * and later); name and protocol must both be equal. A number always leads there, declared or not.
 * Without a target port (or with 0 or "", which the API server replaces) it is the Service's port.
 *
 * "No" carries what the containers declare, so that the near miss can be named. Cannot tell: a port
 * without any number.
 * Source: `FindPort` of kubernetes/pkg/api/v1/pod/util.go, `SetDefaults_Service` of
 * kubernetes/pkg/apis/core/v1/defaults.go.
 */
export function targetPortOf(
  port: ServicePort,
  spec: PodSpec,
): Answer<number, { readonly wanted: string | number; readonly declared: readonly ContainerPort[] }> {
  const wanted =
    port.targetPort === undefined || port.targetPort === 0 || port.targetPort === "" ? port.port : port.targetPort;
  if (wanted === undefined) return { answer: "cannot-tell", why: "the Service's port has no number" };
  if (typeof wanted === "number") return { answer: "yes", value: wanted };
  const declared = declaredPorts(spec);
  const found = declared.find(({ name, protocol }) => name === wanted && protocol === port.protocol);
  if (found === undefined) return { answer: "no", value: { wanted, declared } };
  if (found.containerPort === undefined)
    return { answer: "cannot-tell", why: `container port ${wanted} has no number` };
  return { answer: "yes", value: found.containerPort };
}

/** The ports that a Service's name can resolve to, in the order in which they are looked at. */
function declaredPorts(spec: PodSpec): readonly ContainerPort[] {
  const sidecars = spec.initContainers.filter(({ restartPolicy }) => restartPolicy === "Always");
  return [...spec.containers, ...sidecars].flatMap(({ ports }) => ports);
}
