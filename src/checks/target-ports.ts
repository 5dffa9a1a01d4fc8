import { isUnknown, matchPod, unknown, type Maybe } from "../wiring";
import type { DeclaredPort } from "./containers";
import type { Declaration } from "./declaration";
import { mayInjectPort } from "./injection";
import { showsAllContainers } from "./pod-template";
import { selectingServices, type SelectingService } from "./selecting-services";
import type { PlacedSource } from "./source-index";
import { listField, portField, textField } from "./tree";

/** A port of a Service that selects Pods, and where it leads. */
export interface TargetPort extends SelectingService {
  /** `spec.ports[0]`. */
  readonly path: string;
  /** A name, or a number, which is the Service's own port where no target is given. */
  readonly target: Maybe<string | number>;
  readonly protocol: Maybe<string>;
}

/**
 * The ports of all Services that select. A Service whose ports are not known yet gives one whose
 * target is unknown; one whose selector is not known yet gives none.
 * Source: `SetDefaults_Service` of kubernetes/pkg/apis/core/v1/defaults.go (no target, 0 and "" are the port).
 */
export function targetPorts(declaration: Declaration): readonly TargetPort[] {
  return declaration.once(readPorts);
}

function readPorts(declaration: Declaration): readonly TargetPort[] {
  return selectingServices(declaration).flatMap(({ service, selector, selected }) => {
    if (isUnknown(selector)) return [];
    const ports = listField(service.tree, "spec", "ports");
    if (isUnknown(ports)) return [{ service, selector, path: "spec.ports", target: ports, protocol: ports, selected }];
    return ports.map((port, index) => ({
      service,
      selector,
      path: `spec.ports[${index}]`,
      target: targetOf(port),
      protocol: textField(port, "protocol") ?? "TCP",
      selected,
    }));
  });
}

function targetOf(port: unknown): TargetPort["target"] {
  const target = portField(port, "targetPort");
  if (target !== undefined && target !== 0 && target !== "") return target;
  const own = portField(port, "port");
  return typeof own === "number" ? own : unknown;
}

/** The Pods that a Service may select besides those that it certainly does: a value that is not known yet decides. */
export function perhapsSelected(
  declaration: Declaration,
  { service, selector }: SelectingService,
): readonly PlacedSource[] {
  if (isUnknown(selector)) return [];
  const wanted = { matchLabels: selector, matchExpressions: [] };
  const { here, maybe } = declaration.pods.at(service.place);
  return [
    ...here.filter((source) => typeof matchPod(wanted, source) === "object"),
    ...maybe.filter((source) => matchPod(wanted, source) !== "no"),
  ];
}

/** What the Pods of a source say of a port: they declare it, they certainly do not, or it cannot be told. */
export function declares(
  source: PlacedSource,
  target: string | number,
  protocol: string,
): "yes" | "no" | { readonly doubt: string } {
  const { object, template, ref } = source;
  const ports = template.servicePorts;
  if (isUnknown(ports)) return { doubt: `the ports of ${podsOf(source)} are not known yet` };
  let open = false;
  for (const port of ports) {
    const stated = typeof target === "number" ? port.containerPort : port.name;
    if (stated !== target && !isUnknown(stated)) continue;
    if (port.protocol !== protocol && !isUnknown(port.protocol)) continue;
    if (stated === target && port.protocol === protocol) return "yes";
    open = true;
  }
  if (open) return { doubt: `a port of ${podsOf(source)} is not known yet` };
  if (!showsAllContainers(object)) return { doubt: `the operator of ${ref.kind} ${ref.name} may add containers` };
  if (typeof target === "string" && mayInjectPort(source, target))
    return { doubt: `a sidecar that is injected into ${podsOf(source)} may declare ${target}` };
  return "no";
}

const podsOf = ({ ref }: PlacedSource): string =>
  ref.kind === "Pod" ? `Pod ${ref.name}` : `the Pods of ${ref.kind} ${ref.name}`;

/** What the Pods of some sources declare, each once. Those that are not known are left out. */
export function declaredPorts(sources: readonly PlacedSource[]): readonly DeclaredPort[] {
  const all = new Map<string, DeclaredPort>();
  for (const { template } of sources) {
    const ports = template.servicePorts;
    if (isUnknown(ports)) continue;
    for (const port of ports)
      all.set(`${String(port.name)}/${String(port.containerPort)}/${String(port.protocol)}`, port);
  }
  return [...all.values()];
}
