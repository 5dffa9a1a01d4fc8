export type { Action, Diagnosis, Evidence, Outlook, Status } from "./diagnosis";
export { diagnose } from "./diagnose";
export { reasons, type Reason, type ReasonEntry } from "./reasons";
export type { Coverage, LogExcerpt, Snapshot } from "./snapshot";
export { changesSinceHealthy, templateDiff } from "./template-diff";
export { trafficOf, usersSentence, type ServiceTraffic, type Traffic } from "./traffic";
export { wantedLogs, type WantedLog } from "./wanted-logs";
