import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openCluster } from "../../src/watch/choose";
import { ClusterUnreadable } from "../../src/watch/cluster-unreadable";
import { runExecPlugin } from "../../src/watch/exec-credential";

describe("credentials that come from elsewhere", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kubespy-choose-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const open = (user: object, cluster: object = {}) =>
    openCluster({
      kubeconfig: JSON.stringify({
        "current-context": "acme",
        contexts: [{ name: "acme", context: { cluster: "acme", user: "alice" } }],
        clusters: [{ name: "acme", cluster: { server: "https://127.0.0.1:1", ...cluster } }],
        users: [{ name: "alice", user }],
      }),
    });
  const script = (text: string): string => {
    const file = path.join(folder, `login-${text.length}`);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const exec = (command: string, more: object = {}) => ({
    exec: { apiVersion: "client.authentication.k8s.io/v1", command, args: ["get-token"], ...more },
  });

  test("a command that fails is named, with its last words", async () => {
    const command = script('echo first >&2; echo "session expired, run: login" >&2; exit 7');
    await expect(open(exec(command))).rejects.toThrow(
      new ClusterUnreadable(`the credentials command \`${command} get-token\` exited 7: session expired, run: login`),
    );
  });
  test("a command that is not installed is named, with the kubeconfig's hint", async () => {
    await expect(open(exec("no-such-login", { installHint: "brew install login" }))).rejects.toThrow(
      "the credentials command `no-such-login get-token` is not installed (brew install login)",
    );
  });
  test("a command that prints something else", async () => {
    const command = script("echo hello");
    await expect(open(exec(command))).rejects.toThrow("printed no ExecCredential");
  });
  test("a command that needs a terminal is not started", async () => {
    await expect(open(exec("login", { interactiveMode: "Always" }))).rejects.toThrow("needs a terminal");
  });
  test("a command that hangs is ended", async () => {
    const plugin = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "sleep",
      args: ["60"],
      env: {},
      interactiveMode: undefined,
      provideClusterInfo: false,
      installHint: undefined,
    };
    const began = Date.now();
    await expect(runExecPlugin(plugin, {}, process.env, 100)).rejects.toMatchObject({
      code: "CREDENTIALS",
      message: "the credentials command `sleep 60` gave no answer within 0.1 s",
    });
    expect(Date.now() - began).toBeLessThan(10_000);
  });
  test("no command", async () => {
    await expect(open({ exec: {} })).rejects.toThrow("the kubeconfig's exec entry names no command");
  });
  test("a token file that does not exist", async () => {
    await expect(open({ tokenFile: "/no/such/token" })).rejects.toThrow(
      "the token file of user alice (the given kubeconfig) cannot be read: ENOENT",
    );
  });
  test("a certificate authority that does not exist", async () => {
    await expect(open({}, { "certificate-authority": "/no/ca" })).rejects.toThrow(
      "the certificate authority of cluster acme (the given kubeconfig) cannot be read: ENOENT",
    );
  });
  test("a certificate that is none", async () => {
    await expect(
      open(
        {},
        {
          "certificate-authority-data": Buffer.from(
            "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----",
          ).toString("base64"),
        },
      ),
    ).rejects.toThrow("the certificates for cluster acme in the given kubeconfig cannot be used: ");
  });
  test("an auth-provider whose token is none", async () => {
    const cluster = await open({ "auth-provider": { name: "oidc", config: { "id-token": "a.b.c" } } }).catch(
      (error: unknown) => error,
    );
    expect(cluster).toBeInstanceOf(ClusterUnreadable);
    expect((cluster as Error).message).toMatch(
      /^auth-provider oidc of user alice \(the given kubeconfig\) cannot be used: /,
    );
  });
});
