import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis";
import { ObjectStore, readObject } from "../../src/objects";
import { moment, namespace, pod, service, snapshotOf, told, type Raw } from "../support/objects";

/** As a recording of an older tool has it: no apiVersion, no uid. */
const endpoints = (ready: readonly string[], notReady: readonly string[] = []): Raw => {
  const addresses = (names: readonly string[]): readonly Raw[] =>
    names.map((name, index) => ({ ip: `10.0.0.${String(index + 1)}`, targetRef: { kind: "Pod", name } }));
  return {
    kind: "Endpoints",
    metadata: { name: "web", namespace },
    subsets: [
      {
        ...(ready.length > 0 ? { addresses: addresses(ready) } : {}),
        ...(notReady.length > 0 ? { notReadyAddresses: addresses(notReady) } : {}),
        ports: [{ port: 8080 }],
      },
    ],
  };
};

describe("Endpoints of older recordings", () => {
  test("are read as the slice that says the same", () => {
    expect(readObject(endpoints(["web-1-a"], ["web-1-b"]))).toMatchObject({
      kind: "EndpointSlice",
      serviceName: "web",
      endpoints: [
        { addresses: ["10.0.0.1"], ready: true, targetRef: { name: "web-1-a" } },
        { addresses: ["10.0.0.1"], ready: false, targetRef: { name: "web-1-b" } },
      ],
      ports: [{ port: 8080, protocol: "TCP" }],
    });
  });

  test("without subsets have no endpoint", () => {
    expect(readObject({ apiVersion: "v1", kind: "Endpoints", metadata: { name: "web" } })).toMatchObject({
      endpoints: [],
    });
  });

  test("tell what is behind a Service", () => {
    const objects = [service(), pod("web-1-a"), pod("web-1-b"), endpoints(["web-1-a", "web-1-b"])];
    const root = { apiVersion: "v1", kind: "Service", namespace, name: "web" };
    expect(told(diagnose({ ...snapshotOf(objects), root }, moment(60)))).toMatch(
      /^Current healthy Ready: 2 of 2 endpoints/,
    );
  });

  test("say nothing beside slices", () => {
    const store = new ObjectStore();
    const slice = {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "web-abc", namespace, labels: { "kubernetes.io/service-name": "web" } },
      endpoints: [],
    };
    for (const raw of [endpoints(["web-1-a"]), slice]) {
      const object = readObject(raw);
      if (object !== undefined) store.put(object);
    }
    expect(store.slicesOf("web", namespace).map(({ metadata }) => metadata.name)).toEqual(["web-abc"]);
  });
});
