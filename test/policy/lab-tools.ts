import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { labHome } from "../../lab/home";
import type { Lab } from "../support/lab";

/**
 * The lab's CLI and provider plugin, which previews can do with alone; or the reason why there are
 * none. Its kubeconfig leads nowhere, so that nothing depends on a cluster.
 */
export function labTools(kubeconfig: string): Lab | string {
  const { bin, pulumiHome } = labHome();
  const missing = ["pulumi", "pulumi-language-nodejs"].filter((tool) => !existsSync(path.join(bin, tool)));
  if (missing.length > 0) return `the lab has no ${missing.join(", ")}: npm run lab -- build`;
  const plugins = path.join(pulumiHome, "plugins");
  const hasProvider =
    existsSync(plugins) &&
    readdirSync(plugins).some((name) => existsSync(path.join(plugins, name, "pulumi-resource-kubernetes")));
  if (!hasProvider) return "the lab has no Kubernetes provider: npm run lab -- build";
  return {
    environment: {
      ...process.env,
      PATH: [bin, path.resolve(__dirname, "../../node_modules/.bin"), process.env["PATH"]].join(path.delimiter),
      KUBECONFIG: kubeconfig,
      PULUMI_CONFIG_PASSPHRASE: "x",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
    kubeconfig,
    pulumiHome,
  };
}
