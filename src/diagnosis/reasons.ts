import type { ReasonEntry } from "./reason-entry";
import { containerReasons } from "./reasons-container";
import { generalReasons } from "./reasons-general";
import { imageReasons } from "./reasons-image";
import { podReasons } from "./reasons-pod";
import { serviceReasons } from "./reasons-service";
import { workloadReasons } from "./reasons-workload";

export type { ReasonEntry } from "./reason-entry";

/** One CamelCase word that says what is so: the key of the catalogue. Kubernetes' own words where it has one. */
export type Reason =
  | keyof typeof generalReasons
  | keyof typeof podReasons
  | keyof typeof imageReasons
  | keyof typeof containerReasons
  | keyof typeof workloadReasons
  | keyof typeof serviceReasons;

/** The catalogue: every reason with severity, usual outlook and the texts of its page in docs/reasons. */
export const reasons: Readonly<Record<Reason, ReasonEntry>> = {
  ...generalReasons,
  ...podReasons,
  ...imageReasons,
  ...containerReasons,
  ...workloadReasons,
  ...serviceReasons,
};
