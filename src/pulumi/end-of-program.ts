import type * as pulumi from "@pulumi/pulumi";

type Monitor = NonNullable<ReturnType<typeof pulumi.runtime.getMonitor>>;

/** The call by which the SDK tells the engine that the program has registered everything; the engine answers when all is done. */
interface Shutdown {
  signalAndWaitForShutdown?: (request: unknown, answered: (...answer: readonly unknown[]) => void) => unknown;
}

/**
 * Runs the last words when the program is through, and lets it end when they are said. An inline
 * program (the Automation API) has no `beforeExit`, since its host goes on; what it has in common
 * with every other is this call. Does nothing where the SDK has none.
 */
export function atEndOfProgram(monitor: Monitor, lastWords: () => Promise<void>): void {
  const client = monitor as unknown as Shutdown;
  const signal = client.signalAndWaitForShutdown?.bind(client);
  if (signal === undefined) return;
  client.signalAndWaitForShutdown = (request, answered) => {
    const said = lastWords();
    return signal(request, (...answer) => {
      void said.finally(() => {
        answered(...answer);
      });
    });
  };
}
