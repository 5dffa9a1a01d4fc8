import type { Diagnosis } from "../diagnosis";
import { timeLeft } from "./duration";

/** What is about to end a state that is well; undefined where nothing is known to. */
export function aheadOf({ hints = [] }: Diagnosis): Diagnosis | undefined {
  return hints.find(({ reason }) => reason === "LivenessKillAhead");
}

/** `ready, but 2 of 2 Pods are about to be killed: container web: liveness GET :8080/dead → 404; in 8 s`. */
export function aheadSentence({ message, until }: Diagnosis, now: number): string {
  const due = Date.parse(until ?? "");
  return `ready, but ${message}${due > now ? `; in ${timeLeft(due - now)}` : ""}`;
}
