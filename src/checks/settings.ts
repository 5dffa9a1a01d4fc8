import { isSimilar, dissimilarity } from "../wiring";
import { severities, type Severity } from "./finding";
import type { PodTemplatePaths } from "./pod-template";
import { rules } from "./rules";

export const unknownAnswers = ["ignore", "advise", "fail"] as const;

/** What users can choose. Everything has a default; `schemas/check-settings-v1.json` is the same as a JSON schema. */
export interface CheckSettings {
  /** A rule's severity for what is certain, or "off". By default each rule's own. */
  readonly rules: Readonly<Record<string, Severity | "off">>;
  readonly namespaces: {
    /** Only objects of these namespaces are reported; of all when it is empty. */
    readonly only: readonly string[];
    /** Objects of these namespaces are not reported. */
    readonly ignore: readonly string[];
  };
  /** What is said of relations that cannot be decided: nothing (the default), one line of advice, or one line that fails the check. */
  readonly onUnknown: (typeof unknownAnswers)[number];
  /** Where kinds that nobody here knows keep their Pod template: "example.com/Fleet" to the fields that lead to it. */
  readonly podTemplates: PodTemplatePaths;
}

export const defaultSettings: CheckSettings = {
  rules: {},
  namespaces: { only: [], ignore: [] },
  onUnknown: "ignore",
  podTemplates: {},
};

/** Settings that say something else than they can say. The message is one sentence that names what is accepted. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

const options = ["rules", "namespaces", "onUnknown", "podTemplates"] as const;
const levels = [...severities, "off"] as const;

/**
 * Settings as somebody wrote them, checked: absent ones get their defaults, and a name or value that
 * is not known is an error. Throws {@link SettingsError}.
 */
export function readSettings(given: unknown): CheckSettings {
  if (given === undefined || given === null) return defaultSettings;
  const settings = recordAt("the settings", given);
  if (Object.keys(settings).length === 0) return defaultSettings;
  onlyNamed("option", settings, options);
  return {
    rules: readRules(settings["rules"]),
    namespaces: readNamespaces(settings["namespaces"]),
    onUnknown: oneOf("onUnknown", settings["onUnknown"] ?? defaultSettings.onUnknown, unknownAnswers),
    podTemplates: readPodTemplates(settings["podTemplates"]),
  };
}

function readRules(given: unknown): CheckSettings["rules"] {
  if (given === undefined) return defaultSettings.rules;
  const chosen = recordAt("rules", given);
  onlyNamed(
    "rule",
    chosen,
    rules.map(({ code }) => code),
  );
  return Object.fromEntries(
    Object.entries(chosen).map(([code, level]) => [code, oneOf(`rules.${code}`, level, levels)]),
  );
}

function readNamespaces(given: unknown): CheckSettings["namespaces"] {
  if (given === undefined) return defaultSettings.namespaces;
  const chosen = recordAt("namespaces", given);
  onlyNamed("option of namespaces", chosen, ["only", "ignore"]);
  return {
    only: textsAt("namespaces.only", chosen["only"] ?? []),
    ignore: textsAt("namespaces.ignore", chosen["ignore"] ?? []),
  };
}

const kindName = /^(?:[a-z0-9.-]+)?\/[A-Z][A-Za-z0-9]*$/;
const fieldPath = /^\$?\.?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

function readPodTemplates(given: unknown): PodTemplatePaths {
  if (given === undefined) return defaultSettings.podTemplates;
  const chosen = recordAt("podTemplates", given);
  return Object.fromEntries(
    Object.entries(chosen).map(([kind, path]): [string, readonly string[]] => {
      if (!kindName.test(kind))
        throw new SettingsError(
          `podTemplates: "${kind}" is no kind; it is written group/Kind, as in example.com/Fleet`,
        );
      if (typeof path !== "string" || !fieldPath.test(path))
        throw new SettingsError(
          `podTemplates.${kind}: ${JSON.stringify(path)} is no path; it is written as in .spec.fleet.template`,
        );
      return [kind, path.replace(/^\$?\.?/, "").split(".")];
    }),
  );
}

function recordAt(where: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new SettingsError(`${where}: ${JSON.stringify(value)} is no object`);
}

function textsAt(where: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new SettingsError(`${where}: ${JSON.stringify(value)} is no list of texts`);
}

function oneOf<T extends string>(where: string, value: unknown, accepted: readonly T[]): T {
  const found = accepted.find((one) => one === value);
  if (found !== undefined) return found;
  throw new SettingsError(`${where}: ${JSON.stringify(value)} is none of ${accepted.join(", ")}`);
}

function onlyNamed(what: string, given: Readonly<Record<string, unknown>>, accepted: readonly string[]): void {
  const wrong = Object.keys(given).find((name) => !accepted.includes(name));
  if (wrong === undefined) return;
  const near = nearestName(wrong, accepted);
  const hint = near === undefined ? "" : ` (did you mean ${near}?)`;
  throw new SettingsError(`there is no ${what} "${wrong}"${hint}; there are ${accepted.join(", ")}`);
}

/** The name that one could have meant. */
export function nearestName(wrong: string, accepted: readonly string[]): string | undefined {
  const [near] = accepted
    .filter((name) => isSimilar(wrong, name))
    .sort((one, other) => dissimilarity(wrong, one) - dissimilarity(wrong, other));
  return near;
}
