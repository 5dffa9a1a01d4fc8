import { UsageError } from "./command";

/** An object as it was named: the kind is not looked at yet. */
export interface Named {
  readonly kind: string;
  readonly name: string;
}

/** `deploy web`, `deploy web api`, `deploy/web svc/web`: what one names objects with. Throws {@link UsageError}. */
export function namedIn(command: string, operands: readonly string[]): readonly Named[] {
  const example = `kubespy ${command} deploy/web`;
  const [kind, ...names] = operands;
  if (kind === undefined) throw new UsageError(`${command} needs a kind and a name: ${example}`);
  if (operands.some((operand) => operand.includes("/"))) return operands.map((operand) => slashed(operand, example));
  if (names.length === 0) throw new UsageError(`${command} ${kind} needs a name: kubespy ${command} ${kind}/NAME`);
  return names.map((name) => ({ kind, name }));
}

function slashed(operand: string, example: string): Named {
  const [kind = "", name = "", ...more] = operand.split("/");
  if (kind === "" || name === "" || more.length > 0) {
    const hint = more.length > 0 ? "; the namespace goes into --namespace" : "";
    throw new UsageError(`"${operand}" is not KIND/NAME, as in ${example}${hint}`);
  }
  return { kind, name };
}
