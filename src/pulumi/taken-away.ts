import type { Diagnosis } from "../diagnosis";

/**
 * What is known of an object that was there, and that somebody deleted while Pulumi was at work on
 * it. Pulumi waits for it until its time is over, and the next update, which believes it to be
 * there, fails as well, unless it refreshes the state first.
 */
export function takenAway(diagnosis: Diagnosis): Diagnosis {
  return {
    ...diagnosis,
    outlook: "will-not-heal",
    message: "deleted while Pulumi waits for it, and not by this update",
    actions: [{ text: "have it created again", command: "pulumi up --refresh" }],
  };
}
