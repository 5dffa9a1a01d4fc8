import type { ObjectRef } from "../objects";
import type { Action } from "./diagnosis";

/** A kubectl command line with the namespace set and every word quoted where a shell needs it. */
export function kubectl(namespace: string | undefined, ...words: readonly string[]): string {
  const scope = namespace === undefined || namespace === "" ? [] : ["-n", namespace];
  return ["kubectl", ...scope, ...words].map(quoted).join(" ");
}

const plainWord = /^[A-Za-z0-9_./:=,@%+-]+$/;

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return plainWord.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export function describe({ kind, namespace, name }: Pick<ObjectRef, "kind" | "namespace" | "name">): Action {
  return {
    text: "see the whole object and its events",
    command: kubectl(namespace, "describe", kind.toLowerCase(), name),
  };
}
