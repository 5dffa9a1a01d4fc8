import { describe, expect, test } from "vitest";
import { ObjectStore, readObject } from "../../src/objects";

const store = new ObjectStore();
for (const [apiVersion, kind, name, namespace] of [
  ["apps/v1", "Deployment", "web", "prod"],
  ["extensions/v1beta1", "Deployment", "old", "prod"],
  ["example.com/v1", "Deployment", "foreign", "prod"],
  ["v1", "Node", "n1", undefined],
  ["v1", "Pod", "web", "prod"],
  ["v1", "Pod", "web", "test"],
] as const) {
  const object = readObject({
    apiVersion,
    kind,
    metadata: { name, namespace, uid: `${kind} ${name} ${namespace ?? ""}` },
  });
  if (object !== undefined) store.put(object);
}

describe("an object of a known kind is found by its name", () => {
  test.each([
    ["Deployment", "prod", "web", "apps/v1"],
    ["Deployment", "prod", "old", "extensions/v1beta1"],
    ["Node", undefined, "n1", "v1"],
    ["Pod", "test", "web", "v1"],
  ] as const)("%s in %s: %s", (kind, namespace, name, apiVersion) => {
    const found = store.findKnown(kind, namespace, name);
    expect(found?.apiVersion).toBe(apiVersion);
    expect(found?.metadata.namespace).toBe(namespace);
  });
  test.each([
    ["another group's kind of the same name", "Deployment", "prod", "foreign"],
    ["another namespace", "Deployment", "test", "web"],
    ["no namespace", "Pod", undefined, "web"],
    ["another kind", "Service", "prod", "web"],
  ] as const)("not in %s", (_, kind, namespace, name) => {
    expect(store.findKnown(kind, namespace, name)).toBeUndefined();
  });
  test("no longer when it was deleted", () => {
    const own = new ObjectStore();
    const object = readObject({ apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "prod" } });
    if (object !== undefined) own.put(object);
    own.delete({ apiVersion: "v1", kind: "Pod", namespace: "prod", name: "web" });
    expect(own.findKnown("Pod", "prod", "web")).toBeUndefined();
  });
});

describe("Events about an object of the whole cluster", () => {
  const node = readObject({ kind: "Node", metadata: { name: "n1", uid: "1234" } });
  const about = (name: string, uid: string): ReturnType<typeof readObject> =>
    readObject({
      kind: "Event",
      metadata: { name: `${name}.${uid}`, namespace: "default" },
      involvedObject: { kind: "Node", name, uid },
      reason: uid,
    });

  test("stand in a namespace, and are found by the node's uid or, as the kubelet has it, its name", () => {
    const events = new ObjectStore();
    for (const event of [about("n1", "1234"), about("n1", "n1"), about("n1", "of-another-n1"), about("n2", "n2")])
      if (event !== undefined) events.put(event);
    const found = node === undefined ? [] : events.eventsAbout(node);
    expect(found.map(({ reason }) => reason).sort()).toEqual(["1234", "n1"]);
  });
});

test("objects that are being deleted are known by their namespace, whatever their kind", () => {
  const ending = new ObjectStore();
  const put = (kind: string, name: string, namespace: string, deletionTimestamp?: string): void => {
    const object = readObject({ apiVersion: "v1", kind, metadata: { name, namespace, deletionTimestamp } });
    if (object !== undefined) ending.put(object);
  };
  put("Widget", "w", "shop", "2026-01-14T05:00:00Z");
  put("ConfigMap", "c", "shop", "2026-01-14T05:00:00Z");
  put("ConfigMap", "stays", "shop");
  put("ConfigMap", "elsewhere", "prod", "2026-01-14T05:00:00Z");
  expect(ending.endingIn("shop").map(({ metadata }) => metadata.name)).toEqual(["c", "w"]);
  ending.delete({ apiVersion: "v1", kind: "ConfigMap", namespace: "shop", name: "c" });
  expect(ending.endingIn("shop").map(({ metadata }) => metadata.name)).toEqual(["w"]);
});
