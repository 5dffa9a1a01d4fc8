import { clean, hasRemains, remains } from "./clean.ts";
import { clusterState, startCluster } from "./cluster.ts";
import { currentCluster } from "./current-cluster.ts";
import { labEnvironment } from "./environment.ts";
import { PartFailed } from "./failure.ts";
import { labHome, type Home } from "./home.ts";
import { locked } from "./lock.ts";
import { lookAtMachine } from "./machine.ts";
import { installPackages, packagesLog } from "./packages.ts";
import { partNames, type PartName, type Source } from "./parts.ts";
import { Progress, processDisplay } from "./progress.ts";
import { clusterRequirements } from "./requirements.ts";
import { find, provide, type Found } from "./sources.ts";

export interface EnsureOptions {
  readonly home?: Home;
  readonly source?: Source;
  /** Use the cluster of KUBECONFIG's current context: the lab brings the tools only. */
  readonly useCurrent?: boolean;
  readonly progress?: Progress;
  /** Told as soon as a part is ready. */
  readonly ready?: (found: Found) => void;
}

export interface Ensured {
  /** Was everything there already? */
  readonly already: boolean;
  readonly environment: Record<string, string>;
}

const tools: readonly PartName[] = ["pulumi", "provider"];

/**
 * Makes sure that parts are there: by default the CLI with its language host and the provider.
 * Finds, fetches or builds what is missing, showing progress. Throws PartFailed.
 */
export async function ensureTools(
  options: EnsureOptions & { readonly parts?: readonly PartName[] } = {},
): Promise<Ensured> {
  const { home = labHome(), source = "auto", useCurrent = false, parts = tools } = options;
  const there = await Promise.all(parts.map((part) => find(home, part, source)));
  const already = there.every((part) => part !== undefined);
  const shown = shownBy(options);
  try {
    const found = already
      ? await provide(home, { ...options, parts, source }, new Progress(silent))
      : await change(home, "build", shown, () => provide(home, { ...options, parts, source }, shown));
    return { already, environment: environmentOf(home, found, useCurrent) };
  } finally {
    if (options.progress === undefined) shown.close();
  }
}

/** Makes sure that the tools are there and a cluster runs. Throws PartFailed. */
export async function ensureCluster(options: EnsureOptions = {}): Promise<Ensured> {
  const { home = labHome(), source = "auto", useCurrent = false } = options;
  if (useCurrent) return ensureCurrent(home, options);
  const [unmet] = clusterRequirements(await lookAtMachine(home));
  if (unmet !== undefined) throw new PartFailed("cluster", unmet);

  const parts = await Promise.all(partNames.map((part) => find(home, part, source)));
  if (parts.every((part) => part !== undefined) && (await clusterState(home)).running) {
    return { already: true, environment: environmentOf(home, parts, false) };
  }
  const shown = shownBy(options);
  try {
    return await change(home, "up", shown, async () => {
      const [found] = await settled([
        provide(home, { ...options, parts: partNames, source }, shown),
        packages(home, shown),
      ]);
      const environment = environmentOf(home, found, false);
      // Somebody else may have started it while this waited for the lock.
      const state = await clusterState(home);
      if (state.running) return { already: true, environment };
      if (state.broken !== undefined) shown.say(`the cluster is not whole (${state.broken}): starting afresh`);
      await startCluster(home, (text) => {
        shown.step("cluster", { text });
      });
      shown.done("cluster", "node lab is Ready");
      return { already: false, environment };
    });
  } finally {
    if (options.progress === undefined) shown.close();
  }
}

/** Ends the cluster and removes what it left. Says whether there was anything. Throws PartFailed. */
export async function removeCluster(options: Pick<EnsureOptions, "home" | "progress"> = {}): Promise<boolean> {
  const { home = labHome() } = options;
  if (!hasRemains(home)) return false;
  const [unmet] = clusterRequirements({ ...(await lookAtMachine(home)), missing: [] });
  if (unmet !== undefined) throw new PartFailed("cluster", unmet);
  const shown = shownBy(options);
  try {
    return await change(home, "down", shown, async () => {
      shown.step("cluster", { text: "ending it and removing what it leaves" });
      await clean(home);
      const left = remains(home);
      if (left.length > 0) throw new PartFailed("cluster", `could not be removed: ${left.join(", ")}`);
      shown.done("cluster", "removed");
      return true;
    });
  } finally {
    if (options.progress === undefined) shown.close();
  }
}

async function ensureCurrent(home: Home, options: EnsureOptions): Promise<Ensured> {
  const current = await currentCluster(home);
  if (!current.reachable) throw new PartFailed("cluster", current.problem ?? "the current cluster does not answer");
  return ensureTools({ ...options, home });
}

async function packages(home: Home, progress: Progress): Promise<void> {
  try {
    const installed = await installPackages(home, (step) => {
      progress.step("system", step);
    });
    if (installed.length > 0) progress.done("system", `installed ${installed.join(", ")}`);
  } catch (error) {
    progress.failed("system", (error as Error).message);
    throw new PartFailed("system", "packages could not be installed", packagesLog(home));
  }
}

/** Waits for all even when one fails: nothing may go on in the background after the lock is released. */
async function settled<A, B>(promises: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

function change<T>(home: Home, command: string, progress: Progress, action: () => Promise<T>): Promise<T> {
  return locked(
    home.lock,
    command,
    ({ pid, command: other }) => {
      progress.say(`waiting for another lab command: ${other}, process ${pid}`);
    },
    action,
  );
}

function environmentOf(home: Home, found: readonly (Found | undefined)[], useCurrent: boolean): Record<string, string> {
  const pulumi = found.find((part) => part?.part === "pulumi");
  return labEnvironment(home, { useCurrent, ...(pulumi && { pulumi: pulumi.source }) });
}

const shownBy = ({ progress }: { readonly progress?: Progress }): Progress =>
  progress ?? new Progress(processDisplay());
const silent = { terminal: false, write: () => undefined, width: () => 80, now: Date.now };
