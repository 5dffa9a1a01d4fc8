import {
  check,
  declareStack,
  type Finding,
  type CheckSettings,
  type ProviderInputs,
  type Report,
  type StackResource,
  defaultSettings,
} from "../../src/checks";

/*
 * Stacks as tests write them, and what the rules say of them.
 */

/** What the engine puts in the place of a text, or of a map, that a preview does not know yet. */
export const unknownStringValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const unknownObjectValue = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";

export interface Provider {
  readonly name: string;
  readonly props?: Record<string, unknown>;
}

/** A resource of a program. `inputs` and `outputs` are `props` unless given. */
export interface Declared {
  readonly type: string;
  readonly name: string;
  readonly props: Record<string, unknown>;
  readonly provider?: Provider | null;
  readonly parent?: string;
  /** What the provider answered; `{}` of one that does not run yet. */
  readonly outputs?: Record<string, unknown>;
  /** A `.get()`: it never passes by as an input. */
  readonly read?: boolean;
  /** Which resources the outputs in a property come from. */
  readonly dependencies?: Readonly<Record<string, readonly Declared[]>>;
}

export const urnOf = ({ type, name }: Pick<Declared, "type" | "name">): string =>
  `urn:pulumi:dev::app::${type}::${name}`;
export const defaultProvider: Provider = { name: "default_4_25_0" };
export const providerUrn = ({ name }: Provider): string => `urn:pulumi:dev::app::pulumi:providers:kubernetes::${name}`;

const types: Record<string, string> = {
  Pod: "core/v1",
  Service: "core/v1",
  ReplicationController: "core/v1",
  ConfigMap: "core/v1",
  Secret: "core/v1",
  Namespace: "core/v1",
  PersistentVolumeClaim: "core/v1",
  ServiceAccount: "core/v1",
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  ReplicaSet: "apps/v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
  HorizontalPodAutoscaler: "autoscaling/v2",
  Ingress: "networking.k8s.io/v1",
  NetworkPolicy: "networking.k8s.io/v1",
  PodDisruptionBudget: "policy/v1",
  Rollout: "argoproj.io/v1alpha1",
};

/** An object of the Kubernetes provider, named like the resource unless its metadata say otherwise. `kind` may be `example.com/v1/Fleet`. */
export function object(
  kind: string,
  name: string,
  fields: { metadata?: Record<string, unknown> } & Record<string, unknown> = {},
  rest: Partial<Declared> = {},
): Declared {
  const module = types[kind] ?? kind.slice(0, kind.lastIndexOf("/"));
  const bare = kind.slice(kind.lastIndexOf("/") + 1);
  const apiVersion = module.replace(/^core\//, "");
  return {
    type: `kubernetes:${module}:${bare}`,
    name,
    props: { apiVersion, kind: bare, ...fields, metadata: { name, ...fields.metadata } },
    ...rest,
  };
}

/** The same object with a name that Pulumi makes up: known after the provider's check, absent before. */
export function autonamed(declared: Declared, made?: string): Declared {
  const metadata = { ...(declared.props["metadata"] as Record<string, unknown>) };
  delete metadata["name"];
  const annotations = { ...(metadata["annotations"] as object | undefined), "pulumi.com/autonamed": "true" };
  return {
    ...declared,
    props: { ...declared.props, metadata: made === undefined ? metadata : { ...metadata, name: made, annotations } },
  };
}

/** The object with an exemption from a rule. */
export function exempt(declared: Declared, code: string, text: string): Declared {
  const metadata = declared.props["metadata"] as Record<string, unknown>;
  const annotations = {
    ...(metadata["annotations"] as object | undefined),
    [`kubespy.pulumi.com/exempt-${code}`]: text,
  };
  return { ...declared, props: { ...declared.props, metadata: { ...metadata, annotations } } };
}

type Labels = unknown;
export const pods = (labels: Labels, spec: Record<string, unknown> = {}): Record<string, unknown> => ({
  metadata: { labels },
  spec: { containers: [{ name: "c", image: "i" }], ...spec },
});

export const service = (
  name: string,
  selector: unknown,
  metadata: Record<string, unknown> = {},
  rest: Partial<Declared> = {},
): Declared => object("Service", name, { metadata, spec: { selector, ports: [{ port: 80 }] } }, rest);
export const workload = (
  kind: string,
  name: string,
  labels: Labels,
  metadata: Record<string, unknown> = {},
  rest: Partial<Declared> = {},
): Declared => object(kind, name, { metadata, spec: { template: pods(labels) } }, rest);
export const deployment = (
  name: string,
  labels: Labels,
  metadata: Record<string, unknown> = {},
  rest: Partial<Declared> = {},
): Declared => workload("Deployment", name, labels, metadata, rest);
export const cronJob = (name: string, labels: Labels): Declared =>
  object("CronJob", name, {
    spec: { jobTemplate: { metadata: { labels: { at: "job" } }, spec: { template: pods(labels) } } },
  });
export const pod = (name: string, labels: Labels): Declared =>
  object("Pod", name, { metadata: { labels }, spec: pods({})["spec"] });

const emptied = (one: Declared): Declared => ({ ...one, outputs: {} });

/** The stack as the first preview of a cluster has it: a provider that does not run yet answers nothing. */
export const firstPreview = (stack: readonly Declared[]): readonly Declared[] => stack.map(emptied);

/** The resources as the rules read them: inputs where there are no outputs. */
export function resourcesOf(stack: readonly Declared[]): readonly StackResource[] {
  return stack.map((one) => {
    const provider = one.provider === undefined ? defaultProvider : one.provider;
    const given: ProviderInputs | undefined =
      provider === null ? undefined : { urn: providerUrn(provider), name: provider.name, tree: provider.props ?? {} };
    const outputs = one.outputs ?? one.props;
    return {
      urn: urnOf(one),
      type: one.type,
      name: one.name,
      tree: Object.keys(outputs).length > 0 || one.read === true ? outputs : one.props,
      provider: given,
      parentUrn: one.parent,
      read: one.read === true,
      dependencies: Object.fromEntries(
        Object.entries(one.dependencies ?? {}).map(([property, on]) => [property, on.map(urnOf)]),
      ),
    };
  });
}

export const now = new Date("2026-11-22T12:00:00Z");

/** The whole report on a stack. */
export function reportOn(stack: readonly Declared[], settings: Partial<CheckSettings> = {}): Report {
  const whole = { ...defaultSettings, ...settings };
  return check(declareStack(resourcesOf(stack), whole), { now, settings: whole });
}

/** What one rule finds in a stack, switched on if it is off by default. */
export function findingsOf(code: string, stack: readonly Declared[]): readonly Finding[] {
  return reportOn(stack, { rules: off.has(code) ? { [code]: "note" } : {} }).findings.filter(
    (finding) => finding.code === code,
  );
}

const off: ReadonlySet<string> = new Set(["service-target-port-declared"]);

/** The two lines that people read. */
export const textOf = ({ message, remedy }: Finding): string => `${message}\nFix: ${remedy}`;
