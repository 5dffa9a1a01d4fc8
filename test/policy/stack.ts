import { createRequire } from "node:module";
import type { PolicyResource, ReportViolation, ResourceValidationArgs } from "@pulumi/policy";
import { makePolicies } from "../../src/policy/make-policies";
import { Memory } from "../../src/policy/memory";
import { defaultProvider, now, providerUrn, urnOf, type Declared } from "../checks/stack";

/** What the SDK exports at run time only (its declarations leave it out). */
const proxies = createRequire(__filename)("@pulumi/policy/proxy") as {
  unknownCheckingProxy: (props: unknown) => Record<string, unknown>;
  unknownStringValue: string;
  unknownObjectValue: string;
};
export const { unknownCheckingProxy, unknownStringValue, unknownObjectValue } = proxies;

export {
  autonamed,
  cronJob,
  deployment,
  exempt,
  object,
  pod,
  pods,
  service,
  urnOf,
  workload,
  type Declared,
  type Provider,
} from "../checks/stack";

/** Inputs as a remediation gets them: secrets marked, behind two proxies. */
export function secretsMarked(props: Record<string, unknown>): Record<string, unknown> {
  const { secretsPreservingProxy } = createRequire(__filename)("@pulumi/policy/secret") as {
    secretsPreservingProxy: (props: unknown) => unknown;
  };
  return unknownCheckingProxy(secretsPreservingProxy(props));
}

export interface Violation {
  readonly urn: string | undefined;
  readonly lines: readonly string[];
  readonly level: string;
  readonly code: string;
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
            urn: providerUrn(provider),
            name: provider.name,
            props: wrap(provider.props ?? {}),
          },
        }),
  };
}

export interface RunOptions {
  readonly form?: Form;
  readonly recorded?: boolean;
  readonly secrets?: readonly Declared[];
  /** The options of every policy, as a policy pack's configuration has them. */
  readonly config?: object;
  /** The policies of the pack, by name. Default all. */
  readonly only?: readonly string[];
}

/** Runs the policies as a pack does: each resource's inputs first, then the whole stack's outputs. */
export function run(stack: readonly Declared[], options: RunOptions = {}): readonly Violation[] {
  const { form = "proxies", recorded = true, config = {} } = options;
  const memory = new Memory();
  const policies = makePolicies(memory, () => now);
  const violations: Violation[] = [];
  const reporting = (policy: string, level: string, resource?: string): ReportViolation =>
    ((
      violation: { message: string; name?: string; urn?: string; enforcementLevel?: string },
      urn: string | undefined,
    ) => {
      violations.push({
        urn: violation.urn ?? urn ?? resource,
        lines: violation.message.split("\n"),
        level: violation.enforcementLevel ?? level,
        code: violation.name ?? policy,
      });
    }) as unknown as ReportViolation;
  const shared = {
    stackTags: new Map<string, string>(),
    getConfig: () => config as never,
    notApplicable: (): never => {
      throw new Error("not applicable");
    },
  };
  for (const one of options.secrets ?? [])
    void policies.withholdSecrets.remediateResource?.({
      ...given(one, {}, "plain"),
      props: secretsMarked(one.props),
      ...shared,
    } as ResourceValidationArgs);
  const chosen = policies.all.filter(({ name }) => options.only?.includes(name) ?? true);
  for (const policy of chosen) {
    const level = policy.enforcementLevel ?? "";
    for (const one of stack) {
      if (!recorded || one.read === true || !("validateResource" in policy)) continue;
      const validate = policy.validateResource as (args: ResourceValidationArgs, report: ReportViolation) => void;
      validate(
        { ...given(one, one.props, form), ...shared } as ResourceValidationArgs,
        reporting(policy.name, level, urnOf(one)),
      );
    }
  }
  const resources = stack.map((one) => given(one, one.outputs ?? one.props, form));
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  for (const [index, resource] of resources.entries()) {
    const parent = byUrn.get(resource.opts.parent ?? "");
    if (parent !== undefined) resource.parent = parent;
    for (const [property, on] of Object.entries(stack[index]?.dependencies ?? {}))
      resource.propertyDependencies[property] = on.flatMap((one) => byUrn.get(urnOf(one)) ?? []);
  }
  for (const policy of chosen) {
    if (!("validateStack" in policy)) continue;
    void policy.validateStack({ resources, ...shared }, reporting(policy.name, policy.enforcementLevel ?? ""));
  }
  return violations;
}

/** What the first policy says in a pack of its own: its cases and messages are tested here. */
export function check(stack: readonly Declared[], options: RunOptions = {}): readonly Violation[] {
  return run(stack, { only: ["service-selector-matches-pods"], ...options });
}
