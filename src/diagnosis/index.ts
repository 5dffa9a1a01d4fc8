export type { Action, Diagnosis, Evidence, Outlook, Status } from "./diagnosis";
export { diagnose, notFound } from "./diagnose";
export { kubectl, quoted } from "./kubectl";
export { resourcesLeft } from "./namespace";
export { reasons, type Reason, type ReasonEntry } from "./reasons";
export type { Coverage, LogExcerpt, Snapshot } from "./snapshot";
export { changesSinceHealthy, templateDiff } from "./template-diff";
export { trafficOf, usersSentence, type ServiceTraffic, type Traffic } from "./traffic";
export {
  readRules,
  ruleFor,
  RuleInvalid,
  type Check,
  type ConditionCheck,
  type FieldCheck,
  type ReadinessRule,
} from "./user-rules";
export { wantedKinds, type ClusterKind } from "./wanted-kinds";
export { wantedLogs, type WantedLog } from "./wanted-logs";
export { wellKnownRules } from "./well-known-rules";
