import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  serviceToPods,
  unknown,
  type Maybe,
  type MaybeLabels,
  type MaybeSelector,
  type PodSource,
} from "../../src/wiring";

const apiVersions: Record<string, string> = {
  Pod: "v1",
  ReplicationController: "v1",
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  ReplicaSet: "apps/v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
  Rollout: "argoproj.io/v1alpha1",
  KnativeService: "serving.knative.dev/v1",
};
const source = (kind: string, labels: MaybeLabels, name = "web"): PodSource => ({
  ref: { apiVersion: apiVersions[kind] ?? "v1", kind, name },
  labels,
});
const web = source("Deployment", { app: "web" });

describe("a Service selects", () => {
  test.each<[string, MaybeSelector, readonly PodSource[], readonly PodSource[]]>([
    ["a workload whose Pods carry its label", { app: "web" }, [web], [web]],
    ["a bare Pod", { app: "web" }, [source("Pod", { app: "web" })], [source("Pod", { app: "web" })]],
    [
      "Pods that carry more than it asks for",
      { app: "web" },
      [source("Deployment", { app: "web", tier: "x" })],
      [source("Deployment", { app: "web", tier: "x" })],
    ],
    [
      "every source that matches, and no other",
      { app: "web" },
      [web, source("Deployment", { app: "api" }, "api"), source("Job", { app: "web" }, "migrate")],
      [web, source("Job", { app: "web" }, "migrate")],
    ],
    [
      "what certainly matches although another is not known yet",
      { app: "web" },
      [source("Deployment", unknown, "x"), web],
      [web],
    ],
    [
      "Pods with an unknown label that it does not ask for",
      { app: "web" },
      [source("Deployment", { app: "web", build: unknown })],
      [source("Deployment", { app: "web", build: unknown })],
    ],
  ])("%s", (_, selector, sources, expected) => {
    expect(serviceToPods(selector, sources)).toEqual({ answer: "yes", value: expected });
  });
});

describe("a Service selects nothing", () => {
  test.each<[string, MaybeSelector, readonly PodSource[]]>([
    ["when the value differs", { app: "wbe" }, [web]],
    ["when there is nothing to select", { app: "web" }, []],
    [
      "when its labels are spread over two workloads",
      { app: "web", tier: "x" },
      [web, source("Deployment", { tier: "x" }, "other")],
    ],
    [
      "when one of several labels differs",
      { app: "web", tier: "x" },
      [source("Deployment", { app: "web", tier: "y" })],
    ],
    [
      "when a known label differs whatever the unknown one is",
      { app: "wbe", build: unknown },
      [source("Deployment", { app: "web", build: unknown })],
    ],
    ["when the key is absent although its value is not known yet", { app: "web", build: unknown }, [web]],
    [
      "when a Deployment would need a StatefulSet's label",
      { app: "web", "statefulset.kubernetes.io/pod-name": "web-0" },
      [web],
    ],
    [
      "when a bare Pod would need a controller's label",
      { app: "web", "pod-template-hash": "1" },
      [source("Pod", { app: "web" })],
    ],
    [
      "when the template differs in another label than the controller's",
      { app: "wbe", "pod-template-hash": "1" },
      [web],
    ],
    ["when an empty value is wanted and the key is absent", { app: "" }, [source("Deployment", {})]],
  ])("%s", (_, selector, sources) => {
    expect(serviceToPods(selector, sources).answer).toBe("no");
  });
});

describe("it cannot be told", () => {
  test.each<[string, MaybeSelector, readonly PodSource[], string]>([
    ["without a selector", undefined, [web], "no selector"],
    ["with an empty selector", {}, [web], "no selector"],
    ["with an unknown selector", unknown, [web], "the selector is not known yet"],
    ["with an unknown value", { app: unknown }, [web], "the selector's app is not known yet"],
    [
      "with unknown labels",
      { app: "web" },
      [source("Deployment", unknown)],
      "the labels of the Pods of Deployment web are not known yet",
    ],
    [
      "with an unknown label",
      { app: "web" },
      [source("Deployment", { app: unknown })],
      "label app of the Pods of Deployment web is not known yet",
    ],
    [
      "with an unknown label of a bare Pod",
      { app: "web" },
      [source("Pod", { app: unknown })],
      "label app of Pod web is not known yet",
    ],
    [
      "with one unknown candidate among mismatches",
      { app: "x" },
      [web, source("Deployment", { app: unknown }, "y")],
      "label app of the Pods of Deployment y is not known yet",
    ],
    [
      "when a Deployment's controller adds the label",
      { app: "web", "pod-template-hash": "1" },
      [web],
      "label pod-template-hash of the Pods of Deployment web is set by a controller at run time",
    ],
    [
      "when it selects one Pod of a StatefulSet",
      { "statefulset.kubernetes.io/pod-name": "web-0" },
      [source("StatefulSet", { app: "web" })],
      "label statefulset.kubernetes.io/pod-name of the Pods of StatefulSet web is set by a controller at run time",
    ],
    [
      "when it selects a StatefulSet's Pod by number",
      { app: "web", "apps.kubernetes.io/pod-index": "0" },
      [source("StatefulSet", { app: "web" })],
      "label apps.kubernetes.io/pod-index of the Pods of StatefulSet web is set by a controller at run time",
    ],
    [
      "when it selects a revision of a DaemonSet",
      { app: "web", "controller-revision-hash": "1" },
      [source("DaemonSet", { app: "web" })],
      "label controller-revision-hash of the Pods of DaemonSet web is set by a controller at run time",
    ],
    [
      "when it selects a Job by its name",
      { "job-name": "web" },
      [source("Job", {})],
      "label job-name of the Pods of Job web is set by a controller at run time",
    ],
    [
      "when it selects a CronJob's Jobs",
      { "batch.kubernetes.io/controller-uid": "1" },
      [source("CronJob", {})],
      "label batch.kubernetes.io/controller-uid of the Pods of CronJob web is set by a controller at run time",
    ],
    [
      "when it selects a Rollout's canary",
      { app: "web", "rollouts-pod-template-hash": "1" },
      [source("Rollout", { app: "web" })],
      "label rollouts-pod-template-hash of the Pods of Rollout web is set by a controller at run time",
    ],
    [
      "when an operator may add any label to its own kind",
      { app: "web" },
      [source("KnativeService", {})],
      "label app of the Pods of KnativeService web is set by a controller at run time",
    ],
    [
      "when it selects by zone, which Pods get from their node",
      { app: "web", "topology.kubernetes.io/zone": "a" },
      [web],
      "label topology.kubernetes.io/zone of the Pods of Deployment web is set by a controller at run time",
    ],
  ])("%s", (_, selector, sources, why) => {
    expect(serviceToPods(selector, sources)).toEqual({ answer: "cannot-tell", why });
  });
});

/* Whatever the unknowns turn out to be: complete them at random, and ask a plain matcher. */

const key = fc.constantFrom("app", "tier", "zone");
const word = fc.constantFrom("a", "b", "c");
const maybeWord: fc.Arbitrary<Maybe<string>> = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 1, arbitrary: fc.constant(unknown) },
);
const map = fc.dictionary(key, maybeWord, { maxKeys: 3, noNullPrototype: true });
const maybeMap: fc.Arbitrary<MaybeLabels> = fc.oneof(
  { weight: 9, arbitrary: map },
  { weight: 1, arbitrary: fc.constant(unknown) },
);
const sources = fc
  .array(maybeMap, { maxLength: 4 })
  .map((all) => all.map((labels, index) => source("Deployment", labels, `d${String(index)}`)));
const selectors = fc.dictionary(key, maybeWord, { minKeys: 1, maxKeys: 3, noNullPrototype: true });

type Draw = (kind: "word" | "map") => string | Record<string, string>;
const complete = (labels: MaybeLabels, draw: Draw): Record<string, string> =>
  labels === unknown || typeof labels === "symbol"
    ? (draw("map") as Record<string, string>)
    : Object.fromEntries(
        Object.entries(labels).map(([name, value]) => [
          name,
          typeof value === "symbol" ? (draw("word") as string) : value,
        ]),
      );
const plainMatch = (selector: Record<string, string>, labels: Record<string, string>): boolean =>
  Object.keys(selector).every((name) => name in labels && labels[name] === selector[name]);

describe("the answer holds for every completion of the unknowns", () => {
  test("no stays no, yes stays yes", () => {
    let decided = 0;
    fc.assert(
      fc.property(
        selectors,
        sources,
        fc.infiniteStream(fc.tuple(word, fc.dictionary(key, word, { maxKeys: 3, noNullPrototype: true }))),
        (selector, all, stream) => {
          const answer = serviceToPods(selector, all);
          if (answer.answer === "cannot-tell") return;
          decided++;
          const draw: Draw = (kind) => {
            const next = stream.next() as { readonly value: readonly [string, Record<string, string>] };
            return kind === "word" ? next.value[0] : next.value[1];
          };
          for (let completion = 0; completion < 5; completion++) {
            const completed = complete(selector, draw);
            const matching = all.filter(({ labels }) => plainMatch(completed, complete(labels, draw)));
            if (answer.answer === "no") expect(matching).toEqual([]);
            else for (const certain of answer.value) expect(matching).toContain(certain);
          }
        },
      ),
      { numRuns: 2000 },
    );
    expect(decided).toBeGreaterThan(200);
  });

  test("cannot tell means that both are possible", () => {
    let open = 0;
    fc.assert(
      fc.property(selectors, sources, (selector, all) => {
        if (serviceToPods(selector, all).answer !== "cannot-tell") return;
        open++;
        // All unknowns of the labels take what the selector asks for: something can match.
        const asked = Object.fromEntries(
          Object.entries(selector).map(([name, value]) => [name, typeof value === "symbol" ? "?" : value]),
        );
        const canMatch = all.some(({ labels }) => {
          if (typeof labels === "symbol") return true;
          const found = Object.fromEntries(
            Object.entries(labels).map(([name, value]) => [
              name,
              typeof value === "symbol" ? (asked[name] ?? "") : value,
            ]),
          );
          const wanted = Object.fromEntries(
            Object.entries(selector).map(([name, value]) => [
              name,
              typeof value === "symbol" ? (found[name] ?? "?") : value,
            ]),
          );
          return plainMatch(wanted, found);
        });
        // And where each unknown is a value of its own nothing does.
        const apart = all.some(({ labels }, index) => {
          if (typeof labels === "symbol") return false;
          const own = Object.fromEntries(
            Object.entries(labels).map(([name, value]) => [
              name,
              typeof value === "symbol" ? `own ${String(index)}` : value,
            ]),
          );
          return plainMatch(
            Object.fromEntries(
              Object.entries(selector).map(([name, value]) => [name, typeof value === "symbol" ? "else" : value]),
            ),
            own,
          );
        });
        expect(canMatch).toBe(true);
        expect(apart).toBe(false);
      }),
      { numRuns: 2000 },
    );
    expect(open).toBeGreaterThan(200);
  });

  test("without unknowns there are two answers, a plain matcher's", () => {
    const known = fc.dictionary(key, word, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
    fc.assert(
      fc.property(known, fc.array(known, { maxLength: 5 }), (selector, all) => {
        const pods = all.map((labels, index) => source("Pod", labels, `p${String(index)}`));
        const matching = pods.filter((_, index) => plainMatch(selector, all[index] ?? {}));
        const answer = serviceToPods(selector, pods);
        if (matching.length > 0) expect(answer).toEqual({ answer: "yes", value: matching });
        else expect(answer.answer).toBe("no");
      }),
      { numRuns: 2000 },
    );
  });
});
