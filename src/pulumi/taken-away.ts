import type { Diagnosis } from "../diagnosis";

/**
 * What is known of an object that somebody deleted: while Pulumi was at work on it, or before an
 * update of it began. Pulumi waits for it until its time is over, and every update that believes it
 * to be there fails, unless it refreshes the state first.
 */
export function takenAway(diagnosis: Diagnosis, when: "meanwhile" | "before"): Diagnosis {
  return {
    ...diagnosis,
    outlook: "will-not-heal",
    message:
      when === "meanwhile"
        ? "deleted while Pulumi waits for it, and not by this update"
        : "deleted since the last update, and not by Pulumi",
    actions: [{ text: "have it created again", command: "pulumi up --refresh" }],
  };
}
