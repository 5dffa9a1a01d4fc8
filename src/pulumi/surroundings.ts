import type { EngineLog } from "./engine-log";

/** What a tracing knows of the process and the deployment that it is in. */
export interface Surroundings {
  readonly engine: ConstructorParameters<typeof EngineLog>[0];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly project: string;
  readonly stack: string;
  /** The host of the program goes on when it is over, and nothing tells the program that its update has failed. */
  readonly isInline: boolean;
  readonly now: () => number;
  readonly after: (ms: number, run: () => void) => void;
  /** Called before the first word on a failed step: the engine may be about to end. */
  readonly ending: () => void;
  /** Says why on a resource's row, and makes the program, and with it the update, end as failed. */
  readonly fail: (urn: string, why: string) => Promise<void>;
}
