import { createRequire } from "node:module";
import type { PolicyResource, ReportViolation, ResourceValidationArgs } from "@pulumi/policy";
import { Memory } from "../../src/policy/memory";
import { makeServiceSelectorMatchesPods } from "../../src/policy/service-selector-matches-pods";
import { makeWithholdSecrets } from "../../src/policy/withhold-secrets";

/** What the SDK exports at run time only (its declarations leave it out). */
const proxies = createRequire(__filename)("@pulumi/policy/proxy") as {
  unknownCheckingProxy: (props: unknown) => Record<string, unknown>;
  unknownStringValue: string;
  unknownObjectValue: string;
};
export const { unknownCheckingProxy, unknownStringValue, unknownObjectValue } = proxies;

export interface Provider {
  readonly name: string;
  readonly props?: Record<string, unknown>;
}

/** Inputs as a remediation gets them: secrets marked, behind two proxies. */
export function secretsMarked(props: Record<string, unknown>): Record<string, unknown> {
  const { secretsPreservingProxy } = createRequire(__filename)("@pulumi/policy/secret") as {
    secretsPreservingProxy: (props: unknown) => unknown;
  };
  return unknownCheckingProxy(secretsPreservingProxy(props));
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
}

export const urnOf = ({ type, name }: Pick<Declared, "type" | "name">): string =>
  `urn:pulumi:dev::app::${type}::${name}`;
const defaultProvider: Provider = { name: "default_4_25_0" };

const types: Record<string, string> = {
  Pod: "core/v1",
  Service: "core/v1",
  ReplicationController: "core/v1",
  ConfigMap: "core/v1",
  Namespace: "core/v1",
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  ReplicaSet: "apps/v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
  PodDisruptionBudget: "policy/v1",
  Rollout: "argoproj.io/v1alpha1",
};

/** An object of the Kubernetes provider, named like the resource unless its metadata say otherwise. */
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

type Labels = unknown;
const pods = (labels: Labels): Record<string, unknown> => ({
  metadata: { labels },
  spec: { containers: [{ name: "c", image: "i" }] },
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

export interface Violation {
  readonly urn: string | undefined;
  readonly lines: readonly string[];
  readonly level: string;
}

type Form = "proxies" | "plain";

function given(declared: Declared, props: unknown, form: Form): PolicyResource {
  const wrap = form === "proxies" ? unknownCheckingProxy : (value: unknown) => value as Record<string, unknown>;
  const provider = declared.provider === undefined ? defaultProvider : declared.provider;
  const opts = {
    protect: false,
    ignoreChanges: [],
    aliases: [],
    additionalSecretOutputs: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  };
  return {
    type: declared.type,
    name: declared.name,
    urn: urnOf(declared),
    props: wrap(structuredClone(props)),
    opts: { ...opts, ...(declared.parent === undefined ? {} : { parent: declared.parent }) },
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
    ...(provider === null
      ? {}
      : {
          provider: {
            type: "pulumi:providers:kubernetes",
            urn: `urn:pulumi:dev::app::pulumi:providers:kubernetes::${provider.name}`,
            name: provider.name,
            props: wrap(provider.props ?? {}),
          },
        }),
  };
}

/** Runs the policies as a pack does: each resource's inputs first, then the whole stack's outputs. */
export function check(
  stack: readonly Declared[],
  options: { form?: Form; recorded?: boolean; secrets?: readonly Declared[] } = {},
): readonly Violation[] {
  const { form = "proxies", recorded = true } = options;
  const memory = new Memory();
  const policy = makeServiceSelectorMatchesPods(memory);
  const violations: Violation[] = [];
  const reportViolation = ((violation: { message: string; urn?: string; enforcementLevel?: string }, urn?: string) => {
    violations.push({
      urn: violation.urn ?? urn,
      lines: violation.message.split("\n"),
      level: violation.enforcementLevel ?? policy.enforcementLevel ?? "",
    });
  }) as unknown as ReportViolation;
  const shared = {
    stackTags: new Map<string, string>(),
    getConfig: () => ({}) as never,
    notApplicable: (): never => {
      throw new Error("not applicable");
    },
  };
  for (const one of options.secrets ?? [])
    void makeWithholdSecrets(memory).remediateResource?.({
      ...given(one, {}, "plain"),
      props: secretsMarked(one.props),
      ...shared,
    } as ResourceValidationArgs);
  for (const one of stack) {
    if (recorded && one.read !== true)
      policy.validateResource({ ...given(one, one.props, form), ...shared } as ResourceValidationArgs);
  }
  const resources = stack.map((one) => given(one, one.outputs ?? one.props, form));
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  for (const resource of resources) {
    const parent = byUrn.get(resource.opts.parent ?? "");
    if (parent !== undefined) resource.parent = parent;
  }
  void policy.validateStack({ resources, ...shared }, reportViolation);
  return violations;
}
