import { describe, expect, test } from "vitest";
import { targetsFor } from "../../src/watch/targets";
import { lineOf, pause, pod, pods, Stage, until } from "./following";

describe("one watch for all who follow", () => {
  test("two followers share one watch, and each is told everything", async () => {
    await using stage = await Stage.set();
    stage.stub.put(pod("a"));
    const second: string[] = [];
    stage.follow();
    stage.hub.follow([pods], (change) => second.push(lineOf(change)));
    await until(
      () => stage.stub.openWatches() === 1 && second.length === 2,
      () => second,
    );
    stage.stub.put(pod("b"));
    await until(
      () => second.length === 3,
      () => second,
    );
    expect(second).toEqual(["ADDED a", "SYNCED Pod", "ADDED b"]);
    expect(stage.lines).toEqual(second);
    expect(stage.stub.requests).toHaveLength(2);
  });

  test("a late follower is told what is known already, then SYNCED, then what changes", async () => {
    await using stage = await Stage.set();
    stage.stub.put(pod("a"));
    stage.stub.put(pod("b"));
    stage.follow();
    await until(
      () => stage.stub.openWatches() === 1,
      () => stage.lines,
    );
    const late: string[] = [];
    stage.hub.follow([pods], (change) => late.push(lineOf(change)));
    expect(late).toEqual([]);
    await Promise.resolve();
    expect(late).toEqual(["ADDED a", "ADDED b", "SYNCED Pod"]);
    stage.stub.delete(pod("a"));
    await until(
      () => late.length === 4,
      () => late,
    );
    expect(late.at(-1)).toBe("DELETED a");
    expect(stage.stub.requests).toHaveLength(2);
  });

  test("a late follower of a kind that cannot be seen is told why", async () => {
    await using stage = await Stage.set();
    stage.stub.misbehave("list", "pods", { do: "answer", status: 403 });
    stage.follow();
    await until(
      () => stage.lines.length === 1,
      () => stage.lines,
    );
    const late: string[] = [];
    stage.hub.follow([pods], (change) => late.push(lineOf(change)));
    await Promise.resolve();
    expect(late).toEqual(["GAP Pod 403 403 as alice@acme"]);
    expect(stage.hub.coverage("Pod", "prod")).toEqual({ gap: "403 as alice@acme" });
  });

  test("fifty roots of a namespace have six watches", async () => {
    await using stage = await Stage.set();
    for (let n = 0; n < 50; n++) {
      stage.follow(targetsFor({ apiVersion: "apps/v1", kind: "Deployment", namespace: "prod" }));
      stage.follow(targetsFor({ apiVersion: "v1", kind: "Service", namespace: "prod" }));
    }
    await until(
      () => stage.stub.openWatches() === 6,
      () => stage.stub.openWatches(),
    );
    await pause(20);
    expect(stage.stub.openWatches()).toBe(6);
    expect(stage.stub.requests).toHaveLength(12);
    expect(stage.stub.openConnections()).toBeLessThanOrEqual(12);
  });

  test("the same target twice is one", async () => {
    await using stage = await Stage.set();
    stage.stub.put(pod("a"));
    stage.follow([pods, pods]);
    await until(
      () => stage.stub.openWatches() === 1,
      () => stage.lines,
    );
    expect(stage.lines).toEqual(["ADDED a", "SYNCED Pod"]);
  });

  test("a listener that throws stops nothing", async () => {
    const thrown: unknown[] = [];
    await using stage = await Stage.set({ onListenerError: (error) => thrown.push(error) });
    stage.stub.put(pod("a"));
    stage.hub.follow([pods], () => {
      throw new Error("mine");
    });
    stage.follow();
    await until(
      () => stage.lines.length === 2,
      () => stage.lines,
    );
    expect(thrown).toHaveLength(2);
  });

  test("the store has a change before the listener hears of it", async () => {
    await using stage = await Stage.set();
    stage.stub.put(pod("a"));
    const seen: number[] = [];
    stage.hub.follow([pods], () => seen.push(stage.hub.store.podsIn("prod").length));
    await until(
      () => stage.stub.openWatches() === 1,
      () => seen,
    );
    stage.stub.delete(pod("a"));
    await until(
      () => seen.length === 3,
      () => seen,
    );
    expect(seen).toEqual([1, 1, 0]);
  });

  test("a namespace that does not exist yet is empty, not a gap", async () => {
    await using stage = await Stage.set();
    stage.follow([{ ...pods, namespace: "not-yet" }]);
    await until(
      () => stage.lines.length === 1,
      () => stage.lines,
    );
    expect(stage.lines).toEqual(["SYNCED Pod"]);
  });

  test("a kind that the server does not know has no objects; a core kind that it does not know is no API server", async () => {
    await using stage = await Stage.set();
    stage.stub.misbehave("list", "widgets", { do: "answer", status: 404 });
    stage.stub.misbehave("list", "pods", { do: "answer", status: 404 });
    stage.follow([{ apiVersion: "example.com/v1", kind: "Widget", plural: "widgets", namespace: "prod" }, pods]);
    await until(
      () => stage.lines.length === 2,
      () => stage.lines,
    );
    expect(stage.lines).toEqual(["SYNCED Widget", "GAP Pod 404 404 from SERVER: stub says 404"]);
    expect(stage.stub.count("list", "widgets")).toBeLessThanOrEqual(2);
    expect(stage.stub.count("watch", "widgets")).toBe(0);
  });

  test("coverage of what nobody follows is a gap, of what is on its way pending", async () => {
    await using stage = await Stage.set();
    stage.stub.misbehave("list", "pods", { do: "silence" });
    stage.follow();
    expect(stage.hub.coverage("Pod", "prod")).toBe("pending");
    expect(stage.hub.coverage("Pod", "other")).toEqual({ gap: "not watched" });
    expect(stage.hub.coverage("Node", undefined)).toEqual({ gap: "not watched" });
  });

  test("a watch of all namespaces covers each", async () => {
    await using stage = await Stage.set();
    stage.follow([{ ...pods, namespace: undefined }]);
    await until(
      () => stage.lines.length === 1,
      () => stage.lines,
    );
    expect(stage.hub.coverage("Pod", "prod")).toBe("complete");
    expect(stage.stub.requests[0]?.path).toBe("/api/v1/pods");
  });
});

describe("stopping", () => {
  test("with the last follower the watch ends and its objects are forgotten", async () => {
    await using stage = await Stage.set();
    stage.stub.put(pod("a"));
    const first = stage.follow();
    const second = stage.follow();
    await until(
      () => stage.stub.openWatches() === 1,
      () => stage.lines,
    );
    first.stop();
    first.stop();
    await pause(20);
    expect(stage.stub.openWatches()).toBe(1);
    expect(stage.hub.store.size).toBe(1);
    second.stop();
    await until(
      () => stage.stub.openWatches() === 0,
      () => stage.lines,
    );
    expect(stage.hub.store.size).toBe(0);
    expect(stage.hub.coverage("Pod", "prod")).toEqual({ gap: "not watched" });
  });

  test("an object that another watch knows too stays", async () => {
    await using stage = await Stage.set();
    stage.stub.put(pod("a"));
    const narrow = stage.follow();
    stage.follow([{ ...pods, namespace: undefined }]);
    await until(
      () => stage.stub.openWatches() === 2,
      () => stage.lines,
    );
    narrow.stop();
    expect(stage.hub.store.size).toBe(1);
  });

  test("during the first list: nothing more is asked, nothing is told, no connection stays", async () => {
    await using stage = await Stage.set();
    stage.stub.put(pod("a"));
    stage.stub.misbehave("list", "pods", { do: "slow", ms: 50 });
    const following = stage.follow();
    await until(
      () => stage.stub.requests.length === 1,
      () => stage.lines,
    );
    following.stop();
    await pause(150);
    expect(stage.lines).toEqual([]);
    expect(stage.stub.requests).toHaveLength(1);
    expect(stage.stub.openConnections()).toBe(0);
  });

  test("between two pages of the first list", async () => {
    await using stage = await Stage.set({ limits: { pageSize: 1 } });
    for (const name of ["a", "b", "c"]) stage.stub.put(pod(name));
    const following = stage.hub.follow([pods], (change) => {
      stage.lines.push(lineOf(change));
      following.stop();
    });
    await pause(60);
    expect(stage.lines).toEqual(["ADDED a"]);
    expect(stage.stub.count("list", "pods")).toBeLessThanOrEqual(2);
    expect(stage.stub.count("watch", "pods")).toBe(0);
  });

  test("while it waits after a failure", async () => {
    await using stage = await Stage.set();
    stage.stub.misbehave("list", "pods", { do: "answer", status: 403 });
    const following = stage.follow();
    await until(
      () => stage.lines.length === 1,
      () => stage.lines,
    );
    following.stop();
    await pause(400);
    expect(stage.stub.requests).toHaveLength(1);
  });

  test("before the next tick: not told even of what is known", async () => {
    await using stage = await Stage.set();
    stage.stub.put(pod("a"));
    stage.follow();
    await until(
      () => stage.lines.length === 2,
      () => stage.lines,
    );
    const late: string[] = [];
    stage.hub.follow([pods], (change) => late.push(lineOf(change))).stop();
    await pause(10);
    expect(late).toEqual([]);
  });

  test("from within the listener, while it is told what is known", async () => {
    await using stage = await Stage.set();
    for (const name of ["a", "b"]) stage.stub.put(pod(name));
    stage.follow();
    await until(
      () => stage.lines.length === 3,
      () => stage.lines,
    );
    const late: string[] = [];
    const following = stage.hub.follow([pods], (change) => {
      late.push(lineOf(change));
      following.stop();
    });
    await Promise.resolve();
    stage.stub.put(pod("c"));
    await until(
      () => stage.lines.length === 4,
      () => stage.lines,
    );
    expect(late).toEqual(["ADDED a"]);
  });

  test("a hub that is closed follows nothing more", async () => {
    await using stage = await Stage.set();
    stage.hub.close();
    stage.follow();
    await pause(20);
    expect(stage.stub.requests).toHaveLength(0);
  });

  test("a follower after the last one left starts anew", async () => {
    await using stage = await Stage.set();
    stage.stub.put(pod("a"));
    stage.follow().stop();
    stage.follow();
    await until(
      () => stage.lines.length === 2,
      () => stage.lines,
    );
    expect(stage.lines).toEqual(["ADDED a", "SYNCED Pod"]);
  });
});

describe("what is kept of an object", () => {
  test("managedFields and foreign annotations are dropped on arrival; the tap gets them", async () => {
    const raws: unknown[] = [];
    await using stage = await Stage.set({ tap: (change) => raws.push("raw" in change ? change.raw : change.type) });
    const metadata = {
      name: "a",
      namespace: "prod",
      managedFields: [{ manager: "kubelet" }],
      annotations: { "example.com/big": "x" },
    };
    stage.stub.put({ kind: "Pod", metadata });
    stage.follow();
    await until(
      () => stage.lines.length === 2,
      () => stage.lines,
    );
    expect(JSON.stringify([...stage.hub.store.podsIn("prod")])).not.toMatch(/kubelet|example\.com/);
    expect(raws).toHaveLength(2);
    expect(raws[0]).toMatchObject({ apiVersion: "v1", kind: "Pod", metadata });
    expect(raws[1]).toBe("SYNCED");
  });
});

describe("what is followed for a root", () => {
  const four = ["pods", "services", "endpointslices", "events"];
  const six = ["deployments", "replicasets", "pods", "services", "endpointslices", "events"];
  test.each([
    ["apps/v1", "Deployment", six],
    ["apps/v1", "ReplicaSet", six],
    ["v1", "Pod", six],
    ["v1", "Service", six],
    ["discovery.k8s.io/v1", "EndpointSlice", six],
    ["apps/v1", "StatefulSet", ["statefulsets", "controllerrevisions", "persistentvolumeclaims", ...four]],
    ["apps/v1", "DaemonSet", ["daemonsets", "controllerrevisions", ...four]],
    ["batch/v1", "Job", ["jobs", ...four]],
    ["batch/v1", "CronJob", ["cronjobs", "jobs", ...four]],
    ["v1", "ConfigMap", []],
    ["serving.knative.dev/v1", "Service", []],
    ["v1", "toString", []],
    ["v1", "LimitRange", ["events", "limitranges"]],
    ["policy/v1", "PodDisruptionBudget", [...six, "poddisruptionbudgets"]],
    ["autoscaling/v1", "HorizontalPodAutoscaler", [...six, "horizontalpodautoscalers"]],
    ["networking.istio.io/v1", "Gateway", []],
  ])("%s %s", (apiVersion, kind, plurals) => {
    const targets = targetsFor({ apiVersion, kind, namespace: "prod" });
    expect(targets.map(({ plural }) => plural)).toEqual(plurals);
    expect(targets.every(({ namespace }) => namespace === "prod")).toBe(true);
  });
  test.each([
    ["networking.k8s.io/v1", "Ingress", ["ingresses"], ["ingressclasses"]],
    ["gateway.networking.k8s.io/v1", "HTTPRoute", ["httproutes"], ["gateways", "gatewayclasses", "referencegrants"]],
    ["v1", "PersistentVolumeClaim", ["persistentvolumeclaims"], ["persistentvolumes", "storageclasses"]],
  ])("%s %s, and what it refers to everywhere", (apiVersion, kind, own, everywhere) => {
    const targets = targetsFor({ apiVersion, kind, namespace: "prod" });
    const at = (place: string | undefined): readonly string[] =>
      targets.filter(({ namespace }) => namespace === place).map(({ plural }) => plural);
    expect(at("prod")).toEqual([...six, ...own]);
    expect(at(undefined)).toEqual(everywhere);
  });
  test("a route of an older Gateway API is looked for in that version", () => {
    const [route] = targetsFor({ apiVersion: "gateway.networking.k8s.io/v1beta1", kind: "HTTPRoute" }).filter(
      ({ kind }) => kind === "HTTPRoute",
    );
    expect(route?.apiVersion).toBe("gateway.networking.k8s.io/v1beta1");
  });
  test("Secrets are never listed", () => {
    for (const kind of ["Ingress", "PersistentVolumeClaim"]) {
      const apiVersion = kind === "Ingress" ? "networking.k8s.io/v1" : "v1";
      expect(targetsFor({ apiVersion, kind }).some(({ plural }) => plural === "secrets")).toBe(false);
    }
  });
});
