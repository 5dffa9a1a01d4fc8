import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy/policy";
import { ruleOf, type Rule } from "../checks";
import { makeObjectPolicy, makeRememberingPolicy, makeStackPolicy, rulesOf, type WiringPolicy } from "./group-policy";
import type { Memory } from "./memory";
import { makeWithholdSecrets } from "./withhold-secrets";

export interface WiringPolicies {
  readonly serviceSelectorMatchesPods: WiringPolicy;
  readonly services: StackValidationPolicy;
  readonly routing: StackValidationPolicy;
  readonly references: StackValidationPolicy;
  readonly workloads: ResourceValidationPolicy;
  readonly withholdSecrets: ResourceValidationPolicy;
  readonly all: Policies;
}

/** Makes the policies of one run. They share what passes by, and the declaration that is made of it. */
export function makePolicies(memory: Memory, clock: () => Date): WiringPolicies {
  const selectors = "service-selector-matches-pods";
  const selectorRule = ruleOf(selectors);
  const serviceSelectorMatchesPods = makeRememberingPolicy(
    {
      name: selectors,
      displayName: selectorRule?.title ?? selectors,
      description: selectorRule?.description ?? selectors,
      remediationSteps: selectorRule?.remedy ?? "",
      rules: selectorRule === undefined ? [] : [selectorRule],
    },
    memory,
    clock,
  );
  const grouped = (group: Rule["group"], displayName: string, description: string): StackValidationPolicy =>
    makeStackPolicy(
      {
        name: group,
        displayName,
        description,
        remediationSteps: stepsOf(group),
        rules: rulesOf(group).filter(({ code }) => code !== selectors),
      },
      memory,
      clock,
    );
  const services = grouped(
    "services",
    "Services reach their Pods",
    "Services, budgets, autoscalers and monitors fit the Pods that they are meant for.",
  );
  const routing = grouped("routing", "Routes reach Services", "What an Ingress or a route leads to exists.");
  const references = grouped("references", "References lead somewhere", "What an object refers to exists.");
  const workloads = makeObjectPolicy(
    {
      name: "workloads",
      displayName: "Objects agree with themselves",
      description: "What an object says of itself fits together.",
      remediationSteps: stepsOf("workloads"),
      rules: rulesOf("workloads"),
    },
    memory,
    clock,
  );
  const withholdSecrets = makeWithholdSecrets(memory);
  return {
    serviceSelectorMatchesPods,
    services,
    routing,
    references,
    workloads,
    withholdSecrets,
    all: [serviceSelectorMatchesPods, services, routing, references, workloads, withholdSecrets],
  };
}

const stepsOf = (group: Rule["group"]): string =>
  rulesOf(group)
    .map(({ code, remedy }) => `${code}: ${remedy}`)
    .join("\n");
