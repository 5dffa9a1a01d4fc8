import * as http from "node:http";
import * as net from "node:net";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { certificateAuthority, certify } from "../../lab/certificates";
import { isDenied, phraseOf, type ApiFailure } from "../../src/watch/api-failure";
import { openCluster, systemSurroundings } from "../../src/watch/choose";
import type { Cluster } from "../../src/watch/cluster";
import { StubApiServer, type StubKubeconfig, type StubOptions } from "../support/stub-api-server";
import { pause, pod } from "./following";

const list = "/api/v1/namespaces/prod/pods";
const folder = mkdtempSync(path.join(tmpdir(), "kubespy-cluster-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function withStub(
  run: (
    stub: StubApiServer,
    open: (about?: StubKubeconfig, env?: Record<string, string>) => Promise<Cluster>,
  ) => Promise<void>,
  options: StubOptions = {},
): Promise<void> {
  const stub = await StubApiServer.start(options);
  const opened: Cluster[] = [];
  try {
    await run(stub, async (about = {}, env = {}) => {
      const cluster = await openCluster(
        { kubeconfig: stub.kubeconfig(about) },
        { ...systemSurroundings(), env: { PATH: process.env["PATH"], ...env } },
      );
      opened.push(cluster);
      return cluster;
    });
  } finally {
    for (const cluster of opened) cluster.close();
    await stub.close();
  }
}
const failureOf = (answer: Promise<unknown>): Promise<ApiFailure> =>
  answer.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => error as ApiFailure,
  );
function tlsOf(hosts: readonly string[], now = new Date()): NonNullable<StubOptions["tls"]> {
  const authority = certificateAuthority("stub-ca", now);
  const { certificate, key } = certify(authority, { commonName: "stub", hosts }, now);
  return { ca: authority.certificate, cert: certificate, key };
}

describe("one answer", () => {
  test("status, text and JSON", () =>
    withStub(async (stub, open) => {
      stub.put(pod("a"));
      const cluster = await open();
      expect(cluster).toMatchObject({ server: stub.url, user: "alice@acme", defaultNamespace: "default" });
      const answer = await cluster.get(list, { limit: 5, continue: undefined });
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ kind: "List", items: [{ metadata: { name: "a" } }] });
      expect(stub.requests[0]?.query.toString()).toBe("limit=5");
      expect(stub.requests[0]?.headers["user-agent"]).toBe("pulumi-kubespy");
    }));

  test("many answers over one connection", () =>
    withStub(async (stub, open) => {
      const cluster = await open();
      for (let n = 0; n < 10; n++) await cluster.get(list);
      expect(stub.openConnections()).toBe(1);
    }));

  test("a kept connection that the server has closed meanwhile is no failure", () =>
    withStub(async (stub, open) => {
      const cluster = await open();
      await cluster.get(list);
      stub.misbehave("list", "pods", { do: "reset" }, 1);
      expect((await cluster.get(list)).status).toBe(200);
      expect(stub.requests).toHaveLength(3);
    }));

  test.each([
    [403, "403 as alice@acme", true],
    [401, "401: SERVER does not accept the credentials of alice@acme", true],
    [429, "429: SERVER has too many requests", false],
    [500, "500 from SERVER: stub says 500", false],
  ])("%i: %s", (status, phrase, denied) =>
    withStub(async (stub, open) => {
      stub.misbehave("list", "pods", { do: "answer", status, headers: { "retry-after": "3" } });
      const cluster = await open();
      const failure = await failureOf(cluster.get(list));
      expect(failure).toMatchObject({ name: "ApiFailure", status, message: `stub says ${status}`, retryAfterMs: 3000 });
      expect(phraseOf(failure, cluster).replace(stub.url, "SERVER")).toBe(phrase);
      expect(isDenied(failure)).toBe(denied);
    }),
  );

  test("no JSON is no failure", () =>
    withStub(async (stub, open) => {
      stub.misbehave("list", "pods", { do: "bytes", chunks: ["hello"], then: "close" });
      expect(await (await open()).get(list)).toMatchObject({ text: "hello", json: undefined });
    }));

  test("the time limit holds for the whole answer", () =>
    withStub(async (stub, open) => {
      const cluster = await open();
      stub.misbehave("list", "pods", { do: "silence" }, 1);
      expect(await failureOf(cluster.get(list, {}, undefined, { timeoutMs: 50 }))).toMatchObject({
        code: "NO_ANSWER",
        message: "no answer for 0.05 s",
      });
      stub.misbehave("list", "pods", { do: "bytes", chunks: ["half"], then: "stay" }, 1);
      expect(await failureOf(cluster.get(list, {}, undefined, { timeoutMs: 50 }))).toMatchObject({ code: "NO_ANSWER" });
    }));

  test("the size limit", () =>
    withStub(async (stub, open) => {
      stub.misbehave("list", "pods", { do: "bytes", chunks: ["x".repeat(1000), "x".repeat(1000)], then: "stay" });
      expect(await failureOf((await open()).get(list, {}, undefined, { maxBytes: 1500 }))).toMatchObject({
        code: "TOO_LARGE",
      });
    }));

  test("an abort, before and while", () =>
    withStub(async (stub, open) => {
      const cluster = await open();
      await expect(cluster.get(list, {}, AbortSignal.abort())).rejects.toThrow();
      expect(stub.requests).toHaveLength(0);
      stub.misbehave("list", "pods", { do: "silence" });
      const abort = new AbortController();
      const answer = failureOf(cluster.get(list, {}, abort.signal));
      await pause(20);
      abort.abort();
      await answer;
      await pause(20);
      expect(stub.openConnections()).toBe(0);
    }));

  test("a closed cluster asks nothing and has no connections", () =>
    withStub(async (stub, open) => {
      const cluster = await open();
      stub.misbehave("list", "pods", { do: "silence" });
      const answer = failureOf(cluster.get(list));
      await pause(20);
      cluster.close();
      expect((await answer).message).toBe("the cluster was closed");
      expect((await failureOf(cluster.get(list))).message).toBe("the cluster was closed");
      await pause(20);
      expect(stub.openConnections()).toBe(0);
    }));

  test("nobody listens there", () =>
    withStub(async (_, open) => {
      const cluster = await open({ server: "http://127.0.0.1:1" });
      expect(phraseOf(await failureOf(cluster.get(list)), cluster)).toBe("connection refused (http://127.0.0.1:1)");
    }));

  test("a server under a path", () =>
    withStub(async (stub, open) => {
      const cluster = await open({ server: `${stub.url}/k8s/clusters/c-1/` });
      expect((await failureOf(cluster.get("/version"))).status).toBe(404);
      expect(cluster.server).toBe(`${stub.url}/k8s/clusters/c-1`);
    }));
});

describe("TLS", () => {
  test("the cluster's own authority", () =>
    withStub(
      async (_, open) => {
        expect((await (await open()).get(list)).status).toBe(200);
      },
      {
        tls: tlsOf(["127.0.0.1"]),
      },
    ));

  test("another authority: not trusted, and trying again soon is no use", () =>
    withStub(
      async (stub, open) => {
        const cluster = await open({ credentials: {} });
        const failure = await failureOf(cluster.get(list));
        expect(phraseOf(failure, cluster).replace(stub.url, "SERVER")).toMatch(
          /^the certificate of SERVER is not trusted: /,
        );
        expect(isDenied(failure)).toBe(true);
      },
      { tls: { ...tlsOf(["127.0.0.1"]), ca: tlsOf(["127.0.0.1"]).ca } },
    ));

  test("another name", () =>
    withStub(
      async (stub, open) => {
        const cluster = await open();
        expect(phraseOf(await failureOf(cluster.get(list)), cluster).replace(stub.url, "SERVER")).toMatch(
          /^the certificate of SERVER is not trusted: .*altnames/,
        );
      },
      { tls: tlsOf(["elsewhere.example"]) },
    ));
});

describe("credentials", () => {
  test("a token goes along", () =>
    withStub(
      async (_, open) => {
        expect((await (await open()).get(list)).status).toBe(200);
      },
      { token: "secret" },
    ));

  test("name and password", () =>
    withStub(async (stub, open) => {
      await (await open({ credentials: { username: "alice", password: "p:w" } })).get(list);
      expect(stub.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from("alice:p:w").toString("base64")}`);
    }));

  test("impersonation goes along", () =>
    withStub(async (stub, open) => {
      await (await open({ credentials: { as: "jane", "as-groups": ["dev", "ops"] } })).get(list);
      expect(stub.requests[0]?.headers).toMatchObject({ "impersonate-user": "jane", "impersonate-group": "dev, ops" });
    }));

  test("a token file that changed is read again when the old token is refused", () =>
    withStub(
      async (stub, open) => {
        const tokenFile = path.join(folder, "token");
        writeFileSync(tokenFile, "old\n");
        const cluster = await open({ credentials: { tokenFile } });
        await cluster.get(list);
        writeFileSync(tokenFile, "new\n");
        stub.token = "new";
        expect((await cluster.get(list)).status).toBe(200);
        expect(stub.requests).toHaveLength(3);
      },
      { token: "old" },
    ));

  test("a refused static token is not sent twice", () =>
    withStub(
      async (stub, open) => {
        const cluster = await open({ credentials: { token: "wrong" } });
        expect((await failureOf(cluster.get(list))).status).toBe(401);
        expect(stub.requests).toHaveLength(1);
      },
      { token: "right" },
    ));

  test("auth-provider oidc goes through the official client", () =>
    withStub(
      async (stub, open) => {
        const part = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString("base64url");
        const idToken = `${part({ alg: "none" })}.${part({ exp: 4102444800 })}.x`;
        const credentials = { as: "jane", "auth-provider": { name: "oidc", config: { "id-token": idToken } } };
        const cluster = await open({ credentials });
        await cluster.get(list);
        await cluster.get(list);
        expect(stub.requests[1]?.headers).toMatchObject({
          authorization: `Bearer ${idToken}`,
          "impersonate-user": "jane",
        });
        expect(stub.openConnections()).toBe(1);
      },
      { tls: tlsOf(["127.0.0.1"]) },
    ));

  test("six refused requests at once run the credentials command once", () =>
    withStub(async (stub, open) => {
      const runs = path.join(folder, "runs");
      const command = path.join(folder, "login.sh");
      const credential = `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$(cat ${folder}/now)'"}}`;
      writeFileSync(command, `#!/bin/sh\necho "$KUBERNETES_EXEC_INFO" >> ${runs}\necho '${credential}'\n`);
      chmodSync(command, 0o755);
      writeFileSync(path.join(folder, "now"), "first");
      const cluster = await open({
        credentials: { exec: { apiVersion: "client.authentication.k8s.io/v1", command, provideClusterInfo: true } },
      });
      stub.token = "first";
      await cluster.get(list);
      writeFileSync(path.join(folder, "now"), "second");
      stub.token = "second";
      const answers = await Promise.all(Array.from({ length: 6 }, () => cluster.get(list)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
      const infos = readFileSync(runs, "utf8").trim().split("\n");
      expect(infos).toHaveLength(2);
      expect(JSON.parse(infos[0] ?? "")).toEqual({
        apiVersion: "client.authentication.k8s.io/v1",
        kind: "ExecCredential",
        spec: { interactive: false, cluster: { server: stub.url } },
      });
    }));
});

describe("through a proxy", () => {
  async function withProxy(run: (proxy: string, connects: string[]) => Promise<void>, status = 200): Promise<void> {
    const connects: string[] = [];
    const proxy = http.createServer();
    proxy.on("connect", (request, socket: net.Socket) => {
      connects.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim());
      socket.on("error", () => undefined);
      if (status !== 200) {
        socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
        return;
      }
      const [host = "", port = ""] = (request.url ?? "").split(":");
      const through = net.connect(Number(port), host === "api.example" ? "127.0.0.1" : host, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        through.pipe(socket).pipe(through);
      });
      through.on("error", () => socket.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    try {
      await run(`127.0.0.1:${(proxy.address() as net.AddressInfo).port}`, connects);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  }
  const tls = tlsOf(["api.example"]);
  const server = (stub: StubApiServer): StubKubeconfig => ({ server: `https://api.example:${stub.port}` });

  test("HTTPS_PROXY, with a name and a password", () =>
    withProxy((proxy, connects) =>
      withStub(
        async (stub, open) => {
          const cluster = await open(server(stub), { HTTPS_PROXY: `http://me:p%40ss@${proxy}` });
          expect((await cluster.get(list)).status).toBe(200);
          await cluster.get(list);
          expect(connects).toEqual([`api.example:${stub.port} Basic ${Buffer.from("me:p@ss").toString("base64")}`]);
        },
        { tls },
      ),
    ));

  test("a proxy that refuses is named", () =>
    withProxy(
      (proxy) =>
        withStub(
          async (stub, open) => {
            const cluster = await open(server(stub), { https_proxy: proxy });
            const failure = await failureOf(cluster.get(list));
            expect(failure.message).toBe(`the proxy ${proxy} answered 407 to CONNECT`);
          },
          { tls },
        ),
      407,
    ));
});

describe("a stream", () => {
  test("gives the bytes as they come and throws when it breaks", () =>
    withStub(async (stub, open) => {
      stub.misbehave("watch", "pods", { do: "bytes", chunks: ["one", "two"], then: "reset" });
      const stream = await (await open()).stream(list, { watch: 1 }, new AbortController().signal);
      const seen: string[] = [];
      const failure = await failureOf(
        (async () => {
          for await (const chunk of stream) seen.push(chunk.toString());
        })(),
      );
      expect(seen.join("")).toBe("onetwo");
      expect(failure.name).toBe("ApiFailure");
    }));

  test("an abort ends it and its connection", () =>
    withStub(async (stub, open) => {
      const abort = new AbortController();
      const stream = await (await open()).stream(list, { watch: 1, resourceVersion: 0 }, abort.signal);
      expect(stub.openWatches()).toBe(1);
      abort.abort();
      stub.put(pod("a"));
      const chunks: Buffer[] = [];
      await (async () => {
        for await (const chunk of stream) chunks.push(chunk);
      })().catch(() => undefined);
      expect(chunks).toEqual([]);
      await pause(20);
      expect(stub.openWatches()).toBe(0);
    }));
});
