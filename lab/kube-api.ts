import { existsSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { apiServerUrl } from "./credentials.ts";
import type { Home } from "./home.ts";

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}

/** Asks the lab's API server as admin. Undefined when it does not answer in time. */
export function askApiServer(home: Home, path: string, timeout = 2000): Promise<ApiAnswer | undefined> {
  const identity = adminIdentity(home.kubeconfig);
  if (identity === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const asked = request(
      apiServerUrl(home) + path,
      { ...identity, agent: false, signal: AbortSignal.timeout(timeout) },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() });
        });
        response.on("error", () => {
          resolve(undefined);
        });
      },
    );
    asked.on("error", () => {
      resolve(undefined);
    });
    asked.end();
  });
}

/** "Ready", the reason why the node is not, or undefined when nobody answers. */
export async function nodeState(home: Home): Promise<string | undefined> {
  const answer = await askApiServer(home, "/api/v1/nodes/lab");
  if (answer === undefined) return undefined;
  if (answer.status !== 200) return answer.status === 404 ? "not registered" : `HTTP ${answer.status}`;
  const node = JSON.parse(answer.body) as {
    status?: { conditions?: { type: string; status: string; message?: string }[] };
  };
  const ready = node.status?.conditions?.find(({ type }) => type === "Ready");
  return ready?.status === "True" ? "Ready" : `not ready: ${ready?.message ?? "no condition yet"}`;
}

/** The kubeconfig is the lab's own, so its form is known. */
function adminIdentity(kubeconfig: string): { ca: Buffer; cert: Buffer; key: Buffer } | undefined {
  if (!existsSync(kubeconfig)) return undefined;
  const text = readFileSync(kubeconfig, "utf8");
  const data = (field: string): Buffer => Buffer.from(new RegExp(`${field}: (\\S+)`).exec(text)?.[1] ?? "", "base64");
  return {
    ca: data("certificate-authority-data"),
    cert: data("client-certificate-data"),
    key: data("client-key-data"),
  };
}
