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
