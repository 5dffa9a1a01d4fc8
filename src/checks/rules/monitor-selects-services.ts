import type { Declaration } from "../declaration";
import type { Judgement } from "../finding";
import { allOf, judgeEach } from "../judge-each";
import { podMonitorVerdicts } from "../pod-monitors";
import type { Rule } from "../rule";
import { serviceMonitorVerdicts } from "../service-monitors";

/**
 * Does a ServiceMonitor select Services, by their own labels, and a PodMonitor Pods, and do these
 * have the ports that it names? Monitors for what somebody else deploys are usual, so that only what
 * comes near to something of the declaration is certain.
 * Source: `ServiceMonitorSpec`, `PodMonitorSpec` of prometheus-operator's apis/monitoring/v1.
 */
export const monitorSelectsServices: Rule = {
  code: "monitor-selects-services",
  title: "Monitors select what they scrape",
  description:
    "A ServiceMonitor selects Services by their own labels, a PodMonitor Pods, and these have the ports that it names.",
  remedy: "Give the Service the labels that the monitor selects by, and let port be the name of one of its ports.",
  severity: "error",
  group: "services",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const monitors = (kind: string) => declaration.own(`monitoring.coreos.com/${kind}`).map((object) => ({ object }));
  return allOf([
    ...monitors("ServiceMonitor").map((one) => verdicts(one, serviceMonitorVerdicts(declaration, one.object))),
    ...monitors("PodMonitor").map((one) => verdicts(one, podMonitorVerdicts(declaration, one.object))),
  ]);
}

function verdicts(
  { object }: Parameters<typeof judgeEach>[0][number],
  all: ReturnType<typeof serviceMonitorVerdicts>,
): Judgement {
  return judgeEach(
    all.map((verdict) => ({ object, verdict })),
    ({ verdict }) => verdict,
  );
}
