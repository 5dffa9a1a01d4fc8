import { diagnose, type Diagnosis } from "../../src/diagnosis";
import { moment, snapshotOf, type Raw, type SnapshotOptions } from "./objects";

export type Look = (objects: readonly Raw[], seconds?: number, options?: SnapshotOptions) => Diagnosis;

/** A way to diagnose the first of some objects, so many seconds after the operation began unless told otherwise. */
export const lookAfter =
  (usual: number): Look =>
  (objects, seconds = usual, options = {}) =>
    diagnose(snapshotOf(objects, options), moment(seconds));

/** Five seconds after. */
export const look: Look = lookAfter(5);
