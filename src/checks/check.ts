import type { ObjectRef } from "../objects";
import { clean } from "../render/clean";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import { exemptionsIn, type Exemption } from "./exemptions";
import { severities, type Finding, type Severity, type Undecided } from "./finding";
import { fold, type RaisedBy } from "./fold";
import type { Rule } from "./rule";
import { ruleOf, rules as allRules } from "./rules";
import { defaultSettings, type CheckSettings } from "./settings";
import { staleExemption } from "./stale-exemption";

export interface CheckOptions {
  /** Exemptions may end. */
  readonly now: Date;
  readonly settings?: CheckSettings;
  /** The rules that are run. Default all. */
  readonly rules?: readonly Rule[];
  /** What others have told already ({@link Report.causes}): it is not told again. */
  readonly told?: ReadonlySet<string>;
}

/** A relation that could not be decided, with the rule that asked. */
export interface Open {
  readonly code: string;
  readonly object: ObjectRef;
  readonly why: string;
}

export interface Report {
  /** In the order of the rules. */
  readonly findings: readonly Finding[];
  /** Found, but exempted on the object. */
  readonly exempted: readonly { readonly finding: Finding; readonly reason: string; readonly until?: string }[];
  /** Notes on exemptions that exempt nothing, have no reason, name no rule or are over. */
  readonly staleExemptions: readonly Finding[];
  readonly undecided: readonly Open[];
  /** What broke, as far as findings of several rules can come of it. */
  readonly causes: readonly string[];
  /** How many relations were looked at. */
  readonly judged: number;
}

/** Longest message and remedy, in columns: enough for a dozen labels, short enough to be read. */
const longest = 600;

/**
 * Runs the rules over a declaration: a broken chain gives one finding, exemptions and settings are
 * applied, texts are made harmless. Never throws.
 */
export function check(
  declaration: Declaration,
  { now, settings = defaultSettings, rules = allRules, told: before }: CheckOptions,
): Report {
  const all: RaisedBy[] = [];
  const open: (Undecided & { readonly rule: Rule })[] = [];
  let judged = 0;
  for (const rule of rules) {
    if (levelOf(rule, settings) === undefined) continue;
    // Several policies ask about one declaration: each rule judges it once.
    const judgement = declaration.once(rule.judge);
    for (const raised of judgement.raised) all.push({ rule, raised });
    for (const one of judgement.undecided) open.push({ rule, ...one });
    judged += judgement.judged;
  }
  const exemptions = exemptionsIn(declaration, now);
  if (all.length + open.length + exemptions.length === 0) return { ...nothing, judged };
  const { told, folded } = fold(all, before);
  const used = new Set([
    ...[...told, ...folded].map(({ rule, raised }) => keyOf(raised.object, rule.code)),
    ...open.map(({ rule, object }) => keyOf(object, rule.code)),
  ]);
  return {
    ...exempt(
      told.filter(({ raised }) => isReported(raised.object, settings)),
      exemptions,
      settings,
    ),
    staleExemptions: exemptions
      .filter(({ object, code }) => isReported(object, settings) && isJudged(code, rules, settings))
      .flatMap((one) => staleExemption(one, used.has(keyOf(one.object, one.code))) ?? []),
    undecided: open
      .filter(({ object }) => isReported(object, settings))
      .map(({ rule, object, why }) => ({ code: rule.code, object: object.ref, why: clean(why, longest) })),
    causes: told.flatMap(({ raised }) => raised.cause ?? []),
    judged,
  };
}

/** What most objects are checked for in vain. */
const nothing: Report = {
  findings: [],
  exempted: [],
  staleExemptions: [],
  undecided: [],
  causes: [],
  judged: 0,
};

/** Parts what was found into what is told and what its object is exempted from. */
function exempt(
  all: readonly RaisedBy[],
  exemptions: readonly Exemption[],
  settings: CheckSettings,
): Pick<Report, "findings" | "exempted"> {
  const holding = new Map(
    exemptions.filter((one) => one.void === undefined).map((one) => [keyOf(one.object, one.code), one]),
  );
  const findings: Finding[] = [];
  const exempted: Report["exempted"][number][] = [];
  for (const one of all) {
    const finding = findingOf(one, settings);
    const exemption = holding.get(keyOf(one.raised.object, one.rule.code));
    if (exemption?.reason === undefined) findings.push(finding);
    else exempted.push({ finding, reason: exemption.reason, ...untilOf(exemption) });
  }
  return { findings, exempted };
}

/** The severity of what a rule finds for certain; undefined when it is off. */
function levelOf(rule: Rule, { rules }: CheckSettings): Severity | undefined {
  const chosen = Object.hasOwn(rules, rule.code) ? rules[rule.code] : undefined;
  if (chosen === undefined) return rule.off === true ? undefined : rule.severity;
  return chosen === "off" ? undefined : chosen;
}

function findingOf({ rule, raised }: RaisedBy, settings: CheckSettings): Finding {
  const { object, path, certainty, message, remedy, nearest } = raised;
  const levels: readonly Severity[] = [
    levelOf(rule, settings) ?? rule.severity,
    raised.severity ?? "error",
    certainty === "possible" ? "warning" : "error",
  ];
  const rank = Math.max(...levels.map((level) => severities.indexOf(level)));
  return {
    code: rule.code,
    severity: severities[rank] ?? "note",
    certainty,
    object: object.ref,
    path,
    message: clean(message, longest),
    remedy: clean(remedy, longest),
    ...(nearest === undefined ? {} : { nearest: { ...nearest.ref, ...urnOf(nearest) } }),
    ...object.origin,
  };
}

const urnOf = ({ origin }: DeclaredObject): { readonly urn?: string } => ("urn" in origin ? { urn: origin.urn } : {});
const untilOf = ({ until }: Exemption): { readonly until?: string } => (until === undefined ? {} : { until });
const keyOf = ({ id }: DeclaredObject, code: string): string => `${id}\0${code}`;

/** Does it run here? Of codes that no rule has the first rule takes care, so that they are told once. */
function isJudged(code: string, rules: readonly Rule[], settings: CheckSettings): boolean {
  const rule = ruleOf(code);
  if (rule === undefined) return rules.some((one) => one === allRules[0]);
  return rules.includes(rule) && levelOf(rule, settings) !== undefined;
}

function isReported({ place }: DeclaredObject, { namespaces: { only, ignore } }: CheckSettings): boolean {
  const { namespace } = place;
  if (typeof namespace !== "string") return true;
  return !ignore.includes(namespace) && (only.length === 0 || only.includes(namespace));
}
