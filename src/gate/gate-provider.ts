import { connect, type Socket } from "node:net";
import { isDeepStrictEqual } from "node:util";
import { hear, say, type Reply } from "./conversation";
import { findPlaces } from "./meeting-place";
import type { Passed } from "./wait";

/*
 * The dynamic provider of gates. Pulumi runs it in a process of its own, which gets the inputs of a gate and nothing
 * else: neither its URN nor the provider of the program. So it asks the program to wait, and hands on what comes of it.
 * Deleting and refreshing do nothing: a gate is nothing in the cluster.
 */

type Inputs = Readonly<Record<string, unknown>>;

/** A change of these checks the gate anew. How long it may take is no reason to. */
const checkedAnew = ["service", "namespace", "minReady", "path", "port", "scheme", "triggers"] as const;

export async function create(inputs: Inputs): Promise<{ readonly id: string; readonly outs: object }> {
  const outs = { ...inputs, ...(await pass(inputs)) };
  return { id: String(inputs["gate"]).split("::").at(-1) ?? "gate", outs };
}

export async function update(_id: string, _olds: Inputs, news: Inputs): Promise<{ readonly outs: object }> {
  return { outs: { ...news, ...(await pass(news)) } };
}

export function diff(_id: string, olds: Inputs, news: Inputs): Promise<{ readonly changes: boolean }> {
  return Promise.resolve({ changes: checkedAnew.some((name) => !isDeepStrictEqual(olds[name], news[name])) });
}

/** What the waiting does not need does not leave this process. */
const kept: ReadonlySet<string> = new Set(["__provider", "triggers"]);

const ended = "the program ended while its gate was waiting";

/** Has the program wait. */
async function pass(inputs: Inputs): Promise<Passed> {
  const gate = String(inputs["gate"]);
  const asked = Object.fromEntries(Object.entries(inputs).filter(([name]) => !kept.has(name)));
  const socket = await reach((found) => say(found, { gate, inputs: asked }));
  return settled(socket.reply);
}

function settled(reply: Reply): Passed {
  switch (reply.type) {
    case "passed":
      return reply.passed;
    case "closed":
      throw new Error(reply.message);
    case "unknown":
      throw new Error(unreachable);
  }
}

const unreachable =
  "the gate cannot ask its program to wait: both must run on one machine, as one user and with the same folder for temporary files";

const reachEveryMs = 100;
const reachForMs = 5000;

/** Asks the programs of this deployment, one after the other, which of them has the gate. */
async function reach(ask: (socket: Socket) => Promise<void>): Promise<{ readonly reply: Reply }> {
  const engine = process.argv.at(-1) ?? "";
  for (let waited = 0; ; waited += reachEveryMs) {
    for (const place of findPlaces(engine)) {
      const reply = await askAt(place, ask);
      if (reply !== undefined && reply.type !== "unknown") return { reply };
    }
    // A gate is introduced before it is registered; only a socket that is being opened takes a moment.
    if (waited >= reachForMs) throw new Error(unreachable);
    await new Promise((resolve) => setTimeout(resolve, reachEveryMs));
  }
}

/** Undefined where nobody listens (any more). */
async function askAt(place: string, ask: (socket: Socket) => Promise<void>): Promise<Reply | undefined> {
  const socket = connect(place);
  try {
    const connected = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => {
        resolve(true);
      });
      socket.once("error", () => {
        resolve(false);
      });
    });
    if (!connected) return undefined;
    const heard = hear(socket);
    await ask(socket);
    const reply = await heard;
    if (reply === undefined) throw new Error(ended);
    return reply as Reply;
  } finally {
    socket.destroy();
  }
}
