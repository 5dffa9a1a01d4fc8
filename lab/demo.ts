import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { compile } from "./compile.ts";
import { currentCluster } from "./current-cluster.ts";
import { endCluster, exitCode, listenForSignals, state, stoppedBy } from "./demo-end.ts";
import { DemoStack, type Ended } from "./demo-stack.ts";
import { imagesNamed, labImages, publicImages, steps, type Images, type Step } from "./demo-steps.ts";
import { ensureCluster } from "./ensure.ts";
import { failureText, PartFailed } from "./failure.ts";
import { labHome } from "./home.ts";
import { duration, processDisplay, Progress, type Display } from "./progress.ts";
import { CommandFailed, endChildren } from "./run.ts";
import { labStatus } from "./status.ts";

const usage = `usage: npm run demo [-- OPTION…]

Deploys examples/quickstart to a real cluster: a preview that is stopped, the same repaired, a rollout
told live, one that fails, and its repair. Takes it back at the end.

  --keep          leave the application and its stack for trying more
  --use-current   the cluster of KUBECONFIG's current context instead of the lab's own
  --images A,B    with --use-current: two images of a web server on port 8080 that the cluster can pull,
                  instead of ${publicImages.good} and its next version
  --yes           don't ask before touching a cluster that is not the lab's
`;

/** The demo cannot go on; the message says why. */
class Ends extends Error {
  readonly code: number;
  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

interface Options {
  readonly keep: boolean;
  readonly useCurrent: boolean;
  readonly yes: boolean;
  readonly images: Images;
}

const home = labHome();
const colours = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
const strong = (text: string): string => (colours ? `\u001b[1m${text}\u001b[0m` : text);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Progress of the lab, which keeps quiet while a step has the terminal. */
class Stage {
  readonly progress: Progress;
  #taken = false;
  constructor(display: Display) {
    const write = (text: string): void => {
      if (!this.#taken) display.write(text);
    };
    this.progress = new Progress({ ...display, write });
  }
  async give<T>(action: () => Promise<T>): Promise<T> {
    this.progress.close();
    this.#taken = true;
    try {
      return await action();
    } finally {
      this.progress.close();
      this.#taken = false;
    }
  }
}

async function main(options: Options): Promise<void> {
  const all = steps(options.images);
  print(`${strong("pulumi-kubespy: a Kubernetes rollout, told live")}

examples/quickstart/index.ts is a Namespace, a Deployment with two replicas and a Service. One of its
lines is from this library: traceAll(). ${all.length} steps show what that changes; they take about two minutes.
`);
  if (options.useCurrent) await mayTouch(options.yes);
  await compile();

  const stage = new Stage(processDisplay());
  const waiting = [...all];
  let opened: DemoStack | undefined;
  const open = async (environment: Record<string, string>, sameCluster: boolean): Promise<DemoStack> => {
    if (opened !== undefined) return opened;
    opened = new DemoStack(home, environment);
    await prepare(opened, sameCluster);
    return opened;
  };
  const playNext = async (stack: DemoStack): Promise<void> => {
    const step = waiting.shift();
    if (step !== undefined) await play(stack, step, all.length - waiting.length, all.length);
  };

  const environment = await lab(options, stage, async (early) => {
    await stage.give(async () => {
      const stack = await open(early, false);
      while (waiting[0]?.withoutCluster === true) await playNext(stack);
      print("\nThe rest needs the cluster, which is still being made.\n");
    });
  });
  const stack = await open(environment, !state.startedCluster);
  const failure = await failureOf(async () => {
    while (waiting.length > 0) await playNext(stack);
  });
  const unclean = await failureOf(() => leave(stack, options));
  // What went wrong comes last, where it is read; the first fault explains the second.
  if (failure !== undefined && unclean !== undefined) process.stderr.write(`${unclean.message}\n`);
  const fault = failure ?? unclean;
  if (fault !== undefined) throw fault;
  print(closing(options));
}

/** What an action fails with, as a value. */
async function failureOf(action: () => Promise<void>): Promise<Error | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Takes back what the demo has made, after its last step as well as after one that went wrong. */
async function leave(stack: DemoStack, { keep }: Options): Promise<void> {
  if (state.stopped !== undefined && state.startedCluster) {
    await stack.forget();
    endCluster();
  } else if (!keep || state.stopped !== undefined) await takeBack(stack);
}

/** Asks before anything is done to a cluster that is not the lab's. */
async function mayTouch(yes: boolean): Promise<void> {
  const current = await currentCluster(home);
  if (!current.reachable) throw new Ends(current.problem ?? "the current cluster does not answer");
  if (yes || process.env["KUBECONFIG"] === home.kubeconfig) return;
  const what = `a Namespace with a Deployment and a Service, on the cluster of context ${current.context ?? "?"} (Kubernetes ${current.version ?? "?"})`;
  if (!process.stdin.isTTY) throw new Ends(`this would create ${what}: say --yes if that is what you want`, 2);
  const input = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await input.question(`This creates ${what}, and removes it at the end. Go on? [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new Ends("nothing was done", 0);
  } finally {
    input.close();
  }
}

/**
 * Brings up the lab. As soon as `pulumi` and the provider are there, and Kubernetes still has to be
 * made, `early` is called with what to set for the CLI.
 */
async function lab(
  { useCurrent }: Options,
  stage: Stage,
  early: (environment: Record<string, string>) => Promise<void>,
): Promise<Record<string, string>> {
  const before = await labStatus({ home, useCurrent });
  const ready = new Set<string>();
  let playing: Promise<Error | undefined> = Promise.resolve(undefined);
  state.inLab = true;
  state.startedCluster = !useCurrent && !before.cluster;
  try {
    const { environment } = await ensureCluster({
      home,
      useCurrent,
      progress: stage.progress,
      ready: ({ part }) => {
        ready.add(part);
        if (before.built || part === "kubernetes" || ready.size !== 2 || ready.has("kubernetes")) return;
        playing = failureOf(async () => early((await labStatus({ home })).environment));
        // Nobody waits for Kubernetes any longer.
        void playing.then((failure) => {
          if (failure !== undefined) endChildren();
        });
      },
    });
    return environment;
  } finally {
    const failure = await playing;
    stage.progress.close();
    state.inLab = false;
    // eslint-disable-next-line no-unsafe-finally -- it is why the lab was not finished
    if (failure !== undefined) throw failure;
  }
}

/** A stack without anything in it, whatever an earlier demo left. */
async function prepare(stack: DemoStack, sameCluster: boolean): Promise<void> {
  if (await stack.create()) return;
  print("A demo before this one was not finished: clearing what it left.");
  if (sameCluster) await takeBack(stack);
  else await stack.forget();
  await stack.create();
}

function endIfStopped(): void {
  if (stoppedBy() !== undefined) throw new Ends("stopped");
}

async function play(
  stack: DemoStack,
  { title, text, args, expected }: Step,
  number: number,
  of: number,
): Promise<void> {
  endIfStopped();
  print(`\n${strong(`${number} of ${of}  ${title}`)}\n\n${text}\n\n${strong(`  $ pulumi ${args.join(" ")}`)}\n`);
  const began = Date.now();
  const { success, said } = await show(stack, args);
  endIfStopped();
  const as = (isSuccess: boolean): string => (isSuccess ? "exit code 0" : "another exit code than 0");
  if (success !== expected.success)
    throw new Ends(
      `this step was to ${expected.words}: ${as(expected.success)} was expected, and it ended with ${as(success)}`,
    );
  const { says } = expected;
  if (
    says !== undefined &&
    !said.some((message) => [message, ...message.split("\n")].some((text) => says.test(text)))
  ) {
    throw new Ends(`this step was to ${expected.words}, but nothing it said matches ${String(says)}`);
  }
  print(`${strong("as expected")}: this step was to ${expected.words} (${duration(Date.now() - began)})`);
}

async function show(stack: DemoStack, args: readonly string[]): Promise<Ended> {
  try {
    const ended = await stack.show(args, (send) => {
      state.step = send;
    });
    // On a terminal the CLI reads keys itself: Ctrl-C is no signal then.
    if (ended.said.some((message) => message.includes("^C received"))) state.stopped ??= "SIGINT";
    return ended;
  } finally {
    state.step = undefined;
  }
}

async function takeBack(stack: DemoStack): Promise<void> {
  print(`\n${strong("Taking everything back")}\n\n${strong("  $ pulumi destroy --yes --skip-preview")}\n`);
  const { success } = await show(stack, ["destroy", "--yes", "--skip-preview"]);
  if (!success)
    throw new Ends("the application could not be removed: npm run lab -- shell, then pulumi destroy --stack demo");
  await stack.forget();
}

const closing = ({ keep, useCurrent }: Options): string => {
  const shell = `npm run lab -- shell${useCurrent ? " --use-current" : ""}`;
  const image = useCurrent ? "" : `\n    pulumi config set image ${labImages.good}`;
  const begin = keep ? "    pulumi stack select demo" : `    pulumi stack init mine${image}`;
  return `
${strong("That was it. What to try next:")}

  ${shell}    pulumi and kubectl, set up for this cluster; in it:
${begin}
    pulumi up --yes -c selector=wbe     Pulumi calls it a success; the Service's row says otherwise
    pulumi up --yes -c selector=web     and repaired
    pulumi destroy --yes
${useCurrent ? "" : "  npm run lab -- down     ends the lab's cluster; the next start takes seconds\n"}`;
};

function options(): Options {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: "boolean", short: "h", default: false },
        keep: { type: "boolean", default: false },
        "use-current": { type: "boolean", default: false },
        images: { type: "string" },
        yes: { type: "boolean", short: "y", default: false },
      },
    });
    if (values.help) {
      process.stdout.write(usage);
      process.exit(0);
    }
    const useCurrent = values["use-current"];
    const images = values.images === undefined ? undefined : imagesNamed(values.images);
    if (images !== undefined && !useCurrent) throw new Error("--images is for --use-current: the lab has its own");
    return {
      keep: values.keep,
      useCurrent,
      yes: values.yes,
      images: images ?? (useCurrent ? publicImages : labImages),
    };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

const chosen = options();
listenForSignals();
try {
  await main(chosen);
} catch (error) {
  const signal = stoppedBy();
  if (signal !== undefined) {
    print("stopped: nothing of the demo is left");
    process.exitCode = exitCode(signal);
  } else if (error instanceof Ends) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.code;
  } else if (error instanceof CommandFailed) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else if (error instanceof PartFailed) {
    process.stderr.write(`${failureText(error)}\n`);
    process.exitCode = 1;
  } else throw error;
}
