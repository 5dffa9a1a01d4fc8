import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis";
import { readObject, refOf } from "../../src/objects";
import { applicationsOf, entryOf, type Outcome } from "../../src/pulumi/applications";
import { deployment, merge, moment, pod, replicaSet, service, snapshotOf, type Raw } from "../support/objects";
import { claim, gateway, httpRoute, ingress } from "../support/referring-objects";

/** Everything that was traced, as it stands at the end. */
function outcomesOf(raws: readonly Raw[], component?: string): readonly Outcome[] {
  const cluster = snapshotOf(raws);
  return raws.map((raw): Outcome => {
    const object = readObject(raw);
    if (object === undefined) throw new Error("it is an object");
    const ref = refOf(object);
    const snapshot = { ...cluster, root: ref };
    return {
      urn: `urn:${ref.kind}::${ref.name}`,
      phase: "done",
      object: ref,
      diagnosis: diagnose(snapshot, moment(10)),
      snapshot,
      component,
      readyInMs: undefined,
      lastTimeMs: undefined,
      isUntouched: false,
    };
  });
}

/** "web: Deployment web, Service web". */
const grouped = (raws: readonly Raw[]): readonly string[] =>
  applicationsOf(outcomesOf(raws)).map(
    ({ name, outcomes }) => `${name}: ${outcomes.map(({ object }) => `${object.kind} ${object.name}`).join(", ")}`,
  );

const named = (raw: Raw, name: string, namespace = "prod"): Raw => merge(raw, { metadata: { name, namespace } });
const api = merge(named(deployment(), "api"), {
  metadata: { uid: "uid-api" },
  spec: { selector: { matchLabels: { app: "api" } }, template: { metadata: { labels: { app: "api" } } } },
});
const apiService = service({ spec: { selector: { app: "api" } } }, "api");
const routeTo = (name: string, ...backends: readonly Raw[]): Raw =>
  merge(named(httpRoute(), name), {
    metadata: { uid: `uid-route-${name}` },
    spec: { rules: [{ backendRefs: backends }] },
  });

describe("what a person thinks of as one thing", () => {
  test.each<readonly [name: string, objects: readonly Raw[], expected: readonly string[]]>([
    [
      "a workload, its Service and the Ingress before that",
      [ingress(), service(), deployment()],
      ["web: Deployment web, Service web, Ingress web"],
    ],
    [
      "the HTTPRoute before it, and the Gateway that only that route hangs on",
      [deployment(), service(), httpRoute(), gateway()],
      ["web: Deployment web, Service web, HTTPRoute web, Gateway public"],
    ],
    [
      "not a Gateway that several applications share",
      [deployment(), service(), httpRoute(), api, apiService, routeTo("api", { name: "api", port: 80 }), gateway()],
      [
        "web: Deployment web, Service web, HTTPRoute web",
        "api: Deployment api, Service api, HTTPRoute api",
        "public: Gateway public",
      ],
    ],
    [
      "several routes of one application",
      [deployment(), service(), httpRoute(), routeTo("mobile", { name: "web", port: 80 }), gateway()],
      ["web: Deployment web, Service web, HTTPRoute web, HTTPRoute mobile, Gateway public"],
    ],
    [
      "a route whose Service is not traced, with its Gateway",
      [httpRoute(), gateway()],
      ["web: HTTPRoute web, Gateway public"],
    ],
    ["a Gateway without routes", [deployment(), gateway()], ["web: Deployment web", "public: Gateway public"]],
    [
      "a route that leads to a Service of another namespace",
      [
        named(deployment(), "web", "shared"),
        named(service(), "web", "shared"),
        routeTo("entry", { name: "web", namespace: "shared", port: 80 }),
      ],
      ["web: Deployment web, Service web, HTTPRoute entry"],
    ],
    [
      "not a Service of the same name in another namespace",
      [named(deployment(), "web", "shared"), named(service(), "web", "shared"), httpRoute()],
      ["Deployment web: Deployment web, Service web", "HTTPRoute web: HTTPRoute web"],
    ],
    ["a claim by itself", [claim(), deployment()], ["data: PersistentVolumeClaim data", "web: Deployment web"]],
  ])("%s", (_, objects, expected) => {
    expect(grouped(objects)).toEqual(expected);
  });

  test("the same in another cluster is another thing, and its name tells which", () => {
    const blue = outcomesOf([deployment(), service()]);
    const green = outcomesOf([deployment(), service()]).map((outcome) => ({ ...outcome, urn: `${outcome.urn}-green` }));
    expect(applicationsOf([...blue, ...green]).map(({ name, outcomes }) => [name, outcomes.length])).toEqual([
      ["Deployment web (web)", 2],
      ["Deployment web (web-green)", 2],
    ]);
  });

  test("is compared with the time before only where something has come up", () => {
    const started = moment(5).toISOString();
    const times = ["2020-01-01T00:00:00Z", started].map((since) => {
      const [outcome] = outcomesOf([deployment(), replicaSet(), pod()]);
      if (outcome === undefined) throw new Error("there is one");
      const told = { ...outcome, snapshot: { ...outcome.snapshot, started: since }, lastTimeMs: 4000 };
      return entryOf({ name: "web", outcomes: [told] }).lastTimeMs;
    });
    expect(times).toEqual([4000, undefined]);
  });

  test("a component with all its objects, whatever they serve", () => {
    const all = [...outcomesOf([deployment(), service(), gateway()], "shop"), ...outcomesOf([httpRoute()])];
    expect(applicationsOf(all).map(({ name, outcomes }) => [name, outcomes.length])).toEqual([
      ["shop", 3],
      ["web", 1],
    ]);
  });
});
