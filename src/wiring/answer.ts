/**
 * Three answers to "does A reach B": yes, no, and cannot tell. "No" is only given when it holds
 * whatever the unknown parts turn out to be; "cannot tell" always says why.
 */
export type Answer<Yes, No> =
  | { readonly answer: "yes"; readonly value: Yes }
  | { readonly answer: "no"; readonly value: No }
  | { readonly answer: "cannot-tell"; readonly why: string };

/**
 * A value that stands in a program but is not decided yet (a preview's unknown output). Inputs
 * that carry unknowns are read with this in the place of the value.
 */
export const unknown: unique symbol = Symbol("unknown");
export type Unknown = typeof unknown;
export type Maybe<T> = T | Unknown;

export function isUnknown<T>(value: Maybe<T>): value is Unknown {
  return value === unknown;
}
