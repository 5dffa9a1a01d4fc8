import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  symlinkSync,
  closeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { messagesOf, parseEvent, type CliEvent, type Message } from "./cli-events";
import type { Lab } from "./lab";
import { descendantsOf, kill } from "./processes";

const repository = path.resolve(__dirname, "../..");

export type Settings = Readonly<Record<string, string>>;

export interface StackOptions {
  /** A folder of test/programs, or of examples. */
  readonly program?: string;
  readonly config: Settings;
  /** Added to the environment of the lab; undefined removes a variable. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** What one run of the CLI came to. */
export interface Run {
  readonly exitCode: number | null;
  /** Standard output and error, in the order in which they came. */
  readonly output: string;
  readonly events: readonly CliEvent[];
  readonly messages: readonly Message[];
  readonly seconds: number;
}

export interface RunOptions {
  readonly args?: readonly string[];
  /** Changes of the configuration, for this run and all that follow. */
  readonly config?: Settings;
  /** Called as soon as the CLI is started. */
  readonly onStart?: (running: Running) => void;
  /** Called for every event, to act in the middle of a run. */
  readonly onEvent?: (event: CliEvent, running: Running) => void;
}

/** A run that has not ended yet. */
export interface Running {
  readonly pid: number;
  /** What a terminal does on Ctrl-C: SIGINT to the CLI's process group. */
  interrupt(): void;
}

/** No run of the tests takes this long; one that does is ended, with all its processes. */
const timeLimitMs = 180_000;

/**
 * A stack of its own, in a folder of its own: the program's files, the state, PULUMI_HOME. Several
 * can be at work at once. `dispose` ends what still runs, and takes back the namespaces.
 */
export class Stack {
  readonly folder = mkdtempSync(path.join(tmpdir(), "kubespy-e2e-"));
  readonly namespace: string;
  readonly project = path.join(this.folder, "project");
  private readonly running = new Set<number>();
  private readonly environment: NodeJS.ProcessEnv;
  private readonly namespaces: Set<string>;
  private created = false;
  private runs = 0;
  private config: Settings;

  constructor(
    private readonly lab: Lab,
    { program = "test/programs/scenarios", config, environment = {} }: StackOptions,
  ) {
    this.namespace = config["namespace"] ?? `e2e-${config["scenario"] ?? "stack"}-${randomBytes(3).toString("hex")}`;
    this.namespaces = new Set([this.namespace]);
    this.config = { namespace: this.namespace, ...config };
    cpSync(path.resolve(repository, program), this.project, {
      recursive: true,
      filter: (file) => path.basename(file) !== "node_modules",
    });
    symlinkSync(path.join(repository, "node_modules"), path.join(this.project, "node_modules"));
    const home = path.join(this.folder, "home");
    for (const folder of [home, path.join(this.folder, "state")]) mkdirSync(folder);
    symlinkSync(path.join(lab.pulumiHome, "plugins"), path.join(home, "plugins"));
    this.environment = {
      ...lab.environment,
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${path.join(this.folder, "state")}`,
      // The event log is behind this.
      PULUMI_DEBUG_COMMANDS: "true",
      // The programs' types are checked by `npm run check`.
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      // Loading the SDKs takes more than anything that the programs do.
      NODE_COMPILE_CACHE: path.join(repository, "node_modules/.cache/pulumi-kubespy-compiled"),
      ...environment,
    };
  }

  up(options: RunOptions = {}): Promise<Run> {
    return this.run("up", ["--skip-preview", "--yes", "--non-interactive"], options);
  }

  preview(options: RunOptions = {}): Promise<Run> {
    return this.run("preview", ["--non-interactive"], options);
  }

  destroy(options: RunOptions = {}): Promise<Run> {
    return this.run("destroy", ["--skip-preview", "--yes", "--non-interactive"], options);
  }

  refresh(options: RunOptions = {}): Promise<Run> {
    return this.run("refresh", ["--skip-preview", "--yes", "--non-interactive"], options);
  }

  /** `pulumi import`; the arguments name the type, the resource and the object. */
  import(options: RunOptions): Promise<Run> {
    return this.run("import", ["--skip-preview", "--yes", "--non-interactive", "--generate-code=false"], options);
  }

  /** The arguments and the surroundings of a run, for those who start it in a terminal of their own. */
  async command(
    command: string,
    args: readonly string[],
  ): Promise<{ readonly argv: readonly string[]; readonly environment: NodeJS.ProcessEnv }> {
    if (!this.created) {
      this.created = true;
      await this.execute(["stack", "init", "test"]);
    }
    const config =
      command === "destroy" || command === "import"
        ? []
        : Object.entries(this.config).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
    return { argv: ["pulumi", command, "--stack", "test", ...args, ...config], environment: this.environment };
  }

  /** kubectl against the lab, as its administrator. */
  async kubectl(...args: string[]): Promise<string> {
    return await new Promise((resolve, reject) => {
      execFile("kubectl", args, { env: this.lab.environment, timeout: 30_000 }, (error, stdout, stderr) => {
        if (error) reject(new Error(`kubectl ${args.join(" ")}: ${stderr || error.message}`));
        else resolve(stdout);
      });
    });
  }

  /** A namespace that the program makes besides its usual one: it is taken back with it. */
  alsoNamespace(name: string): string {
    this.namespaces.add(name);
    return name;
  }

  async dispose(): Promise<void> {
    for (const pid of this.running) kill(descendantsOf(pid));
    await this.kubectl("delete", "namespace", ...this.namespaces, "--ignore-not-found", "--wait=false").catch(
      () => undefined,
    );
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async run(command: string, args: readonly string[], options: RunOptions): Promise<Run> {
    this.config = { ...this.config, ...options.config };
    this.runs += 1;
    const log = path.join(this.folder, `events-${String(this.runs)}.json`);
    const { argv, environment } = await this.command(command, [
      ...args,
      "--color",
      "never",
      "--event-log",
      log,
      ...(options.args ?? []),
    ]);
    const startedAt = performance.now();
    const [program = "", ...rest] = argv;
    const child = spawn(program, rest, {
      cwd: this.project,
      env: environment,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const pid = child.pid;
    if (pid === undefined) throw new Error("the pulumi CLI cannot be started");
    this.running.add(pid);
    const output: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => output.push(part));
    child.stderr.on("data", (part: Buffer) => output.push(part));
    const running: Running = {
      pid,
      interrupt: () => {
        process.kill(-pid, "SIGINT");
      },
    };
    options.onStart?.(running);
    const events: CliEvent[] = [];
    const tail = new Tail(log, (event) => {
      events.push(event);
      options.onEvent?.(event, running);
    });
    const limit = setTimeout(() => {
      kill(descendantsOf(pid));
    }, timeLimitMs);
    const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
    clearTimeout(limit);
    this.running.delete(pid);
    tail.end();
    return {
      exitCode,
      output: Buffer.concat(output).toString("utf8"),
      events,
      messages: messagesOf(events),
      seconds: (performance.now() - startedAt) / 1000,
    };
  }

  private async execute(args: readonly string[]): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      execFile(
        "pulumi",
        [...args, "--non-interactive"],
        { cwd: this.project, env: this.environment, timeout: 60_000 },
        (error, stdout, stderr) => {
          if (error) reject(new Error(`pulumi ${args.join(" ")}: ${stderr}${stdout}`));
          else resolve();
        },
      );
    });
  }
}

/** Reads a growing file line by line, and notes when each line was there. */
class Tail {
  private offset = 0;
  private rest = "";
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly file: string,
    private readonly found: (event: CliEvent) => void,
  ) {
    this.timer = setInterval(() => {
      this.read();
    }, 10);
  }

  end(): void {
    clearInterval(this.timer);
    this.read();
  }

  private read(): void {
    if (!existsSync(this.file)) return;
    const file = openSync(this.file, "r");
    try {
      const buffer = Buffer.alloc(65_536);
      for (let length = 1; length > 0;) {
        length = readSync(file, buffer, 0, buffer.length, this.offset);
        this.offset += length;
        // Characters can be cut in two at the end of the buffer: "latin1" keeps the bytes.
        this.rest += buffer.toString("latin1", 0, length);
      }
    } finally {
      closeSync(file);
    }
    const lines = this.rest.split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      const event = parseEvent(Buffer.from(line, "latin1").toString("utf8"), Date.now());
      if (event !== undefined) this.found(event);
    }
  }
}
