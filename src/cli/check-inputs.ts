import type { World } from "./world";

/** A file's text, with the name that findings call it by. */
export interface Input {
  readonly file: string;
  readonly text: string;
}

/** What cannot be read: a file, or a document of one. */
export interface Unreadable {
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

export const standardInput = "stdin";

/**
 * The files that are named on the command line, and those in the folders that are: `*.yaml`, `*.yml`
 * and `*.json`, folders within folders too, but nothing hidden, nothing in node_modules and no links
 * to folders. Each file once, one at a time: thousands of them are not held at once.
 */
export async function* inputsAt(
  operands: readonly string[],
  world: World,
  unreadable: (one: Unreadable) => void,
): AsyncIterable<Input> {
  const seen = new Set<string>();
  for (const operand of operands) {
    if (operand === "-") {
      if (!seen.has(operand)) yield { file: standardInput, text: await world.readStdin() };
      seen.add(operand);
      continue;
    }
    for (const file of filesAt(operand, world, unreadable)) {
      if (seen.has(file)) continue;
      seen.add(file);
      const text = attempt(() => world.readFile(file), file, unreadable);
      if (text !== undefined) yield { file, text };
    }
  }
}

function filesAt(operand: string, world: World, unreadable: (one: Unreadable) => void): readonly string[] {
  const path = operand.replace(/(?<=.)\/+$/, "").replace(/^(?:\.\/)+(?=.)/, "");
  const folder = attempt(() => world.listFolder(path) ?? "file", path, unreadable);
  if (folder === undefined) return [];
  if (folder === "file") return [path];
  const files = filesIn(path, world, unreadable);
  if (files.length === 0)
    unreadable({ file: operand, message: "the folder has no file that is called *.yaml, *.yml or *.json" });
  return files;
}

function filesIn(folder: string, world: World, unreadable: (one: Unreadable) => void): readonly string[] {
  const entries = attempt(() => world.listFolder(folder) ?? [], folder, unreadable) ?? [];
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.flatMap(({ name, type }) => {
    if (name.startsWith(".") || name === "node_modules") return [];
    const path = folder === "." ? name : `${folder === "/" ? "" : folder}/${name}`;
    if (type === "folder") return filesIn(path, world, unreadable);
    return type === "file" && /\.(?:ya?ml|json)$/i.test(name) ? [path] : [];
  });
}

function attempt<T>(read: () => T, file: string, unreadable: (one: Unreadable) => void): T | undefined {
  try {
    return read();
  } catch (error) {
    unreadable({ file, message: whyUnreadable(error) });
    return undefined;
  }
}

/** Why a file cannot be read: a part of a sentence. */
export function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES") return "it may not be read";
  if (code === "EISDIR") return "it is a folder";
  return error instanceof Error ? error.message : String(error);
}
