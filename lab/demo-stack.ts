import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "./home.ts";
import { run } from "./run.ts";
import { repository } from "./versions.ts";

/** How a run of the CLI ended. */
export interface Ended {
  readonly success: boolean;
  /** Everything that was said, one text per message. */
  readonly said: readonly string[];
}

/** The demo's stack: in the lab's folder, whatever the user's own Pulumi is set to. */
export class DemoStack {
  static readonly name = "demo";
  readonly #home: Home;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(home: Home, environment: Readonly<Record<string, string>>) {
    this.#home = home;
    // The event log, by which the demo knows what was said, is behind the debug commands.
    this.#environment = { ...process.env, ...environment, PULUMI_DEBUG_COMMANDS: "true" };
  }

  /** Makes the stack. False if there was one already: a demo before this one was killed, or kept it. */
  async create(): Promise<boolean> {
    const stacks = JSON.parse(await this.#quietly("stack", "ls", "--json")) as readonly { readonly name: string }[];
    if (stacks.some(({ name }) => name === DemoStack.name)) return false;
    // Only its encryption salt, which would not fit the new stack.
    rmSync(this.#config, { force: true });
    await this.#quietly("stack", "init", DemoStack.name);
    return true;
  }

  /**
   * Runs the CLI on this terminal, so that people see what they would see, and reads its event log.
   * `started` gets a function that sends the CLI a signal.
   */
  async show(args: readonly string[], started: (send: (signal: NodeJS.Signals) => void) => void): Promise<Ended> {
    const log = join(this.#home.folder, "log", "demo-events.json");
    mkdirSync(join(log, ".."), { recursive: true });
    rmSync(log, { force: true });
    const code = await new Promise<number | null>((resolve, reject) => {
      const child = spawn("pulumi", [...args, "--stack", DemoStack.name, "--event-log", log], {
        cwd: repository,
        env: this.#environment,
        stdio: "inherit",
      });
      started((signal) => child.kill(signal));
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { success: code === 0, said: existsSync(log) ? messagesIn(readFileSync(log, "utf8")) : [] };
  }

  /** Removes the stack from the state; what it deployed has to be gone. */
  async forget(): Promise<void> {
    await this.#quietly("stack", "rm", DemoStack.name, "--force", "--yes");
    rmSync(this.#config, { force: true });
  }

  get #config(): string {
    return join(repository, `Pulumi.${DemoStack.name}.yaml`);
  }

  #quietly(...args: string[]): Promise<string> {
    return run("pulumi", [...args, "--non-interactive"], { cwd: repository, env: this.#environment });
  }
}

interface Event {
  readonly diagnosticEvent?: { readonly message: string; readonly severity: string };
  readonly policyEvent?: { readonly message: string };
  /** What the CLI says by itself. */
  readonly stdoutEvent?: { readonly message: string };
}

/** The messages of an event log; its last line may be cut off. */
export function messagesIn(log: string): readonly string[] {
  return log.split("\n").flatMap((line) => {
    try {
      const { diagnosticEvent, policyEvent, stdoutEvent } = JSON.parse(line) as Event;
      const message =
        diagnosticEvent?.severity === "debug" ? undefined : (diagnosticEvent ?? policyEvent ?? stdoutEvent)?.message;
      return message === undefined ? [] : [message.replaceAll(/<\{%.*?%\}>/g, "")];
    } catch {
      return [];
    }
  });
}
