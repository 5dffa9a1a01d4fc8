import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { certificateAuthority, certify } from "../../lab/certificates";
import { StubApiServer, type Behaviour } from "../support/stub-api-server";
import { compileWatch, type Compiled } from "./compiled";
import { pause, until } from "./following";

/** Follows Pods, and has nothing else to do once it was told, or 300 ms after it began. */
const program = `
const { Hub, openCluster, readLog } = require("./src/watch/index.js");
(async () => {
  const cluster = await openCluster({ kubeconfig: process.env.CONFIG });
  const began = performance.now();
  process.on("exit", () => console.log("ended " + Math.round(performance.now() - began)));
  const hub = new Hub(cluster);
  const wait = setTimeout(() => undefined, 300);
  hub.follow([{ apiVersion: "v1", kind: "Pod", plural: "pods", namespace: "prod" }], (change) => {
    console.log(change.type);
    if (process.env.LOG) void readLog(cluster, { namespace: "prod", pod: "p", container: "c", previous: false, tailLines: 1, limitBytes: 100 });
    if (change.type !== "ADDED") clearTimeout(wait);
  });
  console.log("modules " + Object.keys(require.cache).some((file) => file.includes("client-node")));
})();
`;

let compiled: Compiled;
beforeAll(() => {
  compiled = compileWatch();
  writeFileSync(path.join(compiled.folder, "program.js"), program);
});
afterAll(() => {
  compiled.remove();
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  /** From having opened the cluster to the end, as the program measured it. */
  readonly ms: number;
}

function run(env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, ["program.js"], {
    cwd: compiled.folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), 15_000);
  let out = "";
  child.stdout.on("data", (part: Buffer) => (out += part.toString()));
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve({ code, out, ms: Number(/ended (\d+)/.exec(out)?.[1] ?? Number.NaN) });
    });
  });
}

describe("a program that has nothing else to do ends by itself", () => {
  const ways: readonly [name: string, verb: "list" | "watch" | undefined, behaviour: Behaviour][] = [
    ["while a watch is open", undefined, { do: "close" }],
    ["while a list is not answered", "list", { do: "silence" }],
    ["while a watch is silent", "watch", { do: "silence" }],
    ["while a watch is not answered", "watch", { do: "slow", ms: 60_000 }],
    ["while it waits to try again", "list", { do: "answer", status: 503 }],
    ["while it waits after a refusal", "list", { do: "answer", status: 403 }],
  ];
  test.each(ways)("%s", async (_, verb, behaviour) => {
    const stub = await StubApiServer.start();
    try {
      if (verb !== undefined) stub.misbehave(verb, "pods", behaviour);
      const { code, out, ms } = await run({ CONFIG: stub.kubeconfig() });
      expect(code).toBe(0);
      expect(ms).toBeLessThan(1300);
      expect(out).toContain("modules false");
    } finally {
      await stub.close();
    }
  });

  test("while a watch is open over TLS", async () => {
    const now = new Date();
    const authority = certificateAuthority("stub-ca", now);
    const { certificate, key } = certify(authority, { commonName: "stub", hosts: ["127.0.0.1"] }, now);
    const stub = await StubApiServer.start({ tls: { ca: authority.certificate, cert: certificate, key } });
    try {
      const { code, out, ms } = await run({ CONFIG: stub.kubeconfig() });
      expect(code).toBe(0);
      expect(out).toContain("SYNCED");
      expect(ms).toBeLessThan(1300);
    } finally {
      await stub.close();
    }
  });

  test("while a log is asked for and not answered", async () => {
    const stub = await StubApiServer.start();
    try {
      stub.misbehave("log", "pods", { do: "silence" });
      stub.misbehave("list", "pods", { do: "answer", status: 403 });
      const { code, out, ms } = await run({ CONFIG: stub.kubeconfig(), LOG: "1" });
      expect(code).toBe(0);
      expect(out).toContain("GAP");
      expect(ms).toBeLessThan(1300);
    } finally {
      await stub.close();
    }
  });

  test("while nobody answers the connection itself", async () => {
    // A listener that accepts nothing and whose queue is full lets a connection attempt hang, as a firewall does.
    const blocker = spawn(
      process.execPath,
      [
        "-e",
        `
      const net = require("net");
      const server = net.createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
        console.log(server.address().port);
        for (let n = 0; n < 64; n++) net.connect(server.address().port, "127.0.0.1").on("error", () => {});
        setTimeout(() => { const end = Date.now() + 60000; while (Date.now() < end); }, 0);
      });
    `,
      ],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    try {
      let text = "";
      blocker.stdout.on("data", (part: Buffer) => (text += part.toString()));
      await until(
        () => text.includes("\n"),
        () => text,
      );
      await pause(200);
      const config = {
        "current-context": "c",
        contexts: [{ name: "c", context: { cluster: "c" } }],
        clusters: [{ name: "c", cluster: { server: `http://127.0.0.1:${text.trim()}` } }],
      };
      const { code, ms } = await run({ CONFIG: JSON.stringify(config) });
      expect(code).toBe(0);
      expect(ms).toBeLessThan(2000);
    } finally {
      blocker.kill("SIGKILL");
    }
  });

  test("while a credentials command runs", async () => {
    const credentials = { exec: { apiVersion: "client.authentication.k8s.io/v1", command: "sleep", args: ["60"] } };
    const stub = await StubApiServer.start();
    try {
      const began = Date.now();
      const { code, out } = await run({ CONFIG: stub.kubeconfig({ credentials }) });
      expect(code).toBe(0);
      expect(out).toBe("");
      expect(Date.now() - began).toBeLessThan(5000);
    } finally {
      await stub.close();
    }
  });
});
