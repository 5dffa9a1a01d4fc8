import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";

export interface TerminalOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly columns?: number;
  readonly rows?: number;
}

/** Is there a tmux to be a terminal? */
export function hasTerminal(): boolean {
  try {
    execFileSync("tmux", ["-V"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A program on a real terminal (tmux, with a server of its own), whose screen can be read. */
export class Terminal {
  private readonly socket = `kubespy-${randomBytes(4).toString("hex")}`;
  private readonly environment: NodeJS.ProcessEnv;

  constructor(argv: readonly string[], { cwd, environment, columns = 120, rows = 40 }: TerminalOptions) {
    this.environment = { ...environment, TERM: "xterm-256color" };
    // Neither that this runs in CI nor that somebody asked for no colours is to be seen on the screen.
    delete this.environment["CI"];
    delete this.environment["NO_COLOR"];
    delete this.environment["TMUX"];
    const quoted = argv.map((arg) => `'${arg.replaceAll("'", "'\\''")}'`).join(" ");
    // The shell outlives the program, and its Ctrl-C, so that the last screen stays.
    const script = `trap : INT; ${quoted}; echo "[ended with $?]"; exec sleep 600`;
    this.tmux(
      "new-session",
      "-d",
      "-x",
      String(columns),
      "-y",
      String(rows),
      "-c",
      cwd,
      `sh -c '${script.replaceAll("'", "'\\''")}'`,
    );
  }

  /** What is on the screen and above it, with its colours as escape sequences if asked for. */
  screen(options: { readonly colours?: boolean } = {}): string {
    return this.tmux("capture-pane", "-p", "-S", "-2000", ...(options.colours === true ? ["-e"] : [])).trimEnd();
  }

  press(...keys: string[]): void {
    this.tmux("send-keys", ...keys);
  }

  /** The first screen that fits, looked at ten times a second. */
  async until(fits: (screen: string) => boolean, milliseconds: number): Promise<string> {
    const end = Date.now() + milliseconds;
    for (;;) {
      const screen = this.screen();
      if (fits(screen)) return screen;
      if (Date.now() > end) throw new Error(`the terminal never showed what was waited for; it shows:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async ended(milliseconds: number): Promise<{ readonly screen: string; readonly exitCode: number }> {
    const pattern = /\n\[ended with (\d+)\]$/;
    const screen = await this.until((text) => pattern.test(text), milliseconds);
    return { screen: screen.replace(pattern, ""), exitCode: Number(pattern.exec(screen)?.[1]) };
  }

  /** Ends the terminal and everything that runs on it. */
  close(): void {
    try {
      this.tmux("kill-server");
    } catch {
      // It has ended by itself.
    }
  }

  private tmux(...args: string[]): string {
    return execFileSync("tmux", ["-L", this.socket, "-f", "/dev/null", ...args], {
      env: this.environment,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }
}
