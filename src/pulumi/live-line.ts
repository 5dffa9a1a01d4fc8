import { verdictOf } from "../render";
import type { Telling } from "../story";
import { isBeside, isEcho } from "./traceable";
import type { TracedObject } from "./traced-object";
import { isUnseen } from "./verdicts";

/** Is what is new of an object worth a line on its row, as Pulumi stands with it? */
export function isWorthALine(object: TracedObject, { type, diagnosis }: Telling): boolean {
  const { phase, isToldElsewhere, ref } = object;
  if (phase === "unchanged" || isToldElsewhere || isUnseen(diagnosis)) return false;
  if (isBeside(ref.kind) && (verdictOf(diagnosis) !== "failing" || isEcho(diagnosis))) return false;
  // It is the provider's turn to create it: that it is not there yet is no news.
  if (type === "progress" && diagnosis.status === "NotFound" && phase !== "deleting") return false;
  // Nobody waits for it any longer.
  if (type === "still" && (phase === "done" || phase === "failed")) return false;
  // That what was there before is well says nothing of an update that has not reached it.
  return !(phase === "failed" && object.isUntouched && type === "ready");
}
