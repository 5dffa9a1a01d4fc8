import type { Socket } from "node:net";
import { ownFailure } from "./api-failure";
import type { Clock } from "./clock";

/**
 * A connection attempt in progress is the one thing that Node cannot be told not to wait for, so it
 * is given up early and tried again: a program that is done never waits longer than this for us.
 */
const connectMs = 1_400;
/** Probes on a quiet connection: a peer that vanished is noticed after about 25 s. */
const keepAliveMs = 15_000;

/** Lets the program end while this connection is open or being opened, and notices a peer that vanished. */
export function guardSocket(socket: Socket, peer: string, clock: Clock): void {
  socket.unref();
  if (!socket.connecting) return;
  const cancel = clock.after(connectMs, () => {
    socket.destroy(ownFailure("NO_CONNECTION", `no connection to ${peer} within ${connectMs / 1000} s`));
  });
  socket.once("connect", () => {
    cancel();
    // Trying several addresses makes a new handle, which waits again.
    socket.unref();
    socket.setKeepAlive(true, keepAliveMs);
  });
  socket.once("close", cancel);
}
