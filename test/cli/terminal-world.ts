import { readFileSync } from "node:fs";
import { listFolder } from "../../src/cli/list-folder";
import { run } from "../../src/cli/run";
import type { Output, World } from "../../src/cli/world";
import { openCluster, systemSurroundings } from "../../src/watch";

export interface Surroundings {
  /** Contents of the kubeconfig that is used without --kubeconfig. */
  readonly kubeconfig?: string;
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Files that were written. */
  readonly files: ReadonlyMap<string, string>;
}

/** A running command whose output can be waited for, and which can be interrupted. */
export class Running {
  out = "";
  err = "";
  readonly files = new Map<string, string>();
  readonly ended: Promise<Ran>;
  private readonly interrupts = new Set<() => void>();

  constructor(argv: readonly string[], around: Surroundings = {}) {
    const output = (add: (text: string) => void): Output => ({
      write: add,
      isTerminal: around.isTerminal ?? false,
      columns: () => around.columns ?? 100,
      rows: () => around.rows ?? 30,
    });
    const world: World = {
      stdout: output((text) => {
        this.out += text;
      }),
      stderr: output((text) => {
        this.err += text;
      }),
      env: around.env ?? {},
      now: () => Date.now(),
      after: (ms, handle) => {
        const timer = setTimeout(handle, ms);
        return () => {
          clearTimeout(timer);
        };
      },
      offsetMinutes: () => 0,
      onInterrupt: (handle) => {
        this.interrupts.add(handle);
        return () => {
          this.interrupts.delete(handle);
        };
      },
      readStdin: () => Promise.resolve(around.stdin ?? ""),
      readFile: (path) => {
        const text = around.files?.[path];
        return text ?? readFileSync(path, "utf8");
      },
      listFolder: (path) => (around.files?.[path] === undefined ? listFolder(path) : undefined),
      createFile: (path) => {
        if (path.startsWith("/nowhere")) throw new Error("ENOENT: no such file or directory");
        this.files.set(path, "");
        return {
          write: (text) => {
            this.files.set(path, (this.files.get(path) ?? "") + text);
          },
          close: () => undefined,
        };
      },
      openCluster: (choice) =>
        openCluster(
          { ...(around.kubeconfig === undefined ? {} : { kubeconfig: around.kubeconfig }), ...choice },
          { ...systemSurroundings(), env: {}, home: "/nowhere" },
        ),
      packageFolder: "/package",
      version: "1.2.3",
    };
    this.ended = run(argv, world).then((code) => ({ code, out: this.out, err: this.err, files: this.files }));
  }

  interrupt(): void {
    for (const handle of [...this.interrupts]) handle();
  }

  /** Resolves when the output contains a text. */
  async says(text: string | RegExp, withinMs = 5000): Promise<void> {
    const until = Date.now() + withinMs;
    const isThere = (): boolean =>
      typeof text === "string" ? (this.out + this.err).includes(text) : text.test(this.out + this.err);
    while (!isThere()) {
      if (Date.now() > until) throw new Error(`did not say ${String(text)} but:\n${this.out}${this.err}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

export function ran(argv: readonly string[], around: Surroundings = {}): Promise<Ran> {
  return new Running(argv, around).ended;
}
