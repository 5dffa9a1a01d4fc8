import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { chooseCluster, identityOf, type ClusterChoice, type Surroundings } from "../../src/watch/choose";
import { ClusterUnreadable } from "../../src/watch/cluster-unreadable";

function config(name: string, more: { namespace?: string; user?: string; extra?: string } = {}): string {
  return `
apiVersion: v1
kind: Config
current-context: ${name}
contexts:
- name: ${name}
  context: { cluster: ${name}, user: ${more.user ?? name}${more.namespace === undefined ? "" : `, namespace: ${more.namespace}`} }
clusters:
- name: ${name}
  cluster: { server: "https://${name}.example:6443/" }
users:
- name: ${name}
  user: { token: ${name}-token }
${more.extra ?? ""}`;
}

const home = "/home/alice";
const account = "/var/run/secrets/kubernetes.io/serviceaccount";
const token = `x.${Buffer.from('{"sub":"system:serviceaccount:ci:runner"}').toString("base64url")}.y`;

function on(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}): Surroundings {
  return { env, home, readFile: (file) => files[file] };
}
const choose = (choice: ClusterChoice, surroundings: Surroundings) =>
  chooseCluster(choice, surroundings, (yaml) => load(yaml));

const everything = {
  [`${home}/.kube/config`]: config("homely"),
  "/etc/one": config("one", { namespace: "first" }),
  "/etc/two": config("two"),
  [`${account}/token`]: token,
  [`${account}/namespace`]: "ci\n",
};
const inPod = { KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443" };

describe("which cluster, by the provider's precedence", () => {
  const table: readonly [
    name: string,
    choice: ClusterChoice,
    env: Readonly<Record<string, string>>,
    server: string,
    identity: string,
    namespace: string,
  ][] = [
    [
      "an explicit path goes before everything",
      { kubeconfig: "/etc/one" },
      { KUBECONFIG: "/etc/two", ...inPod },
      "https://one.example:6443",
      "one",
      "first",
    ],
    [
      "a path with a tilde",
      { kubeconfig: "~/.kube/config" },
      { KUBECONFIG: "/etc/two" },
      "https://homely.example:6443",
      "homely",
      "default",
    ],
    [
      "explicit contents",
      { kubeconfig: config("inline") },
      { KUBECONFIG: "/etc/two" },
      "https://inline.example:6443",
      "inline",
      "default",
    ],
    [
      "an empty kubeconfig is none",
      { kubeconfig: "" },
      { KUBECONFIG: "/etc/two" },
      "https://two.example:6443",
      "two",
      "default",
    ],
    [
      "$KUBECONFIG goes before ~/.kube/config",
      {},
      { KUBECONFIG: "/etc/two" },
      "https://two.example:6443",
      "two",
      "default",
    ],
    [
      "of several files the first decides",
      {},
      { KUBECONFIG: "/etc/one:/etc/two" },
      "https://one.example:6443",
      "one",
      "first",
    ],
    [
      "files that do not exist are left out",
      {},
      { KUBECONFIG: "/etc/none::/etc/two:" },
      "https://two.example:6443",
      "two",
      "default",
    ],
    [
      "a context of a later file",
      { context: "two" },
      { KUBECONFIG: "/etc/one:/etc/two" },
      "https://two.example:6443",
      "two",
      "default",
    ],
    [
      "a cluster in place of the context's",
      { cluster: "two" },
      { KUBECONFIG: "/etc/one:/etc/two" },
      "https://two.example:6443",
      "one",
      "first",
    ],
    [
      "a namespace in place of the context's",
      { namespace: "mine" },
      { KUBECONFIG: "/etc/one" },
      "https://one.example:6443",
      "one",
      "mine",
    ],
    ["~/.kube/config goes before the Pod's own cluster", {}, inPod, "https://homely.example:6443", "homely", "default"],
  ];
  test.each(table)("%s", (_, choice, env, server, identity, namespace) => {
    const chosen = choose(choice, on(everything, env));
    expect({ server: chosen.cluster.server, identity: chosen.identity, namespace: chosen.namespace }).toEqual({
      server,
      identity,
      namespace,
    });
  });

  test("in a Pod without a kubeconfig: its own cluster, as its service account, in its namespace", () => {
    const files = Object.fromEntries(Object.entries(everything).filter(([file]) => !file.endsWith("/.kube/config")));
    const chosen = choose({}, on(files, inPod));
    expect(chosen.cluster.server).toBe("https://10.0.0.1:443");
    expect(chosen.identity).toBe("system:serviceaccount:ci:runner");
    expect(chosen.namespace).toBe("ci");
    expect(choose({ namespace: "mine" }, on(files, { ...inPod, POD_NAMESPACE: "other" })).namespace).toBe("mine");
    expect(choose({}, on(files, { ...inPod, KUBERNETES_SERVICE_HOST: "fd00::1" })).cluster.server).toBe(
      "https://[fd00::1]:443",
    );
  });

  test("file names in a file belong to its folder, in contents and explicit paths they stay as they are", () => {
    const extra = "";
    const located = `
current-context: c
contexts: [{ name: c, context: { cluster: c, user: u } }]
clusters: [{ name: c, cluster: { server: "https://c.example", certificate-authority: ca.crt } }]
users: [{ name: u, user: { client-certificate: certs/u.crt, tokenFile: token, exec: { command: bin/login } } }]
${extra}`;
    const files = { "/etc/kube/config": located };
    const listed = choose({}, on(files, { KUBECONFIG: "/etc/kube/config" }));
    expect(listed.cluster.authority.file).toBe("/etc/kube/ca.crt");
    expect(listed.user?.certificate.file).toBe("/etc/kube/certs/u.crt");
    expect(listed.user?.tokenFile).toBe("/etc/kube/token");
    expect(listed.user?.exec?.command).toBe("/etc/kube/bin/login");
    const explicit = choose({ kubeconfig: "/etc/kube/config" }, on(files));
    expect(explicit.cluster.authority.file).toBe("ca.crt");
  });

  test("impersonation becomes headers, groups one each", () => {
    const { user, identity } = choose(
      {
        kubeconfig:
          "current-context: c\ncontexts: [{name: c, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {server: 'https://c'}}]\nusers: [{name: u, user: {as: jane, as-uid: '7', as-groups: [dev, ops], as-user-extra: {scopes: [view]}}}]",
      },
      on({}),
    );
    expect(user?.impersonate).toEqual({
      "Impersonate-User": "jane",
      "Impersonate-Uid": "7",
      "Impersonate-Group": ["dev", "ops"],
      "Impersonate-Extra-scopes": ["view"],
    });
    expect(identity).toBe("jane@c");
  });
});

describe("what is said when there is no way to a cluster", () => {
  const broken = (yaml: string): Readonly<Record<string, string>> => ({ "/etc/broken": yaml });
  const table: readonly [
    name: string,
    choice: ClusterChoice,
    files: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>>,
    says: string,
  ][] = [
    [
      "nothing at all",
      {},
      {},
      {},
      "no cluster is configured: ~/.kube/config does not exist, and this does not run in a cluster",
    ],
    [
      "files that do not exist",
      {},
      {},
      { KUBECONFIG: "/etc/none:/home/alice/x" },
      "no cluster is configured: $KUBECONFIG (/etc/none:~/x) does not exist, and this does not run in a cluster",
    ],
    [
      "an empty file",
      {},
      { [`${home}/.kube/config`]: "" },
      {},
      "no cluster is configured: ~/.kube/config is empty, and this does not run in a cluster",
    ],
    [
      "an explicit kubeconfig does not fall back to the Pod's cluster",
      { kubeconfig: "apiVersion: v1" },
      everything,
      inPod,
      "the given kubeconfig is empty",
    ],
    [
      "a list of files given as one (what the Node.js SDK makes of $KUBECONFIG)",
      { kubeconfig: "/etc/one:/etc/two" },
      everything,
      {},
      "the given kubeconfig is neither a file that exists nor a kubeconfig",
    ],
    [
      "a context is asked for in a Pod without a kubeconfig",
      { context: "prod" },
      { [`${account}/token`]: token },
      inPod,
      "no cluster is configured: ~/.kube/config does not exist",
    ],
    [
      "no such context",
      { context: "prod" },
      everything,
      { KUBECONFIG: "/etc/one:/etc/two" },
      'context "prod" does not exist in $KUBECONFIG (/etc/one:/etc/two) (it has one, two)',
    ],
    [
      "no such cluster",
      { cluster: "prod" },
      everything,
      {},
      'cluster "prod" does not exist in ~/.kube/config (it has homely)',
    ],
    [
      "no such user",
      {},
      { [`${home}/.kube/config`]: config("a", { user: "b" }) },
      {},
      'user "b" does not exist in ~/.kube/config (it has a)',
    ],
    [
      "no current context",
      { kubeconfig: "/etc/broken" },
      broken("contexts: [{name: a, context: {cluster: a}}]"),
      {},
      "/etc/broken has no current-context (it has a)",
    ],
    [
      "a context without a cluster",
      { kubeconfig: "/etc/broken" },
      broken("current-context: a\ncontexts: [{name: a, context: {user: a}}]"),
      {},
      'context "a" in /etc/broken names no cluster',
    ],
    [
      "no server",
      { kubeconfig: "/etc/broken" },
      broken("current-context: a\ncontexts: [{name: a, context: {cluster: a}}]\nclusters: [{name: a, cluster: {}}]"),
      {},
      'cluster "a" in /etc/broken has no usable server address (empty)',
    ],
    [
      "a server that is no address",
      { kubeconfig: "/etc/broken" },
      broken(
        "current-context: a\ncontexts: [{name: a, context: {cluster: a}}]\nclusters: [{name: a, cluster: {server: nowhere}}]",
      ),
      {},
      'cluster "a" in /etc/broken has no usable server address (nowhere)',
    ],
    ["no YAML", { kubeconfig: "/etc/broken" }, broken("a: [1,"), {}, "/etc/broken is not YAML: "],
    [
      "no YAML, by the fault of a token, which is not quoted",
      { kubeconfig: "users: [{name: a, user: {token: *s3cret}}]" },
      {},
      {},
      "the given kubeconfig is not YAML: unidentified alias (1:34)",
    ],
    [
      "no YAML, by the fault of a password, which is not quoted",
      { kubeconfig: "users: [{name: a, user: {password: !s3cret x}}]" },
      {},
      {},
      "the given kubeconfig is not YAML: unknown scalar tag (1:36)",
    ],
  ];
  test.each(table)("%s", (_, choice, files, env, says) => {
    const act = () => choose(choice, on(files, env));
    expect(act).toThrow(ClusterUnreadable);
    let message = "";
    try {
      act();
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message.startsWith(says), message).toBe(true);
    if (!says.endsWith(" ")) expect(message).toBe(says);
    expect(message).not.toContain("\n");
  });

  test("a file that cannot be read", () => {
    const act = () =>
      choose(
        { kubeconfig: "/home/alice/dir" },
        {
          env: {},
          home,
          readFile: () => {
            throw new Error("EISDIR: illegal operation on a directory, read");
          },
        },
      );
    expect(act).toThrow("~/dir cannot be read: EISDIR: illegal operation on a directory, read");
  });
});

describe("who asks", () => {
  test.each([
    ["alice", "acme", "alice@acme"],
    ["kubernetes-admin", "kubernetes-admin@kubernetes", "kubernetes-admin@kubernetes"],
    ["arn:aws:eks:x", "arn:aws:eks:x", "arn:aws:eks:x"],
    ["kind-lab", "kind", "kind-lab"],
    [undefined, "acme", "anonymous@acme"],
    [undefined, undefined, "anonymous"],
  ])("user %s of context %s is %s", (user, context, identity) => {
    expect(identityOf(user, context)).toBe(identity);
  });
});
