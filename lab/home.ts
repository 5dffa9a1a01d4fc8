import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where everything of one lab lies, and the names by which the machine knows it. */
export interface Home {
  readonly folder: string;
  /** Programs that may be on PATH: the CLI, its language host, the Kubernetes components. */
  readonly bin: string;
  /** Built or downloaded provider plugins; never on PATH, or the CLI warns at every run. */
  readonly plugins: string;
  readonly pulumiHome: string;
  /** State files of the CLI's file backend. */
  readonly backend: string;
  readonly goModules: string;
  readonly goBuild: string;
  readonly log: string;
  readonly images: string;
  readonly downloads: string;
  /** The running cluster; removed by `down`. */
  readonly run: string;
  readonly lock: string;
  readonly kubeconfig: string;
  readonly identity: Identity;
}

/** What two labs on one machine must not share. */
export interface Identity {
  /** The network namespace and the control group. */
  readonly name: string;
  /** The host's end of the veth pair. */
  readonly veth: string;
  readonly hostAddress: string;
  readonly nodeAddress: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `$KUBESPY_LAB_HOME`, else `$XDG_CACHE_HOME/pulumi-kubespy/lab`, else `~/.cache/pulumi-kubespy/lab`. */
export function labFolder(env: Environment = process.env, user: string = homedir()): string {
  if (env["KUBESPY_LAB_HOME"]) return resolve(env["KUBESPY_LAB_HOME"]);
  if (env["XDG_CACHE_HOME"]) return resolve(env["XDG_CACHE_HOME"], "pulumi-kubespy/lab");
  return join(user, ".cache/pulumi-kubespy/lab");
}

/** The lab that lies in `folder`. Creates nothing. */
export function labHome(folder: string = labFolder(), user: string = homedir()): Home {
  const usual = join(user, ".cache/pulumi-kubespy/lab");
  return {
    folder,
    bin: join(folder, "bin"),
    plugins: join(folder, "plugins"),
    pulumiHome: join(folder, "pulumi-home"),
    backend: join(folder, "state"),
    goModules: join(folder, "go/mod"),
    goBuild: join(folder, "go/build"),
    log: join(folder, "log"),
    images: join(folder, "images"),
    downloads: join(folder, "downloads"),
    run: join(folder, "run"),
    lock: join(folder, "lock"),
    kubeconfig: join(folder, "run/kubeconfig"),
    identity: folder === usual ? usualIdentity : identityOf(folder),
  };
}

const usualIdentity: Identity = {
  name: "kubespy-lab",
  veth: "kspy0",
  hostAddress: "10.231.0.1",
  nodeAddress: "10.231.0.2",
};

/**
 * A lab elsewhere gets names and a /30 of 10.231.0.0/16 from a hash of its folder. Of the 16,384
 * networks the first belongs to the usual lab. Two folders can still meet (one in 16,383): the veth
 * carries its lab's folder, and `up` refuses a network that is another's.
 */
function identityOf(folder: string): Identity {
  const digest = createHash("sha256").update(folder).digest();
  const short = digest.toString("hex").slice(0, 6);
  const network = 1 + (digest.readUInt32BE(4) % 16383);
  const base = network * 4;
  const address = (host: number): string => `10.231.${(base + host) >> 8}.${(base + host) & 255}`;
  return {
    name: `kubespy-lab-${short}`,
    veth: `kspy${short}`,
    hostAddress: address(1),
    nodeAddress: address(2),
  };
}
