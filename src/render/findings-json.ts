import type { Checked } from "./checked";
import { jsonText } from "./json-text";

/** The document findings/v1; schemas/findings-v1.json describes it. One line. */
export function findingsJson(checked: Checked): string {
  const { findings, exempted, undecided, judged, objects, skipped, unreadable } = checked;
  return jsonText({
    kubespy: "findings/v1",
    findings,
    undecided: undecided.length,
    judged,
    objects: objects.length,
    skipped,
    exempted: exempted.map(({ finding, reason, until }) => ({ finding, reason, until })),
    unreadable,
  });
}
