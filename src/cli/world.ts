import type { Cluster, ClusterChoice } from "../watch";

/** Where text goes. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  columns(): number;
  rows(): number;
}

/** A file that is written line by line; each line is on disk when `write` returns. */
export interface LineFile {
  write(text: string): void;
  close(): void;
}

export interface FolderEntry {
  readonly name: string;
  readonly type: "file" | "folder" | "other";
}

/** Everything outside that a command may touch; main.ts has the real one, tests bring their own. */
export interface World {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Runs something later, and keeps the program alive until then. The returned function cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** Minutes that the local time is ahead of UTC at a moment. */
  readonly offsetMinutes: (at: Date) => number;
  /** Calls back at Ctrl-C or SIGTERM, until the returned function is called. */
  readonly onInterrupt: (run: () => void) => () => void;
  readonly readStdin: () => Promise<string>;
  /** Throws Node's error when it cannot. */
  readonly readFile: (path: string) => string;
  /** What a folder holds; undefined for what is no folder. Links to folders are "other". Throws Node's error when it cannot. */
  readonly listFolder: (path: string) => readonly FolderEntry[] | undefined;
  readonly createFile: (path: string) => LineFile;
  /** Throws ClusterUnreadable. */
  readonly openCluster: (choice: ClusterChoice) => Promise<Cluster>;
  /** The folder of this package. */
  readonly packageFolder: string;
  readonly version: string;
}
