import type { Settings, Stack } from "./up";

/** The CLI itself, or something that runs it. */
export type How =
  | {
      readonly with: "cli";
      readonly command: "up" | "preview" | "refresh" | "destroy" | "import";
      readonly args: (stack: Stack) => readonly string[];
    }
  /** On a terminal; a dumb one cannot move its cursor. */
  | { readonly with: "terminal"; readonly columns: number; readonly dumb?: boolean }
  /** test/programs/modes/host.ts. The first of several stacks is healthy. */
  | { readonly with: "automation"; readonly program: "local" | "inline"; readonly stacks: number }
  | { readonly with: "watch" };

/** One way to run Pulumi, and on what. */
export interface Mode {
  /** The name of its fixture. */
  readonly name: string;
  /** As it is typed. */
  readonly title: string;
  /** What there is to do. */
  readonly about: string;
  readonly how: How;
  /** Changes of the configuration, for this mode and those that follow in its chain. */
  readonly config?: Settings;
  readonly before?: (stack: Stack) => Promise<unknown>;
  /** The page shows an excerpt of the output: the table alone does not say what it looks like. */
  readonly excerpt?: true;
}

/** Modes that take up what the ones before have left: they share a stack. */
export interface Chain {
  readonly config?: Settings;
  readonly environment?: Readonly<Record<string, string>>;
  /** Files that a run leaves: what they are, by the variable that names them to the program. */
  readonly files?: Readonly<Record<string, string>>;
  readonly modes: readonly Mode[];
}

type Command = Extract<How, { with: "cli" }>["command"];

const cli = (command: Command, ...args: readonly string[]): How => ({ with: "cli", command, args: () => args });

const broken = { broken: "true" };
const one = "of two new applications one crashes";

/** Every mode of docs/modes.md, in its order. */
export const chains: readonly Chain[] = [
  {
    config: broken,
    modes: [
      { name: "up", title: "pulumi up --non-interactive", about: one, how: cli("up"), excerpt: true },
      { name: "up-again", title: "pulumi up", about: "once more, after that failure", how: cli("up") },
      {
        name: "up-continue",
        title: "pulumi up --continue-on-error",
        about: "once more",
        how: cli("up", "--continue-on-error"),
      },
      {
        name: "up-target",
        title: "pulumi up --target",
        about: "only the Deployment that crashes",
        how: cli("up", "--target", "**Deployment::api"),
      },
      { name: "preview-failed", title: "pulumi preview", about: "after a failed update", how: cli("preview") },
      { name: "refresh-failed", title: "pulumi refresh", about: "after a failed update", how: cli("refresh") },
      {
        name: "refresh-program-failed",
        title: "pulumi refresh --run-program",
        about: "after a failed update",
        how: cli("refresh", "--run-program"),
      },
      {
        name: "up-repair",
        title: "pulumi up",
        about: "what crashed is repaired",
        how: cli("up"),
        config: { broken: "false" },
      },
      { name: "destroy", title: "pulumi destroy", about: "everything goes", how: cli("destroy") },
    ],
  },
  {
    modes: [
      { name: "preview", title: "pulumi preview", about: "nothing is there yet", how: cli("preview") },
      { name: "up-healthy", title: "pulumi up", about: "two new applications, both healthy", how: cli("up") },
      { name: "up-same", title: "pulumi up", about: "nothing has changed", how: cli("up") },
      {
        name: "preview-diff",
        title: "pulumi preview --diff",
        about: "both Deployments have changed",
        how: cli("preview", "--diff"),
        config: { revision: "2" },
      },
      {
        name: "preview-json",
        title: "pulumi preview --json",
        about: "both Deployments have changed",
        how: cli("preview", "--json"),
      },
      {
        name: "up-diff",
        title: "pulumi up --diff",
        about: "both Deployments have changed",
        how: cli("up", "--diff"),
        excerpt: true,
      },
      {
        name: "up-json",
        title: "pulumi up --json",
        about: "both Deployments have changed",
        how: cli("up", "--json"),
        config: { revision: "3" },
      },
      {
        name: "up-refresh",
        title: "pulumi up --refresh",
        about: "both Deployments have changed",
        how: cli("up", "--refresh"),
        config: { revision: "4" },
      },
      {
        name: "up-parallel",
        title: "pulumi up --parallel 1",
        about: "both Deployments have changed",
        how: cli("up", "--parallel", "1"),
        config: { revision: "5" },
      },
      { name: "refresh", title: "pulumi refresh", about: "all is well", how: cli("refresh") },
      {
        name: "refresh-program",
        title: "pulumi refresh --run-program",
        about: "all is well",
        how: cli("refresh", "--run-program"),
      },
      {
        name: "import",
        title: "pulumi import",
        about: "a Deployment that somebody made by hand",
        how: {
          with: "cli",
          command: "import",
          args: ({ namespace }) => ["kubernetes:apps/v1:Deployment", "other", `${namespace}/other`, "--protect=false"],
        },
        before: (stack) =>
          stack.kubectl("-n", stack.namespace, "create", "deployment", "other", "--image=lab.local/web:1"),
      },
      {
        name: "destroy-program",
        title: "pulumi destroy --run-program",
        about: "everything goes",
        how: cli("destroy", "--run-program"),
      },
    ],
  },
  {
    config: broken,
    modes: [
      {
        name: "up-policy",
        title: "pulumi up --policy-pack",
        about: one,
        how: cli("up", "--policy-pack", "node_modules/pulumi-kubespy/policy-pack"),
      },
      {
        name: "destroy-program-failed",
        title: "pulumi destroy --run-program",
        about: "everything goes, after a failed update",
        how: cli("destroy", "--run-program"),
      },
    ],
  },
  {
    config: broken,
    modes: [
      { name: "terminal", title: "pulumi up on a terminal", about: one, how: { with: "terminal", columns: 150 } },
    ],
  },
  {
    config: broken,
    modes: [
      {
        name: "terminal-narrow",
        title: "pulumi up on a terminal of 60 columns",
        about: one,
        how: { with: "terminal", columns: 60 },
      },
    ],
  },
  {
    config: broken,
    modes: [
      {
        name: "terminal-dumb",
        title: "pulumi up on a dumb terminal (TERM=dumb)",
        about: one,
        how: { with: "terminal", columns: 100, dumb: true },
      },
    ],
  },
  {
    config: broken,
    modes: [{ name: "watch", title: "pulumi watch", about: one, how: { with: "watch" }, excerpt: true }],
  },
  {
    modes: [
      {
        name: "automation-local",
        title: "Automation API, a program of its own",
        about: "a new application crashes",
        how: { with: "automation", program: "local", stacks: 1 },
      },
    ],
  },
  {
    modes: [
      {
        name: "automation-inline",
        title: "Automation API, two inline programs at once",
        about: "the applications of one are healthy, in the other one crashes",
        how: { with: "automation", program: "inline", stacks: 2 },
      },
    ],
  },
  {
    config: { delay: "25", timeout: "60" },
    environment: { CI: "true", KUBESPY_HEARTBEAT_SECONDS: "10" },
    modes: [
      {
        name: "ci-silent",
        title: "pulumi up in CI",
        about: "nothing happens for 25 seconds, heartbeatSeconds is 10",
        how: cli("up"),
        excerpt: true,
      },
    ],
  },
  {
    config: broken,
    environment: { CI: "true", GITHUB_ACTIONS: "true" },
    files: { GITHUB_STEP_SUMMARY: "the page of the run" },
    modes: [{ name: "ci-github", title: "pulumi up in GitHub Actions", about: one, how: cli("up"), excerpt: true }],
  },
  {
    config: broken,
    environment: { CI: "true", GITLAB_CI: "true" },
    modes: [{ name: "ci-gitlab", title: "pulumi up in GitLab CI", about: one, how: cli("up"), excerpt: true }],
  },
];
