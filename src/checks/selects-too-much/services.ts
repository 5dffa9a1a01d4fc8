import { isSimilar, isUnknown, knownLabels, type Maybe } from "../../wiring";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement, Raised } from "../finding";
import { labelsCode, pairCode } from "../pulumi-code";
import { selectingServices } from "../selecting-services";
import type { PlacedSource } from "../source-index";
import { sourcesText } from "../sources-text";
import { textField } from "../tree";
import { declares, targetPorts, type TargetPort } from "../target-ports";

type Part = Pick<Judgement, "raised" | "judged">;
type Selector = Readonly<Record<string, Maybe<string>>>;

/**
 * Services over a workload and a Job, or over workloads of two applications. Where all of them
 * declare what the Service leads to, it is meant (a metrics port); so it is for a headless Service,
 * by which the members of something find each other.
 */
export function servicesOverStrangers(declaration: Declaration): Part {
  const raised: Raised[] = [];
  const portsOf = new Map<DeclaredObject, TargetPort[]>();
  for (const port of targetPorts(declaration)) {
    if (port.selected.length < 2) continue;
    const ports = portsOf.get(port.service);
    if (ports === undefined) portsOf.set(port.service, [port]);
    else ports.push(port);
  }
  for (const [service, ports] of portsOf) {
    const { selector, selected } = ports[0] ?? {};
    if (selector === undefined || isUnknown(selector) || selected === undefined) continue;
    if (textField(service.tree, "spec", "clusterIP") === "None") continue;
    const finding = jobsAmong(service, selector, selected, ports) ?? strangersAmong(service, selector, selected, ports);
    if (finding !== undefined) raised.push(finding);
  }
  return { raised, judged: selectingServices(declaration).length };
}

const isJob = ({ object: { key } }: PlacedSource): boolean => key === "batch/Job" || key === "batch/CronJob";

function jobsAmong(
  object: DeclaredObject,
  selector: Selector,
  selected: readonly PlacedSource[],
  ports: readonly TargetPort[],
): Raised | undefined {
  const jobs = selected.filter((source) => isJob(source) && lacksPort(source, ports));
  const serving = selected.filter((source) => !isJob(source));
  const [job] = jobs;
  if (job === undefined || serving.length === 0) return undefined;
  return {
    object,
    path: "spec.selector",
    certainty: "certain",
    message: `spec.selector is ${labelsCode(selector)}: it selects the Pods of ${sourcesText(serving)}, and while they run those of ${sourcesText(jobs)}, which do not declare its port and then get traffic`,
    remedy: apart(serving, jobs, selector),
    nearest: job.object,
  };
}

/** Labels that say what application it is, most specific first. */
const identities = ["app.kubernetes.io/component", "component", "app.kubernetes.io/name", "app", "k8s-app"] as const;

function strangersAmong(
  object: DeclaredObject,
  selector: Selector,
  selected: readonly PlacedSource[],
  ports: readonly TargetPort[],
): Raised | undefined {
  const serving = selected.filter((source) => !isJob(source));
  for (const one of serving) {
    const stranger = serving.find(
      (other) => identityApart(one, other) !== undefined && hasPortThatLacks(one, other, ports),
    );
    if (stranger === undefined) continue;
    const key = identityApart(one, stranger) ?? "";
    return {
      object,
      path: "spec.selector",
      certainty: "possible",
      message: `spec.selector is ${labelsCode(selector)}: it selects the Pods of ${sourcesText([one])} and of ${sourcesText([stranger])}, which is another ${key.endsWith("component") ? "component" : "application"} (${pairCode(key, knownLabels(stranger.labels)[key] ?? "")}) and does not declare its port`,
      remedy: `selector: ${labelsCode({ ...selector, [key]: knownLabels(one.labels)[key] ?? "" })}`,
      nearest: stranger.object,
    };
  }
  return undefined;
}

/** Is there a port of the Service that the one declares and the other certainly does not? */
function hasPortThatLacks(one: PlacedSource, other: PlacedSource, ports: readonly TargetPort[]): boolean {
  return ports.some(
    ({ target, protocol }) =>
      !isUnknown(target) &&
      !isUnknown(protocol) &&
      declares(one, target, protocol) === "yes" &&
      declares(other, target, protocol) === "no",
  );
}

/** The label by which two sources are certainly two applications: similar values may be versions or tracks of one. */
function identityApart(one: PlacedSource, other: PlacedSource): string | undefined {
  const mine = knownLabels(one.labels);
  const theirs = knownLabels(other.labels);
  return identities.find((key) => {
    const [a, b] = [mine[key], theirs[key]];
    return a !== undefined && b !== undefined && !isSimilar(a, b);
  });
}

/** Does it certainly not declare a port that the Service leads to? */
function lacksPort(source: PlacedSource, ports: readonly TargetPort[]): boolean {
  return ports.some(
    ({ target, protocol }) => !isUnknown(target) && !isUnknown(protocol) && declares(source, target, protocol) === "no",
  );
}

/** The selector with a label that the one has and the others have not. */
function apart(wanted: readonly PlacedSource[], unwanted: readonly PlacedSource[], selector: Selector): string {
  const [first] = wanted;
  for (const [key, value] of Object.entries(knownLabels(first?.labels ?? {}))) {
    const has = ({ labels }: PlacedSource): boolean => knownLabels(labels)[key] === value;
    if (wanted.every(has) && !unwanted.some(has)) return `selector: ${labelsCode({ ...selector, [key]: value })}`;
  }
  return `a label that only ${sourcesText(wanted)} ${wanted.length === 1 ? "has" : "have"}, in template and selector: ${pairCode("component", first?.ref.name ?? "")}`;
}
