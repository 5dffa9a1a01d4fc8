import {
  check,
  rules,
  undecidedLine,
  type CheckSettings,
  type Declaration,
  type Finding,
  type Report,
} from "../checks";
import type { Checked, CheckedObject } from "../render/checked";
import { declareManifests, type Manifest } from "./check-manifests";
import type { CheckInputs } from "./check-read";
import { declareStackExport } from "./check-stack-export";
import type { YamlDocument } from "./check-yaml";
import { stepsOf, YamlSearch } from "./check-yaml-search";
import type { YamlParser } from "./check-yaml-values";

export interface CheckAllOptions extends Pick<Checked, "version" | "fails"> {
  readonly now: Date;
  readonly settings: CheckSettings;
  readonly namespace: string | undefined;
  readonly parser: YamlParser;
}

/** One declaration with what the rules said of it. */
interface Judged {
  readonly declaration: Declaration;
  readonly report: Report;
  /** A finding with its file and the line of the field that it is about. */
  readonly placed: (finding: Finding) => Finding;
  readonly objects: readonly CheckedObject[];
}

/** Runs the rules over all that was read: the manifests together, each stack by itself. */
export function checkedOf(
  { manifests, stacks, skipped, unreadable, remarks }: CheckInputs,
  { now, version, settings, namespace, fails, parser }: CheckAllOptions,
): Checked & { readonly remarks: readonly string[] } {
  const { declaration, manifestOf, repeated } = declareManifests(manifests, { ...settings, namespace });
  const lines = new Lines(parser);
  const ofManifests: Judged = {
    declaration,
    report: check(declaration, { now, settings }),
    placed: (finding) => {
      const { object: ref, file = "", line = 1, path } = finding;
      const manifest = manifestOf({ ref, origin: { file, line } });
      return manifest === undefined ? finding : { ...finding, line: lines.of(manifest, path) };
    },
    objects: declaration.objects.map(({ ref, origin }) => ({ object: ref, ...origin })),
  };
  const ofStacks = stacks.map(({ file, value }): Judged => {
    const stack = declareStackExport(value, settings.podTemplates);
    return {
      declaration: stack,
      report: check(stack, { now, settings }),
      placed: (finding) => ({ ...finding, file }),
      objects: stack.objects.map(({ ref, origin }) => ({ object: ref, file, ...origin })),
    };
  });
  const all = [ofManifests, ...ofStacks];
  const undecided = all.flatMap(({ report }) => report.undecided);
  const judged = all.reduce((sum, { report }) => sum + report.judged, 0);
  const line = undecidedLine({ undecided, judged }, settings);
  return {
    version,
    fails,
    rules: rulesThatRan(settings),
    objects: all.flatMap(({ objects }) => objects),
    findings: all.flatMap(({ report, placed }) => byFile([...report.findings, ...report.staleExemptions].map(placed))),
    exempted: all.flatMap(({ report, placed }) =>
      report.exempted.map((one) => ({ ...one, finding: placed(one.finding) })),
    ),
    undecided,
    ...(line === undefined ? {} : { undecidedLine: line }),
    judged,
    skipped,
    unreadable,
    remarks: [
      ...unreadable.map(
        ({ file, line: at, message }) => `cannot read ${file}${at === undefined ? "" : `:${at}`}: ${message}`,
      ),
      ...remarks,
      ...repeatedText(repeated),
    ],
  };
}

/** The lines of fields; each document is looked through once. */
class Lines {
  private readonly searches = new Map<YamlDocument, YamlSearch>();

  constructor(private readonly parser: YamlParser) {}

  of({ document, steps }: Manifest, path: string): number {
    const search = this.searches.get(document) ?? new YamlSearch(document, this.parser);
    this.searches.set(document, search);
    return search.lineOf([...steps, ...stepsOf(path)]);
  }
}

/** The files in the order in which findings of them come, and in each the order of the lines. */
function byFile(findings: readonly Finding[]): readonly Finding[] {
  const files = [...new Set(findings.map(({ file = "" }) => file))].sort();
  const rank = new Map(files.map((file, index) => [file, index]));
  return [...findings].sort(
    (a, b) => (rank.get(a.file ?? "") ?? 0) - (rank.get(b.file ?? "") ?? 0) || (a.line ?? 0) - (b.line ?? 0),
  );
}

function rulesThatRan({ rules: chosen }: CheckSettings): Checked["rules"] {
  return rules.flatMap((rule) => {
    const level = Object.hasOwn(chosen, rule.code) ? chosen[rule.code] : undefined;
    if (level === "off" || (level === undefined && rule.off === true)) return [];
    const { code, title, description, remedy, severity } = rule;
    return [{ code, title, description, remedy, severity: level ?? severity }];
  });
}

const mostRepeated = 5;

function repeatedText(repeated: readonly { readonly manifest: Manifest; readonly by: Manifest }[]): readonly string[] {
  const nameIn = ({ kind, tree }: Manifest): string =>
    `${kind} ${String((tree["metadata"] as { name?: unknown }).name)}`;
  const shown = repeated
    .slice(0, mostRepeated)
    .map(
      ({ manifest, by }) =>
        `${manifest.file}:${manifest.document.line}: ${nameIn(manifest)} is declared again at ${by.file}:${by.document.line}; the last counts`,
    );
  const more = repeated.length - shown.length;
  return more > 0 ? [...shown, `${more} more objects are declared twice`] : shown;
}
