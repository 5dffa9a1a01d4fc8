import { clusterState, type ClusterState } from "./cluster.ts";
import { apiServerUrl, nodeName } from "./credentials.ts";
import { currentCluster, type CurrentCluster } from "./current-cluster.ts";
import { labEnvironment } from "./environment.ts";
import { labHome, type Home } from "./home.ts";
import { missingPrograms } from "./machine.ts";
import { partNames, type PartName } from "./parts.ts";
import { duration } from "./progress.ts";
import { describe, find, type Found } from "./sources.ts";

export interface StatusOptions {
  readonly home?: Home;
  /** Look at the cluster of KUBECONFIG's current context instead of the lab's. */
  readonly useCurrent?: boolean;
}

export interface LabStatus {
  readonly folder: string;
  /** Can `pulumi` run programs: is there a CLI, a language host and a Kubernetes provider? */
  readonly tools: boolean;
  /** Does `up` only have to start what is there? */
  readonly built: boolean;
  /** Is there a cluster that answers, with its node Ready? */
  readonly cluster: boolean;
  readonly parts: Readonly<Partial<Record<PartName, Found>>>;
  /** System programs that `up` would install. */
  readonly missing: readonly string[];
  readonly lab: ClusterState;
  readonly current?: CurrentCluster;
  /** What to set so that `pulumi` and `kubectl` use it. */
  readonly environment: Record<string, string>;
}

/** What is there and what runs. Looks only: nothing is started, fetched or removed. */
export async function labStatus(options: StatusOptions = {}): Promise<LabStatus> {
  const { home = labHome(), useCurrent = false } = options;
  const found = await Promise.all(partNames.map((part) => find(home, part)));
  const parts: Partial<Record<PartName, Found>> = {};
  for (const part of found) if (part) parts[part.part] = part;
  const [lab, current] = await Promise.all([clusterState(home), useCurrent ? currentCluster(home) : undefined]);
  const missing = process.platform === "linux" ? missingPrograms() : [];
  const tools = parts.pulumi !== undefined && parts.provider !== undefined;
  return {
    folder: home.folder,
    tools,
    built: tools && (useCurrent || (parts.kubernetes !== undefined && missing.length === 0)),
    cluster: current?.reachable ?? lab.running,
    parts,
    missing,
    lab,
    ...(current && { current }),
    environment: labEnvironment(home, { useCurrent, ...(parts.pulumi && { pulumi: parts.pulumi.source }) }),
  };
}

/** The status for people: one line per part, then the cluster. */
export function statusText(status: LabStatus, home: Home, now: number): string {
  const line = (name: string, text: string): string => `${name.padEnd(11)} ${text}`;
  const lines = [line("folder", status.folder)];
  for (const part of partNames) {
    const found = status.parts[part];
    lines.push(
      line(
        part,
        found
          ? describe(found) + (found.stamp ? ` in ${duration(found.stamp.took)}` : "")
          : "not there: npm run lab -- build",
      ),
    );
  }
  if (status.missing.length > 0)
    lines.push(line("system", `not found: ${status.missing.join(", ")}; up installs what is missing`));
  lines.push(line("cluster", clusterText(status, home, now)));
  if (status.cluster && status.current === undefined) lines.push(line("kubeconfig", home.kubeconfig));
  return lines.join("\n");
}

function clusterText({ lab, current }: LabStatus, home: Home, now: number): string {
  if (current !== undefined)
    return current.reachable
      ? `context ${current.context}, Kubernetes ${current.version ?? "of unknown version"}`
      : (current.problem ?? "does not answer");
  if (lab.running) {
    const since = lab.since === undefined ? "" : ` for ${duration(now - lab.since)}`;
    return `running${since}: node ${nodeName} ${lab.node}, ${apiServerUrl(home)}`;
  }
  return lab.broken === undefined
    ? "not running: npm run lab -- up"
    : `not running: ${lab.broken}; npm run lab -- up starts it afresh`;
}
