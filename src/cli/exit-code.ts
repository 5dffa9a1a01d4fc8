import type { Verdict } from "../render";

/** A script can tell from the exit code how it stands. */
export const exitCodes = {
  ready: 0,
  wrongInput: 2,
  progressing: 3,
  failing: 4,
  suspended: 5,
  unknown: 6,
  interrupted: 130,
} as const;

export const verdictCodes = {
  ready: exitCodes.ready,
  progressing: exitCodes.progressing,
  failing: exitCodes.failing,
  suspended: exitCodes.suspended,
  unknown: exitCodes.unknown,
} as const satisfies Record<Verdict, number>;
