import path from "node:path";

/** What the tests need to know of the lab. */
export interface Lab {
  /** For the CLI, kubectl and everything else: PATH, KUBECONFIG, the settings of the CLI. */
  readonly environment: NodeJS.ProcessEnv;
  readonly kubeconfig: string;
  /** Where the provider plugin is installed. */
  readonly pulumiHome: string;
}

/**
 * The lab with its cluster up, or one sentence why there is none. Starts the cluster when it only
 * has to be started; what would take a build or a download is left to `npm run lab -- up`.
 */
export async function findLab(): Promise<Lab | string> {
  const { ensureCluster, failureText, labHome, labStatus, PartFailed } = await import("../../lab/index.ts");
  const home = labHome();
  const status = await labStatus({ home });
  if (!status.cluster) {
    if (!status.built) return "the lab is not built: npm run lab -- up";
    try {
      await ensureCluster({ home });
    } catch (error) {
      if (error instanceof PartFailed) return failureText(error);
      throw error;
    }
  }
  const bin = path.resolve(__dirname, "../../node_modules/.bin");
  // A user's own settings must not decide how these tests end.
  const own = Object.entries(process.env).filter(([name]) => !/^(PULUMI_|VITEST|CI$)/.test(name));
  const environment = {
    ...Object.fromEntries(own),
    ...status.environment,
    PATH: [bin, status.environment["PATH"]].join(path.delimiter),
  };
  return { environment, kubeconfig: home.kubeconfig, pulumiHome: home.pulumiHome };
}
