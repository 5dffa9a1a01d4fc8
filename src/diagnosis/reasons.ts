import type { ReasonEntry } from "./reason-entry";
import { batchReasons } from "./reasons-batch";
import { clusterReasons } from "./reasons-cluster";
import { containerReasons } from "./reasons-container";
import { generalReasons } from "./reasons-general";
import { imageReasons } from "./reasons-image";
import { podReasons } from "./reasons-pod";
import { routingReasons } from "./reasons-routing";
import { scalingReasons } from "./reasons-scaling";
import { serviceReasons } from "./reasons-service";
import { storageReasons } from "./reasons-storage";
import { workloadReasons } from "./reasons-workload";

export type { ReasonEntry } from "./reason-entry";

/** One CamelCase word that says what is so: the key of the catalogue. Kubernetes' own words where it has one. */
export type Reason =
  | keyof typeof generalReasons
  | keyof typeof clusterReasons
  | keyof typeof podReasons
  | keyof typeof imageReasons
  | keyof typeof containerReasons
  | keyof typeof workloadReasons
  | keyof typeof batchReasons
  | keyof typeof serviceReasons
  | keyof typeof routingReasons
  | keyof typeof storageReasons
  | keyof typeof scalingReasons;

/** The catalogue: every reason with severity, usual outlook and the texts of its page in docs/reasons. */
export const reasons: Readonly<Record<Reason, ReasonEntry>> = {
  ...generalReasons,
  ...clusterReasons,
  ...podReasons,
  ...imageReasons,
  ...containerReasons,
  ...workloadReasons,
  ...batchReasons,
  ...serviceReasons,
  ...routingReasons,
  ...storageReasons,
  ...scalingReasons,
};
