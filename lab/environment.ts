import { mkdirSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { labHome, type Home } from "./home.ts";
import type { Found } from "./sources.ts";

export interface EnvironmentOptions {
  /** Where the CLI comes from; decides whether the lab's programs go before or after the machine's. */
  readonly pulumi?: Found["source"];
  /** Leave KUBECONFIG as it is. */
  readonly useCurrent?: boolean;
  /** What PATH is now. */
  readonly path?: string;
}

/**
 * What has to be set for `pulumi` and `kubectl` to use the lab. Makes the folder for the CLI's
 * state, which has to exist. The user's own Pulumi login, plugins and stacks are not touched.
 */
export function labEnvironment(home: Home = labHome(), options: EnvironmentOptions = {}): Record<string, string> {
  const { pulumi = "build", useCurrent = false, path = process.env["PATH"] ?? "" } = options;
  mkdirSync(home.backend, { recursive: true });
  // Programs run with the node that runs the lab: the first one on PATH may be too old.
  const node = dirname(process.execPath);
  const others = path.split(delimiter).filter((folder) => folder !== "" && folder !== home.bin && folder !== node);
  return {
    PATH: (pulumi === "machine" ? [node, ...others, home.bin] : [home.bin, node, ...others]).join(delimiter),
    PULUMI_HOME: home.pulumiHome,
    PULUMI_BACKEND_URL: `file://${home.backend}`,
    PULUMI_CONFIG_PASSPHRASE: "kubespy-lab",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Built where releases are out of reach: the CLI would only wait for downloads that cannot work.
    ...(pulumi === "build" && { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }),
    ...(!useCurrent && { KUBECONFIG: home.kubeconfig }),
  };
}

/** The environment as lines for `eval` in a POSIX shell. */
export function exportLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");
}
