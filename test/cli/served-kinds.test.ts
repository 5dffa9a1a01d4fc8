import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StubApiServer } from "../support/stub-api-server";
import { serveKinds } from "./served";
import { ran, type Surroundings } from "./terminal-world";

let server: StubApiServer;
let around: Surroundings;

beforeEach(async () => {
  server = await StubApiServer.start();
  serveKinds(server);
  around = { kubeconfig: server.kubeconfig({ namespace: "prod" }) };
  server.put({ kind: "Namespace", metadata: { name: "prod" } });
  server.put({ kind: "Node", metadata: { name: "n1" } });
  for (const name of ["web", "api"])
    server.put({ apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata: { name, namespace: "prod" } });
});
afterEach(async () => {
  await server.close();
});

const traced = async (target: string): Promise<readonly [number, string]> => {
  const { code, out, err } = await ran(["trace", target, "--no-wait"], around);
  return [code, out + err];
};

describe("a kind is found by every name that kubectl takes for it", () => {
  test.each([
    ["cert"],
    ["certs"],
    ["certificate"],
    ["certificates"],
    ["Certificate"],
    ["certificates.cert-manager.io"],
    ["cert.cert-manager.io"],
    ["certificates.v1.cert-manager.io"],
    ["Certificates.v1alpha2.cert-manager.io"],
  ])("%s", async (kind) => {
    expect(await traced(`${kind}/wep`)).toEqual([
      2,
      "kubespy: Certificate wep does not exist in namespace prod: did you mean web?\n",
    ]);
  });

  test("one that only an older version of its group has", async () => {
    expect(await traced("order/x")).toEqual([
      2,
      "kubespy: Order x does not exist in namespace prod: it has no Order\n",
    ]);
  });

  test("one of a foreign group, for all that the name is a usual one", async () => {
    expect(await traced("services.serving.knative.dev/x")).toEqual([
      2,
      "kubespy: Service x does not exist in namespace prod: it has no Service\n",
    ]);
    expect(server.requests.map(({ path }) => path)).toContain("/apis/serving.knative.dev/v1/namespaces/prod/services");
  });

  test("one of the whole cluster, whatever namespace is asked for", async () => {
    const { code, out } = await ran(["trace", "no", "n1", "-n", "nowhere", "--no-wait"], around);
    expect([code, out]).toEqual([3, "Node n1 is not ready yet: its kubelet has not reported yet\n"]);
    expect(await traced("node/n2")).toEqual([2, "kubespy: Node n2 does not exist: the cluster has Node n1\n"]);
  });
});

describe("what is asked for", () => {
  test("a usual kind takes no question", async () => {
    await traced("deployments.apps/web");
    expect(server.asked).toEqual([]);
  });

  test("a kind of the core group takes one, a group that is named two", async () => {
    await traced("ns/prod");
    expect(server.asked).toEqual(["/api/v1"]);
    await traced("orders.v1alpha2.cert-manager.io/x");
    expect(server.asked.slice(1)).toEqual(["/apis", "/apis/cert-manager.io/v1alpha2"]);
  });
});

describe("a kind that there is not is one sentence, and exit code 2", () => {
  const silent = "API metrics.k8s.io/v1beta1 does not answer: 503 from";
  test.each([
    ["crt/x", 'the cluster has no kind "crt": did you mean cert?'],
    ["deplo/x", 'the cluster has no kind "deplo": did you mean deploy?'],
    ["frobnicate/x", 'the cluster has no kind "frobnicate": kubectl api-resources lists those that it has'],
  ])("%s, with what did not answer", async (target, sentence) => {
    const [code, text] = await traced(target);
    expect([code, text.startsWith(`kubespy: ${sentence} (${silent}`)], text).toEqual([2, true]);
  });
  test.each([
    [
      "certificates.cert-manager.com/x",
      'the cluster has no API group "cert-manager.com": did you mean cert-manager.io?',
    ],
    ["certificates.v2.cert-manager.io/x", "the cluster has no version v2 of cert-manager.io: it has v1 and v1alpha2"],
    [
      "widgets.cert-manager.io/x",
      'the cluster has no kind "widgets.cert-manager.io": the group has certificates and orders',
    ],
    ["tokenreview/x", "kind TokenReview cannot be listed and watched: there is nothing to trace"],
  ])("%s", async (target, sentence) => {
    expect(await traced(target)).toEqual([2, `kubespy: ${sentence}\n`]);
  });

  test("also for kubespy record", async () => {
    const { code, err } = await ran(["record", "crt/x", "--for", "1s"], around);
    expect([code, err.slice(0, 57)]).toEqual([2, 'kubespy: the cluster has no kind "crt": did you mean cert']);
  });
});

test("an API server that says nothing of its kinds is one sentence: 6", async () => {
  server.pages.set("/api/v1", { status: 403, body: { kind: "Status", code: 403, message: "forbidden" } });
  expect(await traced("cert/web")).toEqual([
    6,
    "kubespy: cannot ask the API server for its kinds (403 as alice@acme)\n",
  ]);
});

test("a slip is told although there is no cluster", async () => {
  const { code, err } = await ran(["trace", "deploi/web"]);
  expect(code).toBe(2);
  expect(err).toMatch(
    /^kubespy: "deploi" is no usual kind: did you mean deploy\? \(others only a cluster knows: .*\)\n$/,
  );
});
