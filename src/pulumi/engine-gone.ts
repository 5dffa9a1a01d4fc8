/** Did a call fail because the engine ended, and not for a reason of its own? */
export function isEngineGone(error: unknown): boolean {
  const message = error instanceof Error ? error.message : "";
  return /resource monitor (shut down|is terminating)|the client connection is closing/i.test(message);
}

type Events = Pick<NodeJS.EventEmitter, "listeners" | "removeAllListeners" | "on">;

/**
 * Keeps certain errors from whoever reports what nobody caught; all others reach them as before.
 * After a failed step the engine closes its connections before it ends the program. A program
 * without handlers for signals is gone before it can tell; ours stays for its last words, and
 * would add a stack trace of the SDK to the errors of the update.
 */
export function keepFromReporting(events: Events, isSilent: (error: unknown) => boolean): void {
  for (const name of ["uncaughtException", "unhandledRejection"]) {
    const listeners = events.listeners(name);
    if (listeners.length === 0) continue;
    events.removeAllListeners(name);
    events.on(name, (error: unknown, ...rest: unknown[]) => {
      if (!isSilent(error)) for (const listener of listeners) listener.call(events, error, ...rest);
    });
  }
}
