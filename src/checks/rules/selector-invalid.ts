import { isUnknown, type MaybeLabelSelector, type MaybeRequirement } from "../../wiring";
import { selectorAt, templateLabelsOf } from "../causes";
import type { DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement, Raised } from "../finding";
import { isBuiltIn } from "../kind";
import { labelNameFault, labelValueFault } from "../label-syntax";
import { labelSelectorField } from "../label-selector-field";
import type { Rule } from "../rule";
import { field, isRecord, labelsField, type Tree } from "../tree";
import { selectingWorkloads } from "../workload-selector";

/**
 * Would the API server take each label selector? `In` and `NotIn` need values, `Exists` and
 * `DoesNotExist` take none, keys are qualified names, values are label values. All selectors of
 * Kubernetes' own kinds are looked at, wherever they stand; values that are not known yet are left
 * out.
 * Source: `ValidateLabelSelector` of apimachinery's meta/v1/validation, `NewRequirement` of pkg/labels.
 */
export const selectorInvalid: Rule = {
  code: "selector-invalid",
  title: "Label selectors are valid",
  description:
    "The API server takes each label selector: its operators have the values they need, its keys and values are spelt as labels are.",
  remedy: "Give In and NotIn values, Exists and DoesNotExist none.",
  severity: "error",
  group: "workloads",
  scope: "object",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const raised: Raised[] = [];
  let judged = 0;
  for (const object of declaration.objects) {
    if (object.read || object.patch || !isJudged(object)) continue;
    for (const { steps, selector } of selectorsIn(object)) {
      judged++;
      const faults = faultsOf(selector);
      if (faults.length === 0) continue;
      const path = pathText(steps);
      for (const fault of faults)
        raised.push({
          object,
          path: `${path}${fault.at}`,
          certainty: "certain",
          message: `${path}${fault.at}: ${fault.what}`,
          remedy: fault.remedy,
          cause: path === "spec.selector" && isWorkload(object) ? templateLabelsOf(object) : selectorAt(object, path),
        });
    }
  }
  return { raised, undecided: [], judged };
}

/** Kubernetes' own kinds and the workloads that are as good as; a CustomResourceDefinition only describes what others hold. */
function isJudged(object: DeclaredObject): boolean {
  return (isBuiltIn(object.group) && object.group !== "apiextensions.k8s.io") || isWorkload(object);
}

const workloads: ReadonlySet<string> = new Set(selectingWorkloads);
const isWorkload = ({ key }: DeclaredObject): boolean => workloads.has(key);

interface Found {
  readonly steps: readonly (string | number)[];
  readonly selector: MaybeLabelSelector;
}

/** Fields that hold a label selector. Node selectors, which have other operators, are called otherwise. */
const fields: ReadonlySet<string> = new Set([
  "selector",
  "labelSelector",
  "podSelector",
  "namespaceSelector",
  "objectSelector",
]);
const plainMaps: ReadonlySet<string> = new Set([
  "/Service",
  "/ReplicationController",
  "apps.openshift.io/DeploymentConfig",
]);
/** What holds no label selector, and makes up most of what there is to look through. */
const without: ReadonlySet<string> = new Set(["metadata", "containers", "initContainers", "ephemeralContainers"]);
const deepest = 24;

function selectorsIn(object: DeclaredObject): readonly Found[] {
  const found: Found[] = [];
  const steps: (string | number)[] = [];
  const walk = (value: object, depth: number): void => {
    if (depth > deepest) return;
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        const item: unknown = value[index];
        steps[depth] = index;
        if (isNode(item)) walk(item, depth + 1);
      }
      return;
    }
    for (const key of Object.keys(value)) {
      const item = (value as Tree)[key];
      if (!isNode(item) || without.has(key)) continue;
      steps[depth] = key;
      if (fields.has(key) && isRecord(item))
        found.push({ steps: steps.slice(0, depth + 1), selector: readSelector(object, value, key) });
      else walk(item, depth + 1);
    }
  };
  const { tree } = object;
  if (isBuiltIn(object.group)) walk({ spec: tree["spec"], webhooks: tree["webhooks"] }, 0);
  else walk({ spec: { selector: field(tree, "spec", "selector") } }, 0);
  return found;
}

const isNode = (value: unknown): value is object => typeof value === "object" && value !== null;

/** `spec.rules[0].from`. */
function pathText([first = "", ...steps]: readonly (string | number)[]): string {
  return [first, ...steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))].join("");
}

function readSelector({ key: kind }: DeclaredObject, holder: unknown, key: string): MaybeLabelSelector {
  const none: MaybeLabelSelector = { matchLabels: {}, matchExpressions: [] };
  if (plainMaps.has(kind) && key === "selector") return { ...none, matchLabels: labelsField(holder, key) };
  const selector = labelSelectorField(holder, key);
  return selector === undefined || isUnknown(selector) ? none : selector;
}

interface Fault {
  /** `.matchExpressions[0].values`. */
  readonly at: string;
  readonly what: string;
  readonly remedy: string;
}

function faultsOf({ matchLabels, matchExpressions }: MaybeLabelSelector): readonly Fault[] {
  const faults: Fault[] = [];
  if (!isUnknown(matchLabels)) {
    for (const key of Object.keys(matchLabels)) {
      const value = matchLabels[key] ?? "";
      const what = labelNameFault(key) ?? (isUnknown(value) ? undefined : labelValueFault(value));
      if (what !== undefined) faults.push({ at: "", what, remedy: "a key and a value as labels have them" });
    }
  }
  if (!isUnknown(matchExpressions))
    matchExpressions.forEach((requirement, index) => {
      faults.push(...requirementFaults(requirement, `.matchExpressions[${index}]`));
    });
  return faults;
}

function requirementFaults({ key, operator, values }: MaybeRequirement, at: string): readonly Fault[] {
  const faults: Fault[] = [];
  const name = isUnknown(key) ? undefined : labelNameFault(key);
  if (name !== undefined) faults.push({ at: `${at}.key`, what: name, remedy: "a key as labels have it" });
  const count = isUnknown(values) ? undefined : values.length;
  switch (operator) {
    case "In":
    case "NotIn":
      if (count === 0)
        faults.push({
          at: `${at}.values`,
          what: `${operator} needs at least one value, and there is none`,
          remedy: 'values: ["…"]',
        });
      break;
    case "Exists":
    case "DoesNotExist":
      if (count !== undefined && count > 0)
        faults.push({
          at: `${at}.values`,
          what: `${operator} takes no values, and there ${count === 1 ? "is 1" : `are ${count}`}`,
          remedy: operator === "Exists" ? 'operator: "In", or no values' : 'operator: "NotIn", or no values',
        });
      break;
    default:
      if (!isUnknown(operator))
        faults.push({
          at: `${at}.operator`,
          what: `${JSON.stringify(operator)} is none of In, NotIn, Exists, DoesNotExist`,
          remedy: 'operator: "In"',
        });
  }
  for (const value of isUnknown(values) ? [] : values) {
    const what = isUnknown(value) ? undefined : labelValueFault(value);
    if (what !== undefined) faults.push({ at: `${at}.values`, what, remedy: "a value as labels have it" });
  }
  return faults;
}
