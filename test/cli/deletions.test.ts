import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StubApiServer } from "../support/stub-api-server";
import { Screen } from "./screen";
import { serveKinds } from "./served";
import { ran, Running, type Surroundings } from "./terminal-world";

let server: StubApiServer;
let around: Surroundings;

beforeEach(async () => {
  server = await StubApiServer.start();
  serveKinds(server);
  around = { kubeconfig: server.kubeconfig({ namespace: "prod" }) };
});
afterEach(async () => {
  await server.close();
});

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+/, "");
const condition = (type: string, message: string): object => ({ type, status: "True", reason: type, message });
const timeless = (text: string): string => text.replaceAll(/\d\d:\d\d:\d\d/g, "TIME").replaceAll(/\b\d+ s\b/g, "N s");

/** Namespace shop on its way out for so many seconds, with what the namespace controller says of it. */
function ending(seconds: number, ...conditions: readonly object[]): void {
  server.put({
    kind: "Namespace",
    metadata: { name: "shop", deletionTimestamp: ago(seconds) },
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Terminating", conditions },
  });
}

/** A ConfigMap in it that a finalizer holds. */
const guard = (seconds: number): object => ({
  kind: "ConfigMap",
  metadata: {
    name: "guard",
    namespace: "shop",
    deletionTimestamp: ago(seconds),
    finalizers: ["example.com/backup"],
  },
});

const left = condition(
  "NamespaceContentRemaining",
  "Some resources are remaining: configmaps. has 1 resource instances, secrets. has 1 resource instances",
);
const held = condition(
  "NamespaceFinalizersRemaining",
  "Some content in the namespace has finalizers remaining: example.com/backup in 1 resource instances",
);

describe("a Namespace that does not go", () => {
  test("is told with what is left in it, by name, and who has to let go", async () => {
    ending(40, left, held);
    server.put(guard(40) as never);
    server.put({
      kind: "Event",
      metadata: { name: "e", namespace: "shop" },
      involvedObject: { kind: "ConfigMap", name: "guard", namespace: "shop" },
      type: "Warning",
      reason: "BackupFailed",
      message: "the bucket is read-only",
      lastTimestamp: ago(1),
    });
    const running = new Running(["trace", "ns/shop"], around);
    await running.says("Namespace shop is being deleted: ", 15_000);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    running.interrupt();
    const { out } = await running.ended;
    expect(timeless(out)).toBe(
      [
        "TIME Namespace shop  warning: still being deleted, 1 ConfigMap, 1 Secret left: ConfigMap guard waits for finalizer example.com/backup",
        "",
        "Namespace shop is being deleted: ConfigMap guard waits for finalizer example.com/backup",
        "",
        "  seen     event BackupFailed, ConfigMap guard: the bucket is read-only",
        "  try      kubectl -n shop describe configmap guard",
        "           see that the controller of example.com runs: it removes the finalizer. By hand only if it is gone for good: what it was to clean up stays behind",
        "           kubectl -n shop get configmaps -o yaml",
        "",
        "interrupted after N s",
        "Namespace shop is being deleted: ConfigMap guard waits for finalizer example.com/backup",
        "",
      ].join("\n"),
    );
    // The values of Secrets would come along.
    expect(server.requests.filter(({ plural }) => plural === "secrets")).toEqual([]);
  });

  test("is no reason to wait when it is gone: 0", async () => {
    ending(40, left, held);
    server.put(guard(40) as never);
    const running = new Running(["trace", "ns", "shop"], around);
    await running.says("ConfigMap guard waits for finalizer");
    server.delete(guard(40) as never);
    server.delete({ kind: "Namespace", metadata: { name: "shop" } });
    const { code, out, err } = await running.ended;
    expect([code, err]).toEqual([0, ""]);
    expect(timeless(out)).toMatch(
      /still being deleted, 1 ConfigMap, 1 Secret left: ConfigMap guard waits for finalizer example\.com\/backup\nTIME Namespace shop {2}deleted\n$/,
    );
  });

  test("has not gone when the time is up: 3, or 4 when something holds it", async () => {
    ending(2, left);
    expect(await ran(["trace", "ns/shop", "-t", "1s"], around)).toMatchObject({ code: 3 });
    ending(200, left, held);
    const { code, out } = await ran(["trace", "ns/shop", "-t", "1s"], around);
    expect(code).toBe(4);
    expect(timeless(out)).toContain("not gone after N s (--timeout)\n");
  });

  test("shows each object on a terminal, and the Pods that end", async () => {
    ending(2, left, held);
    server.put(guard(2) as never);
    server.put({
      kind: "Pod",
      metadata: { name: "web-1", namespace: "shop", deletionTimestamp: ago(-20), deletionGracePeriodSeconds: 30 },
      spec: { nodeName: "n1", containers: [{ name: "web", image: "web:1" }] },
      status: {
        phase: "Running",
        containerStatuses: [{ name: "web", ready: true, restartCount: 0, state: { running: { startedAt: ago(60) } } }],
      },
    });
    const running = new Running(["trace", "ns/shop"], { ...around, isTerminal: true, columns: 110, rows: 20 });
    await running.says("waits for finalizer");
    await running.says("web-1");
    running.interrupt();
    const { out } = await running.ended;
    const screen = new Screen(110, 20);
    screen.write(out);
    expect(screen.lines().slice(0, 3).map(timeless)).toEqual([
      expect.stringMatching(
        /^Namespace shop {2}N s {2}… being deleted, 1 ConfigMap, 1 Secret left; finalizer|1 of 1 Pod/,
      ),
      "  ConfigMap guard  … waits for finalizer example.com/backup",
      "  web-1  … being deleted: container web runs on after SIGTERM, is killed N s after the request",
    ]);
  });

  test("for an API that does not answer is told with the Service that should serve it", async () => {
    ending(
      10,
      condition(
        "NamespaceDeletionDiscoveryFailure",
        "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1",
      ),
    );
    server.put({
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.metrics.k8s.io" },
      spec: { group: "metrics.k8s.io", version: "v1beta1", service: { namespace: "monitoring", name: "metrics" } },
      status: { conditions: [{ type: "Available", status: "False", reason: "MissingEndpoints", message: "" }] },
    });
    const running = new Running(["trace", "ns/shop"], around);
    await running.says("APIService v1beta1.metrics.k8s.io Service metrics in monitoring does not exist");
    running.interrupt();
    await running.ended;
  });

  test("may be asked for before it is deleted", async () => {
    server.put({ kind: "Namespace", metadata: { name: "shop" }, status: { phase: "Active" } });
    expect(await ran(["trace", "ns/shop", "--no-wait"], around)).toMatchObject({
      code: 0,
      out: "Namespace shop is ready: active\n",
    });
    expect(server.requests.map(({ plural }) => plural)).not.toContain("pods");
  });
});

test("another object that goes is no reason to wait either, and one that comes back is waited for", async () => {
  const certificate = (metadata: object, status: object): never =>
    ({
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name: "web", namespace: "prod", ...metadata },
      status,
    }) as never;
  server.put({ kind: "Namespace", metadata: { name: "prod" } });
  server.put(certificate({ deletionTimestamp: ago(1), finalizers: ["cert-manager.io/wait"] }, {}));
  const running = new Running(["trace", "cert/web"], around);
  await running.says("being deleted, waits for finalizer cert-manager.io/wait");
  server.delete(certificate({}, {}));
  await running.says("deleted\n");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  server.put(certificate({ generation: 1, uid: "new" }, {}));
  await running.says("no Ready yet");
  server.put(
    certificate({ generation: 1, uid: "new" }, { conditions: [{ type: "Ready", status: "True", reason: "Ready" }] }),
  );
  const { code, out, err } = await running.ended;
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain("Certificate web  ready\n");
});

describe("kubespy record of a Namespace", () => {
  test("has what is left in it, and kubespy why reads it", async () => {
    ending(40, left, held);
    server.put(guard(40) as never);
    const running = new Running(["record", "ns/shop"], around);
    await running.says('"name":"guard"');
    await new Promise((resolve) => setTimeout(resolve, 100));
    running.interrupt();
    const { out, err } = await running.ended;
    expect(err).toContain("kubespy: recording Namespace shop; Ctrl-C ends it\n");
    const files = { "ns.ndjson": out };
    const whole = await ran(["why", "ns.ndjson"], { files });
    expect(whole.out).toMatch(/^Namespace shop is being deleted: ConfigMap guard waits for finalizer/);
    const part = await ran(["why", "ns.ndjson", "--root", "configmaps/guard"], { files });
    expect(part.out).toMatch(/^ConfigMap guard is being deleted: waits for finalizer example\.com\/backup\n/);
    expect(await ran(["why", "ns.ndjson", "--root", "widget/x"], { files })).toMatchObject({
      code: 2,
      err: 'kubespy: the recording has no kind "widget": it has namespace and configmap\n',
    });
  });

  test("says when what it is of was deleted", async () => {
    ending(2);
    const running = new Running(["record", "ns/shop"], around);
    await running.says('"Terminating"');
    server.delete({ kind: "Namespace", metadata: { name: "shop" } });
    await running.says('"DELETED"');
    running.interrupt();
    const { out } = await running.ended;
    expect(await ran(["why", "-"], { stdin: out })).toMatchObject({
      code: 2,
      err: "kubespy: the recording has no Namespace/shop at its end: it was deleted 0 s after the start (--at shows it before)\n",
    });
  });
});
