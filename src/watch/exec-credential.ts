import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { record, text } from "../objects/raw";
import { ownFailure } from "./api-failure";
import type { ExecPlugin } from "./kubeconfig";

export interface ExecCredential {
  readonly token: string | undefined;
  /** PEM. */
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  /** Milliseconds since 1970; undefined: until the server refuses it. */
  readonly expires: number | undefined;
}

export const execTimeLimitMs = 20_000;
const mostOutput = 1024 * 1024;

/**
 * Runs a kubeconfig's credential plugin (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins).
 * It cannot ask anything: there is no terminal for it. Ends it after 20 s, and with the program.
 * Throws an ApiFailure of code CREDENTIALS that names the command.
 */
export function runExecPlugin(
  plugin: ExecPlugin,
  cluster: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
  timeLimitMs = execTimeLimitMs,
): Promise<ExecCredential> {
  const name = [plugin.command, ...plugin.args].join(" ");
  const failure = (what: string): Error =>
    ownFailure("CREDENTIALS", `the credentials command \`${shortened(name)}\` ${what}`);
  if (plugin.command === "")
    return Promise.reject(ownFailure("CREDENTIALS", "the kubeconfig's exec entry names no command"));
  if (plugin.interactiveMode === "Always") return Promise.reject(failure("needs a terminal (interactiveMode: Always)"));
  const info = {
    apiVersion: plugin.apiVersion,
    kind: "ExecCredential",
    spec: { interactive: false, ...(plugin.provideClusterInfo ? { cluster } : {}) },
  };
  return new Promise((resolve, reject) => {
    const child = spawn(plugin.command, plugin.args, {
      env: { ...env, ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    let out = "";
    let err = "";
    const end = (): void => void child.kill("SIGKILL");
    const timer = setTimeout(() => {
      end();
      finish(() => {
        reject(failure(`gave no answer within ${timeLimitMs / 1000} s`));
      });
    }, timeLimitMs);
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      process.removeListener("exit", end);
      settle();
    };
    timer.unref();
    child.unref();
    // A pipe's stream is a socket: it can be told not to keep the program.
    for (const stream of [child.stdout, child.stderr]) (stream as Readable & { unref?(): void }).unref?.();
    process.once("exit", end);
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      if (out.length < mostOutput) out += part;
    });
    child.stderr.setEncoding("utf8").on("data", (part: string) => {
      err = (err + part).slice(-4096);
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      const hint = plugin.installHint === undefined ? "" : ` (${plugin.installHint.trim().split("\n")[0]})`;
      finish(() => {
        reject(failure(error.code === "ENOENT" ? `is not installed${hint}` : `cannot run: ${error.message}`));
      });
    });
    child.on("close", (code, signal) => {
      finish(() => {
        const said = err.trim().split("\n").at(-1) ?? "";
        if (code !== 0)
          reject(
            failure(`${code === null ? `was ended by ${signal}` : `exited ${code}`}${said === "" ? "" : `: ${said}`}`),
          );
        else
          settleWith(out, resolve, () => {
            reject(failure("printed no ExecCredential"));
          });
      });
    });
  });
}

function settleWith(out: string, resolve: (credential: ExecCredential) => void, refuse: () => void): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(out);
  } catch {
    refuse();
    return;
  }
  const status = record(record(parsed)["status"]);
  const credential = {
    token: text(status["token"]) || undefined,
    certificate: text(status["clientCertificateData"]) || undefined,
    key: text(status["clientKeyData"]) || undefined,
    expires: timeOf(text(status["expirationTimestamp"])),
  };
  if (credential.token === undefined && credential.certificate === undefined) refuse();
  else resolve(credential);
}

function timeOf(stamp: string | undefined): number | undefined {
  const time = stamp === undefined ? Number.NaN : Date.parse(stamp);
  return Number.isNaN(time) ? undefined : time;
}

const shortened = (name: string): string => (name.length > 80 ? `${name.slice(0, 79)}…` : name);
