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
