import type { DeclaredObject } from "./declared";

/*
 * What can break so that several rules come upon it, each from its side. Findings that name the
 * same cause are told once: see fold.ts.
 */

/** The labels of the Pod template are not what everybody else takes them for. */
export const templateLabelsOf = ({ id }: DeclaredObject): string => `template labels of ${id}`;

/** The selector itself: what is wrong in it is wrong for all that follows of it. */
export const selectorAt = ({ id }: DeclaredObject, path: string): string => `${path} of ${id}`;

/** The Pods declare no port of that name. */
export const portNameOf = ({ id }: DeclaredObject, port: string): string => `port ${port} of ${id}`;

/** There is no object of that kind and name at the place. */
export const absentObject = (kind: string, namespace: string, name: string): string =>
  `${kind} ${namespace}/${name} is absent`;
