import { findCondition, groupOf, type Condition, type OtherObject, type Scalar } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { conditionEvidence } from "./events";
import { describe } from "./kubectl";
import type { Reason } from "./reasons";
import type { Scene } from "./scene";
import { timeOf } from "./time";
import { isProblem, verdict } from "./verdict";
import { wellKnownRules } from "./well-known-rules";
import { phrase } from "./wording";

/** A field of status, or a number or flag of spec. Without `values`: it is there, and neither empty nor false. */
export interface FieldCheck {
  /** `status.health.status`: names joined by dots, at most four below status. Not into lists. */
  readonly path: string;
  readonly values?: readonly Scalar[];
}

/** A condition. One that speaks of an older generation never holds. */
export interface ConditionCheck {
  readonly condition: string;
  /** "True" when it is left out. */
  readonly status?: "True" | "False" | "Unknown";
  /** Only with one of these reasons. */
  readonly reasons?: readonly string[];
}

export type Check = FieldCheck | ConditionCheck;

/**
 * How to read the state of a kind that has no rules here: declared once, as data. Looked at in the
 * order suspended, progressing, failed, ready; where none holds, it is still on its way. `failed`
 * does not mean for ever: the object's controller may try again.
 */
export interface ReadinessRule {
  /** Only the group counts: a rule is for all versions. */
  readonly apiVersion: string;
  readonly kind: string;
  /** All of them must hold. */
  readonly ready: Check | readonly Check[];
  /** Any of them, as in the next two. */
  readonly progressing?: Check | readonly Check[];
  readonly failed?: Check | readonly Check[];
  readonly suspended?: Check | readonly Check[];
  /** The field with the words to show. Without it: the message of the condition that decided. */
  readonly message?: string;
}

/** The rules that were given cannot be used: the message says which, where, and what is accepted. */
export class RuleInvalid extends Error {
  override readonly name = "RuleInvalid";
}

const ruleOptions = ["apiVersion", "kind", "ready", "progressing", "failed", "suspended", "message"] as const;
const checkOptions = ["path", "values", "condition", "status", "reasons"] as const;
type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks rules that come from outside (JSON, YAML, a program's options) and gives them typed. Throws
 * {@link RuleInvalid} for an unknown option, naming those that are accepted, and for a missing or
 * wrong one. Does not check that the fields exist in the kind.
 */
export function readRules(input: unknown): readonly ReadinessRule[] {
  if (!Array.isArray(input)) throw new RuleInvalid("rules: expected a list of rules");
  return input.map((item: unknown, index) => readRule(item, `rules[${index}]`));
}

function readRule(input: unknown, at: string): ReadinessRule {
  const rule = fieldsOf(input, at);
  const kind = textOf(rule, "kind", at);
  const where = `${at} (${kind})`;
  refuseUnknown(rule, ruleOptions, where);
  if (rule["ready"] === undefined) throw new RuleInvalid(`${where}: ready is missing`);
  const { message } = rule;
  if (message !== undefined) checkPath(message, `${where}.message`);
  return {
    apiVersion: textOf(rule, "apiVersion", where),
    kind,
    ready: readChecks(rule["ready"], `${where}.ready`),
    ...optional(rule, "progressing", where),
    ...optional(rule, "failed", where),
    ...optional(rule, "suspended", where),
    ...(typeof message === "string" ? { message } : {}),
  };
}

function optional<Key extends "progressing" | "failed" | "suspended">(
  rule: Fields,
  key: Key,
  at: string,
): { readonly [K in Key]?: readonly Check[] } {
  if (rule[key] === undefined) return {};
  const checks: { [K in Key]?: readonly Check[] } = {};
  checks[key] = readChecks(rule[key], `${at}.${key}`);
  return checks;
}

function readChecks(input: unknown, at: string): readonly Check[] {
  if (!Array.isArray(input)) return [readCheck(input, at)];
  if (input.length === 0) throw new RuleInvalid(`${at}: expected at least one check`);
  return input.map((item: unknown, index) => readCheck(item, `${at}[${index}]`));
}

function readCheck(input: unknown, at: string): Check {
  const check = fieldsOf(input, at);
  refuseUnknown(check, checkOptions, at);
  if ((check["path"] === undefined) === (check["condition"] === undefined))
    throw new RuleInvalid(`${at}: expected either path or condition`);
  if (check["path"] !== undefined) {
    refuseUnknown(check, ["path", "values"], at);
    const path = checkPath(check["path"], `${at}.path`);
    const { values } = check;
    if (values === undefined) return { path };
    if (!Array.isArray(values) || values.length === 0 || !values.every(isScalar))
      throw new RuleInvalid(`${at}.values: expected a list of texts, numbers or booleans`);
    return { path, values };
  }
  refuseUnknown(check, ["condition", "status", "reasons"], at);
  const { status, reasons } = check;
  if (status !== undefined && status !== "True" && status !== "False" && status !== "Unknown")
    throw new RuleInvalid(`${at}.status: expected "True", "False" or "Unknown"`);
  if (reasons !== undefined && !(Array.isArray(reasons) && reasons.every((reason) => typeof reason === "string")))
    throw new RuleInvalid(`${at}.reasons: expected a list of texts`);
  return {
    condition: textOf(check, "condition", at),
    ...(status === undefined ? {} : { status }),
    ...(reasons === undefined ? {} : { reasons }),
  };
}

function fieldsOf(input: unknown, at: string): Fields {
  if (typeof input !== "object" || input === null || Array.isArray(input))
    throw new RuleInvalid(`${at}: expected an object`);
  return input as Fields;
}

function textOf(fields: Fields, key: string, at: string): string {
  const value = fields[key];
  if (typeof value !== "string" || value === "") throw new RuleInvalid(`${at}: ${key} is missing or no text`);
  return value;
}

function checkPath(path: unknown, at: string): string {
  if (typeof path !== "string" || !/^(status|spec)(\.[^.[\]]+){1,4}$/.test(path))
    throw new RuleInvalid(`${at}: expected names joined by dots, beginning with status or spec, such as status.phase`);
  return path;
}

function refuseUnknown(fields: Fields, accepted: readonly string[], at: string): void {
  const unknown = Object.keys(fields).find((key) => !accepted.includes(key));
  if (unknown !== undefined)
    throw new RuleInvalid(`${at}: unknown option "${unknown}"; accepted: ${accepted.join(", ")}`);
}

const isScalar = (value: unknown): value is Scalar => ["string", "number", "boolean"].includes(typeof value);

/** The rule for a kind: the snapshot's own before the built-in ones. */
export function ruleFor(
  object: Pick<OtherObject, "apiVersion" | "kind">,
  rules: readonly ReadinessRule[] = [],
): ReadinessRule | undefined {
  const applies = (rule: ReadinessRule): boolean =>
    rule.kind === object.kind && groupOf(rule.apiVersion) === groupOf(object.apiVersion);
  return rules.find(applies) ?? wellKnownRules.find(applies);
}

const order = ["suspended", "progressing", "failed", "ready"] as const;
const reasonsOf = {
  suspended: "ReconciliationSuspended",
  progressing: "Reconciling",
  failed: "Failed",
  ready: "Ready",
} as const satisfies Record<(typeof order)[number], Reason>;

/** An object by the rule declared for its kind; undefined where there is none. */
export function diagnoseByRule(object: OtherObject, scene: Scene): Diagnosis | undefined {
  const rule = ruleFor(object, scene.snapshot.rules);
  if (rule === undefined) return undefined;
  for (const state of order) {
    const checks = listOf(rule[state]);
    const met = state === "ready" ? checks.every((check) => holds(check, object)) : true;
    const deciding = met ? checks.find((check) => holds(check, object)) : undefined;
    if (deciding !== undefined) return byCheck(object, rule, state, deciding);
  }
  const [first] = listOf(rule.ready);
  return first === undefined ? undefined : byCheck(object, rule, "progressing", first);
}

function listOf(checks: Check | readonly Check[] | undefined): readonly Check[] {
  if (checks === undefined) return [];
  return isList(checks) ? checks : [checks];
}

const isList = (checks: Check | readonly Check[]): checks is readonly Check[] => Array.isArray(checks);

function holds(check: Check, object: OtherObject): boolean {
  if ("path" in check) {
    const value = Object.hasOwn(object.fields, check.path) ? object.fields[check.path] : undefined;
    if (check.values === undefined) return value !== undefined && value !== "" && value !== false;
    return value !== undefined && check.values.some((wanted) => String(wanted) === String(value));
  }
  const condition = conditionOf(check, object);
  if (condition === undefined || condition.status !== (check.status ?? "True")) return false;
  return check.reasons === undefined || check.reasons.includes(condition.reason ?? "");
}

function conditionOf({ condition }: ConditionCheck, { conditions, metadata }: OtherObject): Condition | undefined {
  const found = findCondition(conditions, condition);
  const { generation } = metadata;
  const outdated =
    found?.observedGeneration !== undefined && generation !== undefined && found.observedGeneration < generation;
  return outdated ? undefined : found;
}

function byCheck(object: OtherObject, rule: ReadinessRule, state: (typeof order)[number], check: Check): Diagnosis {
  const condition = "condition" in check ? conditionOf(check, object) : undefined;
  const seen = stateOf(check, condition, object);
  const words = wordsOf(object, rule, condition);
  const isWell = state === "ready";
  const message = isWell ? seen : words === undefined ? seen : `${phrase(words, 80)} (${seen})`;
  const told = verdict(object, reasonsOf[state], message, {
    ...(state === "failed" ? { status: "Failed" } : {}),
    evidence: condition === undefined ? [] : [conditionEvidence(object, condition)],
    since: timeOf(condition?.lastTransitionTime),
  });
  return isProblem(told) ? { ...told, actions: [describe(told.object)] } : told;
}

/** What was looked at, as it is: "Issuing", "Ready is False", "phase Degraded", "no Ready yet". */
function stateOf(check: Check, condition: Condition | undefined, object: OtherObject): string {
  if ("condition" in check) {
    if (condition === undefined) return `no ${check.condition} yet`;
    return condition.status === "True" ? condition.type.toLowerCase() : `${condition.type} is ${condition.status}`;
  }
  const name = check.path.replace(/^(status|spec)\./, "");
  const value = object.fields[check.path];
  if (value === undefined) return `no ${name} yet`;
  return typeof value === "boolean" ? `${name} is ${value}` : `${name} ${phrase(String(value), 40)}`;
}

function wordsOf(object: OtherObject, rule: ReadinessRule, condition: Condition | undefined): string | undefined {
  const field = rule.message === undefined ? undefined : object.fields[rule.message];
  return [field === undefined ? undefined : String(field), condition?.message, condition?.reason].find(
    (text) => text !== undefined && text.trim() !== "",
  );
}
