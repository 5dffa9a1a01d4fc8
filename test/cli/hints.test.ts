import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StubApiServer } from "../support/stub-api-server";
import { Rollout } from "./rollout";
import { ran, type Surroundings } from "./terminal-world";

let server: StubApiServer;
let around: Surroundings;

const system = "kube-system";
const dns = { "k8s-app": "kube-dns" };

/** A ready application in a cluster whose DNS has a Deployment and no Pod. */
beforeEach(async () => {
  server = await StubApiServer.start();
  around = { kubeconfig: server.kubeconfig({ namespace: "prod" }) };
  server.put({ kind: "Namespace", metadata: { name: "prod" } });
  const rollout = new Rollout(server);
  rollout.begin();
  rollout.ready();
  server.put({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "kube-dns", namespace: system },
    spec: { clusterIP: "10.96.0.10", selector: dns, ports: [{ port: 53, protocol: "UDP" }] },
  });
  server.put({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "coredns", namespace: system },
    spec: { replicas: 2, selector: { matchLabels: dns }, template: { metadata: { labels: dns }, spec: {} } },
  });
});
afterEach(async () => {
  await server.close();
});

describe("what else the traffic of a ready Service takes", () => {
  test("is told below its verdict, and changes nothing of it", async () => {
    const { code, out, err } = await ran(["trace", "svc/web"], around);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(
      [
        "  hint     Service kube-dns: cluster DNS has no ready endpoint: Deployment coredns has 0 of 2 Pods ready",
        "  try      kubectl -n kube-system get pods -l k8s-app=kube-dns",
      ].join("\n"),
    );
  });

  test("is told by a single look as well", async () => {
    expect((await ran(["trace", "svc/web", "--no-wait"], around)).out).toContain("hint     Service kube-dns");
  });

  test("is no matter of a Deployment", async () => {
    expect((await ran(["trace", "deploy/web"], around)).out).not.toContain("hint");
    expect(server.count("list", "statefulsets")).toBe(0);
  });

  test("is not written into a recording", async () => {
    const { out } = await ran(["record", "svc/web", "--for", "500ms"], around);
    expect(out).toContain('"kubespy":"recording/v1"');
    expect(out).not.toContain(system);
  });

  test("is not missed where it may not be seen", async () => {
    server.misbehave("list", "nodes", { do: "answer", status: 403 });
    server.misbehave("watch", "nodes", { do: "answer", status: 403 });
    server.delete({ kind: "Deployment", metadata: { name: "coredns", namespace: system } });
    const { code, out, err } = await ran(["trace", "svc/web"], around);
    expect([code, err]).toEqual([0, ""]);
    expect(out).not.toContain("hint");
  });
});
