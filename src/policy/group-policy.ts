import type {
  PolicyConfigSchema,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy/policy";
import { check, declareStack, isJudgedAlone, readSettings, rules, undecidedLine, type Rule } from "../checks";
import { stackResource, type Memory } from "./memory";
import { Reporter } from "./report";
import { treeOf } from "./unwrap";

/** A policy on the whole stack that also looks at each resource as it passes by. */
export interface WiringPolicy extends StackValidationPolicy {
  validateResource(args: ResourceValidationArgs): void;
}

/** What a policy is called and which rules it runs. */
export interface GroupPolicy {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly remediationSteps: string;
  readonly rules: readonly Rule[];
}

/** The options of every policy here; see schemas/check-settings-v1.json. The names inside are checked when it runs. */
const configSchema: PolicyConfigSchema = {
  properties: {
    rules: { type: "object", description: "a rule's severity (error, warning, note) or off, by its code" },
    namespaces: { type: "object", description: "only: […], ignore: […]" },
    onUnknown: { type: "string", enum: ["ignore", "advise", "fail"] },
    podTemplates: { type: "object", description: "group/Kind to the path of its Pod template" },
  },
};

const shared = { enforcementLevel: "mandatory", tags: ["kubernetes", "wiring"], configSchema } as const;

/** The policy that a group's rules hold in the whole stack. `memory` is what passed by before the stack is complete. */
export function makeStackPolicy(group: GroupPolicy, memory: Memory, clock: () => Date): StackValidationPolicy {
  const { rules: reported, ...named } = group;
  return {
    ...named,
    ...shared,
    tags: [...shared.tags],
    validateStack: (args, reportViolation) => {
      const settings = readSettings(args.getConfig());
      const declaration = memory.declaration(args.resources, settings.podTemplates);
      const told = memory.toldByOthers(group.name);
      const now = clock();
      const { findings, staleExemptions, causes } = check(declaration, { now, settings, rules: reported, told });
      memory.rememberTold(group.name, causes);
      const reporter = new Reporter(memory, reportViolation);
      for (const finding of [...findings, ...staleExemptions]) reporter.finding(finding);
      if (settings.onUnknown === "ignore" || !memory.mayTellUndecided(group.name)) return;
      const line = undecidedLine(check(declaration, { now, settings }), settings);
      if (line !== undefined) reporter.say(group.name, line.severity, line.message);
    },
  };
}

/** As {@link makeStackPolicy}, and each resource's inputs are remembered: the first preview of a cluster has nothing else. */
export function makeRememberingPolicy(group: GroupPolicy, memory: Memory, clock: () => Date): WiringPolicy {
  return {
    ...makeStackPolicy(group, memory, clock),
    validateResource: (args) => {
      memory.remember(args);
    },
  };
}

/**
 * The policy that rules which look at one object alone hold for each: `pulumi up` then stops before
 * it is created. Remembers the inputs too.
 */
export function makeObjectPolicy(group: GroupPolicy, memory: Memory, clock: () => Date): ResourceValidationPolicy {
  const { rules: reported, ...named } = group;
  return {
    ...named,
    ...shared,
    tags: [...shared.tags],
    validateResource: (args, reportViolation) => {
      memory.remember(args);
      const settings = readSettings(args.getConfig());
      const tree = treeOf(args.props);
      if (!isJudgedAlone(tree)) return;
      const declaration = declareStack([stackResource(args, tree)], settings);
      if (declaration.objects.length === 0) return;
      const { findings, staleExemptions, causes } = check(declaration, { now: clock(), settings, rules: reported });
      memory.rememberTold(group.name, causes);
      const reporter = new Reporter(memory, reportViolation);
      for (const finding of [...findings, ...staleExemptions]) reporter.finding(finding);
    },
  };
}

/** The rules of a group. */
export const rulesOf = (group: Rule["group"]): readonly Rule[] => rules.filter((rule) => rule.group === group);
