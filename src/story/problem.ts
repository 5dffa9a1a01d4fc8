import type { Diagnosis, Reason } from "../diagnosis";
import { chainOf } from "./chain";

const restarting: ReadonlySet<Reason> = new Set<Reason>([
  "Restarting",
  "CrashLoopBackOff",
  "ContainerCompleted",
  "OOMKilled",
  "LivenessProbeFailing",
  "StartupProbeFailing",
  "PostStartHookFailed",
  "CommandNotFound",
  "CommandNotExecutable",
  "ExecFormatError",
]);

/** A container that ends and is started again: in between, it looks ready. */
export function isRestarting(diagnosis: Diagnosis): boolean {
  return chainOf(diagnosis).some(({ reason }) => restarting.has(reason));
}

/**
 * What makes a problem another one: its objects' kinds, the reasons along the chain, the container,
 * whether it can pass, and whether the container's own words are known.
 */
export function problemKey(diagnosis: Diagnosis): string {
  const chain = chainOf(diagnosis);
  const containers = new Set(
    (chain.at(-1)?.evidence ?? []).flatMap((evidence) => (evidence.type === "container" ? [evidence.container] : [])),
  );
  const quoted = chain.some(({ evidence }) => evidence.some(({ type }) => type === "log"));
  return [
    diagnosis.outlook,
    quoted ? "quoted" : "",
    ...chain.map(({ object, reason }) => `${object.kind}/${reason}`),
    ...containers,
  ].join(" ");
}
