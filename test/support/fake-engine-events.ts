/** What the fake engine saw, in order. `at` is in milliseconds since the program was started. */
export type EngineEvent = { readonly at: number } & EngineFact;

export type EngineFact =
  | {
      readonly type: "register";
      readonly urn: string;
      readonly operation: Operation;
      readonly inputs: unknown;
      readonly options: RegisteredOptions;
    }
  | { readonly type: "hook-registered"; readonly hook: string }
  | { readonly type: "hook-began"; readonly urn: string; readonly hook: string }
  /** `heldMs`: how long the step waited for the hook. `error`: the hook failed, or the program was gone. */
  | {
      readonly type: "hook-ended";
      readonly urn: string;
      readonly hook: string;
      readonly heldMs: number;
      readonly error?: string;
      readonly retry?: boolean;
    }
  /** The provider is at work on a resource. */
  | { readonly type: "performing"; readonly urn: string }
  /** A step is over, its hooks included. */
  | { readonly type: "step"; readonly urn: string; readonly error?: string }
  | { readonly type: "outputs"; readonly urn: string }
  | {
      readonly type: "log";
      readonly urn: string;
      readonly severity: Severity;
      readonly ephemeral: boolean;
      readonly message: string;
    }
  /** The program has nothing left to do and asks the engine to finish. */
  | { readonly type: "shutdown" }
  /** An inline program is over; its host goes on. */
  | { readonly type: "ran"; readonly error?: string }
  | { readonly type: "signal"; readonly signal: NodeJS.Signals }
  | { readonly type: "exit"; readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** Options as they reached the engine; undefined where the program left them unset. */
export interface RegisteredOptions {
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly deleteBeforeReplace: boolean | undefined;
  readonly customTimeouts: string | undefined;
  readonly ignoreChanges: readonly string[];
  readonly dependencies: readonly string[];
  readonly provider: string;
}

export type Operation = "create" | "update" | "same" | "component";
export const severities = ["debug", "info", "warning", "error"] as const;
export type Severity = (typeof severities)[number];

export type EventOf<Type extends EngineFact["type"]> = Extract<EngineEvent, { type: Type }>;

/** The events of a run so far, with the questions that tests ask of them. */
export class EngineEvents {
  readonly all: EngineEvent[] = [];
  private started = performance.now();
  private readonly waiting = new Set<() => void>();

  /** The program is started now. */
  start(): void {
    this.started = performance.now();
  }

  add(fact: EngineFact): void {
    this.all.push({ at: performance.now() - this.started, ...fact });
    for (const check of [...this.waiting]) check();
  }

  of<Type extends EngineFact["type"]>(type: Type): readonly EventOf<Type>[] {
    return this.all.filter((event): event is EventOf<Type> => event.type === type);
  }

  /** What is not debug output, optionally only of resources whose URN ends so ("::web"). */
  logs(urnEnd?: string): readonly EventOf<"log">[] {
    return this.of("log").filter(
      (log) => log.severity !== "debug" && (urnEnd === undefined || log.urn.endsWith(urnEnd)),
    );
  }

  /** The messages of logs, one per line, for text that must or must not be anywhere. */
  get text(): string {
    return this.logs()
      .map((log) => log.message)
      .join("\n");
  }

  /** The first event that fits, at once or as soon as it comes. */
  async until<Type extends EngineFact["type"]>(
    type: Type,
    fits: (event: EventOf<Type>) => boolean = () => true,
    limitMs = 40_000,
  ): Promise<EventOf<Type>> {
    const find = (): EventOf<Type> | undefined => this.of(type).find(fits);
    const present = find();
    if (present !== undefined) return present;
    return await new Promise((resolve, reject) => {
      const check = (): void => {
        const found = find();
        const over = this.of("exit").length > 0;
        if (found === undefined && !over) return;
        clearTimeout(timer);
        this.waiting.delete(check);
        if (found !== undefined) resolve(found);
        else reject(new Error(`the program ended before the ${type} that was waited for\n${this.told()}`));
      };
      const timer = setTimeout(() => {
        this.waiting.delete(check);
        reject(new Error(`no such ${type} within ${String(limitMs)} ms\n${this.told()}`));
      }, limitMs);
      this.waiting.add(check);
    });
  }

  /** Everything but debug output, to read when a test fails. */
  told(): string {
    return this.all
      .filter((event) => event.type !== "log" || event.severity !== "debug")
      .map(({ at, type, ...rest }) => `${at.toFixed(0).padStart(6)} ms ${type} ${JSON.stringify(rest).slice(0, 600)}`)
      .join("\n");
  }
}
