import type { Socket } from "node:net";
import type { Passed } from "./wait";

/*
 * What Pulumi's process for dynamic resources asks the program, and what it is answered: one line of JSON each way, one
 * connection for each gate that is waited for. Who closes the connection does not wait any longer.
 */

export interface Question {
  /** Which gate of the program: its types and its name, as in a URN. */
  readonly gate: string;
  /** Its inputs, without those that only say when it is to be checked anew. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

export type Reply =
  | { readonly type: "passed"; readonly passed: Passed }
  | { readonly type: "closed"; readonly message: string }
  /** The gate is another program's. */
  | { readonly type: "unknown" };

const longestLine = 1024 * 1024;

/** Hears one line of JSON; undefined for everything else, and when the connection ends before. */
export function hear(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => {
    let heard = "";
    const end = (): void => {
      resolve(undefined);
    };
    socket.setEncoding("utf8");
    socket.on("data", (part: string) => {
      heard += part;
      const at = heard.indexOf("\n");
      if (at >= 0) resolve(parse(heard.slice(0, at)));
      else if (heard.length > longestLine) socket.destroy();
    });
    socket.once("end", end);
    socket.once("error", end);
    socket.once("close", end);
  });
}

/** Says one line of JSON; the promise resolves when it is on its way. */
export function say(socket: Socket, what: Question | Reply): Promise<void> {
  return new Promise((resolve) => {
    socket.write(`${JSON.stringify(what)}\n`, () => {
      resolve();
    });
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
