import type { PersistentVolumeClaim } from "../objects";
import type { Action, Diagnosis } from "./diagnosis";
import { eventEvidence, eventsOf, latestEvent, shorten } from "./events";
import { presentSince } from "./faults";
import { describe } from "./kubectl";
import type { Scene } from "./scene";
import { timeOf } from "./time";
import { verdict } from "./verdict";
import { quoted, withoutRpc } from "./wording";

/** So long a provisioner may take to say its first word. */
const provisionerMs = 30_000;

/** What to type about a claim. */
export const look = ({ kind, metadata }: PersistentVolumeClaim): readonly Action[] => [
  describe({ kind, namespace: metadata.namespace ?? "", name: metadata.name }),
];

/** A volume is made for the claim: the provisioner's own words, or its silence. */
export function diagnoseProvisioning(
  claim: PersistentVolumeClaim,
  className: string,
  provisioner: string | undefined,
  scene: Scene,
): Diagnosis {
  const events = eventsOf(scene, claim);
  const failed = latestEvent(events, "ProvisioningFailed", "ProvisioningSucceeded");
  if (failed?.reason === "ProvisioningFailed")
    return verdict(
      claim,
      "ProvisioningFailed",
      `gets no volume of class ${className}: ${quoted(failedWords(failed.message), 80)}`,
      {
        since: timeOf(failed.firstTime),
        evidence: [eventEvidence(claim, failed)],
        actions: look(claim),
      },
    );
  const waits = `waits for a volume of class ${className} (${claim.spec.storage ?? "?"})`;
  const asked = latestEvent(events, "ExternalProvisioning");
  const answered = latestEvent(events, "Provisioning", "ProvisioningSucceeded");
  const since = timeOf(asked?.firstTime) ?? presentSince(claim, scene);
  if (asked === undefined || answered !== undefined || since === undefined)
    return verdict(claim, "ClaimPending", waits, { since });
  const patience = since + provisionerMs;
  if (scene.now < patience) return verdict(claim, "ClaimPending", waits, { since, until: patience });
  return verdict(
    claim,
    "ProvisionerSilent",
    `gets no volume: provisioner ${provisioner ?? "?"} has not answered for over 30 s`,
    {
      since,
      evidence: [eventEvidence(claim, asked)],
      actions: look(claim),
    },
  );
}

/** Without what every provisioner, and gRPC, put before it. */
const failedWords = (message: string): string =>
  withoutRpc(shorten(message).replace(/^failed to provision volume with StorageClass "[^"]{1,253}": ?/, ""));
