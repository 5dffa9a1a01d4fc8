import type { ObjectRef } from "../objects";
import type { Command, Invocation } from "./command";
import { exitCodes } from "./exit-code";
import { shortNames } from "./kinds";
import { namedIn } from "./operands";
import { clusterChoice, clusterOptions, outputOption } from "./options";
import { parseDuration } from "./parse";
import { openRoots } from "./roots";
import { Trace } from "./trace-run";
import { JsonDisplay, PipeDisplay, TerminalDisplay, type Display } from "./trace-display";
import { styleFor } from "./terminal";
import type { World } from "./world";

const defaultTimeout = "10m";

export const traceCommand: Command = {
  name: "trace",
  summary: "follows a rollout live until it is ready, and says why when it is not",
  usage: ["KIND NAME [NAME ...] [options]", "KIND/NAME [KIND/NAME ...] [options]"],
  description: [
    "Follows objects of any kind that the cluster serves, named as for kubectl (deploy, certificates.cert-manager.io, ns). On a terminal the lines are drawn anew in place; in a pipe there is one line with the time for each change of mind, and one now and then while nothing changes.",
    `There is most to tell of what comes up over time: ${shortNames}. Of a Namespace or anything else that is being deleted it tells what is left, which finalizers hold it and who removes them, until it is gone. Other kinds are read by their conditions, as they are documented for many projects or as most use them.`,
    "It only reads: the kinds of the namespace that have to do with it (six for a Deployment or a Service), and the log of a container that crashed. Which kinds there are is asked for only where the name is none of those above.",
  ],
  options: [
    ...clusterOptions,
    {
      name: "timeout",
      short: "t",
      value: "DURATION",
      summary: `how long to wait for ready (90s, 5m, 1h; 0: no limit); ${defaultTimeout} without it`,
    },
    {
      name: "wait",
      summary: "wait for ready (the default); --no-wait or --wait=false says how it stands now and ends",
    },
    {
      name: "steady",
      value: "DURATION",
      summary:
        "ready counts when it has lasted so long; at once without it. Longer than a liveness probe takes, it catches what is killed again and again",
    },
    { name: "follow", short: "f", summary: "go on after it is ready, and tell when it does not stay so" },
    outputOption,
  ],
  exitCodes: [
    [exitCodes.ready, "ready: everything asked for is there; what was being deleted is gone"],
    [exitCodes.wrongInput, "wrong input: no such option, kind, object or context"],
    [exitCodes.progressing, "not ready yet when the time was up, but nothing is wrong"],
    [exitCodes.failing, "something is wrong with it; the output says what"],
    [exitCodes.suspended, "suspended: a paused rollout, a scheduling gate"],
    [exitCodes.unknown, "cannot tell: the cluster does not answer or may not be read"],
    [exitCodes.interrupted, "ended by Ctrl-C"],
  ],
  examples: [
    ["kubespy trace deploy web", "until Deployment web of the current namespace is ready"],
    ["kubespy trace deploy/web svc/web -n prod -t 5m", "both, in namespace prod, for five minutes at most"],
    ["kubespy trace svc web --no-wait", "why does Service web have no traffic? One look"],
    ["kubespy trace pod/web-0 -f -o json", "every change of mind as JSON, for a script"],
    ["kubespy trace ns shop", "why does pulumi destroy hang on Namespace shop?"],
    ["kubespy trace certificates.cert-manager.io web", "an object of a kind that the cluster was taught"],
  ],
  run: runTrace,
};

async function runTrace(invocation: Invocation, world: World): Promise<number> {
  const named = namedIn("trace", invocation.operands);
  const wait = invocation.flags.get("wait") ?? true;
  const follow = invocation.flags.get("follow") ?? false;
  const timeoutMs = parseDuration("--timeout", invocation.values.get("timeout") ?? defaultTimeout);
  const steadyMs = parseDuration("--steady", invocation.values.get("steady") ?? "0");
  const { cluster, roots } = await openRoots(named, clusterChoice(invocation), world);
  try {
    const display = displayFor(
      invocation,
      world,
      roots.map(({ ref }) => ref),
    );
    return await new Trace(cluster, roots, world, display, {
      wait,
      follow,
      timeoutMs: timeoutMs === 0 ? undefined : timeoutMs,
      steadyMs,
    }).run();
  } finally {
    cluster.close();
  }
}

function displayFor(invocation: Invocation, world: World, roots: readonly ObjectRef[]): Display {
  if (invocation.values.get("output") === "json") return new JsonDisplay(world);
  const style = styleFor(world.stdout, world.env);
  if (world.stdout.isTerminal && world.env["TERM"] !== "dumb") return new TerminalDisplay(world, roots, style);
  return new PipeDisplay(world, roots, style);
}
