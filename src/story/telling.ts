import type { Diagnosis } from "../diagnosis";
import type { ObjectRef } from "../objects";

/** How long each part of coming up took, in milliseconds, as far as it was seen. */
export interface Phases {
  readonly scheduled?: number;
  readonly pulled?: number;
  readonly started?: number;
  readonly ready?: number;
}

/** Something new and worth saying about one root object. `line` does not name it: whoever shows it does. */
export type Telling =
  | { readonly type: "progress"; readonly object: ObjectRef; readonly diagnosis: Diagnosis; readonly line: string }
  | { readonly type: "problem"; readonly object: ObjectRef; readonly diagnosis: Diagnosis; readonly line: string }
  | {
      readonly type: "ready";
      readonly object: ObjectRef;
      readonly diagnosis: Diagnosis;
      readonly line: string;
      readonly phases: Phases;
    }
  | { readonly type: "relapse"; readonly object: ObjectRef; readonly diagnosis: Diagnosis; readonly line: string }
  | {
      readonly type: "still";
      readonly object: ObjectRef;
      readonly diagnosis: Diagnosis;
      readonly line: string;
      readonly forMs: number;
    };
