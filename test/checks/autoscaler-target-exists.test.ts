import { describe, expect, test } from "vitest";
import { describeRule } from "./cases";
import {
  autonamed,
  deployment,
  findingsOf,
  object,
  textOf,
  unknownObjectValue,
  unknownStringValue,
  type Declared,
} from "./stack";

const code = "autoscaler-target-exists";
const web = deployment("web", { app: "web" });
const scales = (target: unknown, name = "web"): Declared =>
  object("HorizontalPodAutoscaler", name, { spec: { scaleTargetRef: target, maxReplicas: 5 } });
const of = (name: unknown, kind: unknown = "Deployment", apiVersion: unknown = "apps/v1"): unknown => ({
  apiVersion,
  kind,
  name,
});
const scaledObject = (scaleTargetRef: unknown, metadata: Record<string, unknown> = {}): Declared =>
  object("keda.sh/v1alpha1/ScaledObject", "queue", {
    metadata: { namespace: "default", ...metadata },
    spec: { scaleTargetRef },
  });

describeRule(code, {
  right: {
    "a Deployment is there": [scales(of("web")), web],
    "a StatefulSet is there": [scales(of("db", "StatefulSet")), object("StatefulSet", "db", { spec: {} })],
    "a ReplicationController is there (kube-linter)": [
      scales(of("old", "ReplicationController", "v1")),
      object("ReplicationController", "old", { spec: {} }),
    ],
    "a Rollout is there (kube-linter, kube-score)": [
      scales(of("web", "Rollout", "argoproj.io/v1alpha1")),
      object("Rollout", "web", { spec: { workloadRef: {} } }),
    ],
    "a custom resource is not declared": [scales(of("x", "Fleet", "example.com/v1")), web],
    "the old group names it": [scales(of("web", "Deployment", "extensions/v1beta1")), web],
    "an API of the old version asks": [
      object("autoscaling/v1/HorizontalPodAutoscaler", "web", { spec: { scaleTargetRef: of("web") } }),
      web,
    ],
    "it is named by the name that Pulumi made up": [scales(of("web-1a2b3c4")), autonamed(web, "web-1a2b3c4")],
    "a ScaledObject means a Deployment": [scaledObject({ name: "web" }), web],
    "a ScaledObject takes an autoscaler over": [
      scales(of("web")),
      scaledObject({ name: "web" }, { annotations: { "scaledobject.keda.sh/transfer-hpa-ownership": "true" } }),
      web,
    ],
    "two of one name are in two namespaces (kube-linter)": [
      scales(of("web")),
      web,
      object("HorizontalPodAutoscaler", "other", {
        metadata: { namespace: "shop" },
        spec: { scaleTargetRef: of("web") },
      }),
      deployment("shop-web", {}, { name: "web", namespace: "shop" }),
    ],
  },
  wrong: {
    "it is misspelt": [
      [scales(of("wbe")), web],
      'spec.scaleTargetRef.name is "wbe": no Deployment in namespace default has that name. Nearest: Deployment web.\nFix: name: "web"',
    ],
    "it is in another namespace (kube-linter)": [
      [scales(of("web")), deployment("web", {}, { namespace: "shop" })],
      'spec.scaleTargetRef.name is "web": no Deployment in namespace default has that name. Nearest: Deployment web in namespace shop; an autoscaler scales in its own namespace only.\nFix: one namespace for both: metadata: { namespace: "shop" }',
    ],
    "Pulumi makes up another name": [
      [scales(of("web")), autonamed(web, "web-1a2b3c4")],
      'spec.scaleTargetRef.name is "web": no Deployment in namespace default has that name. Resource web is a Deployment whose name Pulumi makes up (web-1a2b3c4).\nFix: name: web.metadata.name, or give it the name: metadata: { name: "web" }',
    ],
    "it cannot be scaled": [
      [scales(of("agent", "DaemonSet")), object("DaemonSet", "agent", { spec: {} })],
      'spec.scaleTargetRef.kind is "DaemonSet": a DaemonSet has no scale that an autoscaler could set\nFix: kind: "Deployment", or no autoscaler',
    ],
    "the group is not the kind's": [
      [scales(of("web", "Deployment", "v1")), web],
      'spec.scaleTargetRef.apiVersion is "v1": a Deployment is of apps/v1\nFix: apiVersion: "apps/v1"',
    ],
    "the group is left out": [
      [scales({ kind: "Deployment", name: "web" }), web],
      'spec.scaleTargetRef.apiVersion is absent: a Deployment is of apps/v1\nFix: apiVersion: "apps/v1"',
    ],
    "it is scaled already": [
      [scales(of("web"), "cpu"), scales(of("web"), "memory"), web],
      "spec.scaleTargetRef is Deployment web, which HorizontalPodAutoscaler cpu scales already\nFix: one autoscaler, with the metrics of both",
    ],
    "a ScaledObject scales it already": [
      [scales(of("web")), scaledObject({ name: "web" }), web],
      "spec.scaleTargetRef is Deployment web, which HorizontalPodAutoscaler web scales already\nFix: one autoscaler, with the metrics of both",
    ],
  },
  possible: {
    "another Rollout is there": [
      [scales(of("api", "Rollout", "argoproj.io/v1alpha1")), object("Rollout", "web", { spec: { workloadRef: {} } })],
      "warning",
      'spec.scaleTargetRef.name is "api": no Rollout in namespace default has that name. There: Rollout web.\nFix: deploy it too, or name one of these',
    ],
    "another stack may deploy it": [
      [scales(of("web"))],
      "warning",
      'spec.scaleTargetRef.name is "web": this stack deploys no Deployment to namespace default; it has to come from somebody else.\nFix: none needed where another stack deploys it; else deploy it here',
    ],
  },
  open: {
    "the target is not known yet": [scales(unknownObjectValue), web],
    "its name is not known yet": [scales(of(unknownStringValue)), web],
    "its kind is not known yet": [scales(of("web", unknownStringValue)), web],
    "an operator may bring it": [
      scales(of("db")),
      web,
      object("example.com/v1/Database", "db", { metadata: { namespace: "default" }, spec: {} }),
    ],
  },
});

describe("a number of replicas beside an autoscaler", () => {
  const fixed = (metadata: Record<string, unknown> = {}): Declared =>
    object("Deployment", "web", { metadata, spec: { replicas: 3, template: { metadata: { labels: {} }, spec: {} } } });
  test("is a note on the workload", () => {
    expect(findingsOf(code, [scales(of("web")), fixed()])).toMatchObject([
      { severity: "note", object: { kind: "Deployment", name: "web" }, path: "spec.replicas" },
    ]);
    expect(findingsOf(code, [scales(of("web")), fixed()]).map(textOf)).toEqual([
      "spec.replicas is 3: HorizontalPodAutoscaler web scales Deployment web, and each update of it sets the number back\nFix: no spec.replicas",
    ]);
  });
  test("is nothing where an API server has filled it in", () => {
    expect(findingsOf(code, [scales(of("web")), fixed({ uid: "1" })])).toEqual([]);
  });
  test("is nothing without an autoscaler", () => {
    expect(findingsOf(code, [fixed()])).toEqual([]);
  });
});
