import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import * as path from "node:path";

/*
 * Where the program and Pulumi's process for dynamic resources find each other. Both know the address of the engine
 * that started them, and nothing else is the same for the two and different for every other deployment. No more than
 * a socket is there: what goes over it stays between the two processes.
 */

const windows = process.platform === "win32";
/** Of the path of a socket: 104 bytes on macOS, 108 on Linux. */
const longestPath = 100;

/** A folder that only this user can read or write. Throws one sentence if somebody else got there first. */
function folder(): string {
  const name = `pulumi-kubespy-${String(process.getuid?.() ?? "user")}`;
  const usual = path.join(tmpdir(), name);
  const place = windows || usual.length + 50 < longestPath ? usual : path.join("/tmp", name);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const found = lstatSync(place);
  const isOurs = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  if (!windows && !isOurs)
    throw new Error(
      `gates meet their provider in ${place}, which is not a folder of this user alone (mode 0700): remove it`,
    );
  return place;
}

/** The address as both know it: the program's gRPC client puts the name of a resolver before it. */
const plainAddress = (engine: string): string => engine.replace(/^dns:\/*/, "");

/** Folders can be shared between containers: an engine's address alone says too little. */
const keyOf = (engine: string): string =>
  createHash("sha256")
    .update(`${hostname()} ${plainAddress(engine)}`)
    .digest("hex")
    .slice(0, 16);

const listening = (file: string): string => (windows ? `\\\\.\\pipe\\${path.basename(file)}` : file);

let opened = 0;

/** A place where the program can listen, and `leave` to take it away again. */
export function openPlace(engine: string): { readonly address: string; readonly leave: () => void } {
  opened += 1;
  const file = path.join(folder(), `${keyOf(engine)}-${String(process.pid)}-${String(opened)}`);
  rmSync(file, { force: true });
  // A pipe has no file: its name is told by an empty one.
  if (windows) writeFileSync(file, "");
  return {
    address: listening(file),
    leave: () => {
      rmSync(file, { force: true });
    },
  };
}

/** Where programs of this engine listen. */
export function findPlaces(engine: string): readonly string[] {
  const place = folder();
  return readdirSync(place)
    .filter((name) => name.startsWith(`${keyOf(engine)}-`))
    .map((name) => listening(path.join(place, name)));
}
