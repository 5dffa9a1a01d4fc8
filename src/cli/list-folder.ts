import { readdirSync, statSync, type Dirent } from "node:fs";
import * as path from "node:path";
import type { FolderEntry } from "./world";

/** What a folder holds; undefined for what is no folder. A link to a file counts as one, a link to a folder is not followed: it may lead back. */
export function listFolder(folder: string): readonly FolderEntry[] | undefined {
  if (!statSync(folder).isDirectory()) return undefined;
  return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
    name: entry.name,
    type: typeOf(folder, entry),
  }));
}

function typeOf(folder: string, entry: Dirent): FolderEntry["type"] {
  if (entry.isDirectory()) return "folder";
  if (entry.isFile()) return "file";
  if (!entry.isSymbolicLink()) return "other";
  // A link that leads nowhere counts as a file too, which then cannot be read: better told than left out.
  return statSync(path.join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory() === true ? "other" : "file";
}
