import type { Declaration } from "./declaration";
import type { Judgement, Severity } from "./finding";

/** Which rules a policy runs together: each policy on the whole stack costs the SDK a full pass. */
export type RuleGroup = "services" | "routing" | "references" | "workloads";

/** A relation between objects that must hold. */
export interface Rule {
  /** kebab-case, what must hold: "ingress-backend-exists". At most 50 characters, since exemptions carry it in an annotation's name. */
  readonly code: string;
  /** A few words: "Service selectors match Pods". */
  readonly title: string;
  /** One sentence that holds where all is well. */
  readonly description: string;
  /** What people do about it, in one sentence. */
  readonly remedy: string;
  /** Of a certain finding. A possible one is at most a warning. */
  readonly severity: Severity;
  readonly group: RuleGroup;
  /** "object": each object is judged by itself alone, so that `pulumi up` can stop before it is created. */
  readonly scope: "stack" | "object";
  /** It only runs where the settings give it a severity. */
  readonly off?: true;
  /** Never throws, whatever stands in the declaration. */
  readonly judge: (declaration: Declaration) => Judgement;
}
