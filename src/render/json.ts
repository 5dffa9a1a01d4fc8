import type { Diagnosis, Traffic } from "../diagnosis";
import { headline } from "./headline";
import { verdictOf, type Verdict } from "./verdict";

/** The document that `--output json` prints: schemas/diagnosis-v1.json describes it. */
export interface DiagnosisDocument {
  readonly kubespy: "diagnosis/v1";
  readonly verdict: Verdict;
  readonly headline: string;
  readonly diagnosis: Diagnosis;
  readonly traffic?: Traffic;
}

export function diagnosisDocument(diagnosis: Diagnosis, traffic?: Traffic): DiagnosisDocument {
  return {
    kubespy: "diagnosis/v1",
    verdict: verdictOf(diagnosis),
    headline: headline(diagnosis),
    diagnosis,
    ...(traffic === undefined ? {} : { traffic }),
  };
}

/* What JSON.stringify leaves as it is although it could act on a terminal or break a line there. */
const unprintable = /[\u007f-\u009f\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]/gu;

/**
 * JSON on one line, or indented by `indent` spaces. Control, bidirectional and invisible characters are
 * written as \u escapes: the same value for a parser, harmless on a terminal.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(unprintable, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}
