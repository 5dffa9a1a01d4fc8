import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "./home.ts";

/** The logs that exist: of the running cluster's components, of builds and installations. */
export function logFiles(home: Home): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const folder of [join(home.run, "log"), home.log]) {
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).sort())
      if (file.endsWith(".log")) files.set(file.replace(/\.log$/, ""), join(folder, file));
  }
  return files;
}

export function lastLines(file: string, count: number): string[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return count === 0 || lines[0] === "" ? [] : lines.slice(-count);
}

/** Gives new lines of the files as they are written, until `signal` ends it. */
export async function follow(
  files: ReadonlyMap<string, string>,
  write: (name: string, line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const read = new Map([...files.values()].map((file) => [file, statSync(file).size]));
  const rest = new Map<string, string>();
  while (!signal.aborted) {
    for (const [name, file] of files) {
      if (!existsSync(file)) continue;
      const size = statSync(file).size;
      // A component that was started again writes a new file.
      const known = read.get(file) ?? 0;
      const from = size < known ? 0 : known;
      if (size === from) continue;
      const piece = Buffer.alloc(size - from);
      const handle = openSync(file, "r");
      readSync(handle, piece, 0, piece.length, from);
      closeSync(handle);
      read.set(file, size);
      const lines = ((rest.get(file) ?? "") + piece.toString()).split("\n");
      rest.set(file, lines.pop() ?? "");
      for (const line of lines) write(name, line);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
