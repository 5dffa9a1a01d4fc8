import { describe, expect, test } from "vitest";
import { lookAfter } from "../support/look";
import {
  at,
  deployment,
  merge,
  pod,
  podWith,
  terminated,
  told,
  type Raw,
  type SnapshotOptions,
} from "../support/objects";
import { autoscaler, budget, limitRange, quota, scaling } from "../support/referring-objects";
import { two } from "../support/web-pods";

const look = lookAfter(30);
const activity = (reason: string, message = ""): Raw => ({
  status: { conditions: scaling({ type: "ScalingActive", status: "False", reason, message }) },
});

describe("a HorizontalPodAutoscaler", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    [
      "works",
      [autoscaler(), deployment()],
      "Current healthy Ready: Deployment web has 2 Pods, between 2 and 5 (by cpu)",
    ],
    [
      "is about to scale",
      [autoscaler({ status: { desiredReplicas: 4 } }), deployment()],
      "Current healthy Ready: scales Deployment web from 2 to 4 Pods (by cpu)",
    ],
    [
      "is at its maximum: a word, no failure",
      [
        autoscaler({
          status: {
            currentReplicas: 5,
            desiredReplicas: 5,
            conditions: scaling({ type: "ScalingLimited", status: "True", reason: "TooManyReplicas" }),
          },
        }),
        deployment(),
      ],
      "Current healthy AtMaximum: Deployment web has its maximum of 5 Pods since 12:00 UTC, asks for more (by cpu)",
    ],
    [
      "is switched off by a size of zero",
      [autoscaler(activity("ScalingDisabled")), deployment()],
      "InProgress suspended ScalingDisabled: switched off: Deployment web is scaled to zero",
    ],
    [
      "has a target that is not there",
      [autoscaler()],
      "InProgress may-heal ScaleTargetNotFound: Deployment web does not exist in prod",
    ],
    [
      "has a target of a kind that nobody follows",
      [
        autoscaler({
          spec: { scaleTargetRef: { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout" } },
          status: {
            conditions: scaling({
              type: "AbleToScale",
              status: "False",
              reason: "FailedGetScale",
              message:
                'the HPA controller was unable to get the target\'s current scale: rollouts.argoproj.io "web" not found',
            }),
          },
        }),
      ],
      "InProgress may-heal ScaleTargetNotFound: Rollout web does not exist",
    ],
    [
      "misses requests",
      [
        autoscaler(
          activity(
            "FailedGetResourceMetric",
            "the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container proxy of Pod web-1-a",
          ),
        ),
        deployment(),
      ],
      "InProgress will-not-heal RequestsMissing: container proxy has no cpu request to scale by",
    ],
    [
      "has no metrics server",
      [
        autoscaler(
          activity(
            "FailedGetResourceMetric",
            "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)",
          ),
        ),
        deployment(),
      ],
      "InProgress may-heal MetricsNotAvailable: no metrics: metrics.k8s.io is not there (is a metrics server installed?)",
    ],
    [
      "shares its Pods with another",
      [
        autoscaler(
          activity("AmbiguousSelector", "pods by selector app=web are controlled by multiple HPAs: [prod/a prod/b]"),
        ),
        deployment(),
      ],
      'InProgress will-not-heal ScalingFailed: does not scale: "pods by selector app=web are controlled by multiple HPAs: [prod/a prod/b]"',
    ],
  ])("%s", (_, objects, expected) => {
    const coverage: SnapshotOptions["coverage"] = (kind) => (kind === "Rollout" ? { gap: "not watched" } : "complete");
    expect(told(look(objects, 30, { coverage }))).toBe(expected);
  });
  test("metrics of new Pods may take two minutes", () => {
    const early = autoscaler(activity("FailedGetResourceMetric", "no metrics returned from resource metrics API"));
    expect(look([early, deployment()], 120)).toMatchObject({
      outlook: "waiting",
      until: at(121).replace("Z", ".000Z"),
    });
    expect(told(look([early, deployment()], 121))).toBe(
      "InProgress may-heal MetricsNotAvailable: no metrics of the Pods of Deployment web yet",
    );
  });
  test("nobody looks at it: after 45 seconds that is told", () => {
    const fresh = autoscaler({ status: undefined });
    expect(look([fresh, deployment()], 44).until).toBe(at(45).replace("Z", ".000Z"));
    expect(look([fresh, deployment()], 45).reason).toBe("ControllerSilent");
  });
});

const coversAll: Raw = { spec: { selector: { matchLabels: { app: undefined } } } };
const blocked: Raw = { status: { disruptionsAllowed: 0 } };

describe("a PodDisruptionBudget", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    ["allows one", [budget(), ...two], "Current healthy Ready: 1 of 2 Pods may be evicted"],
    [
      "allows nothing, as it was asked: Current, with a word",
      [budget(merge(blocked, { spec: { minAvailable: 2 } })), ...two],
      "Current healthy EvictionsBlocked: no eviction allowed: all of 2 healthy Pods must stay (minAvailable 2), a node drain waits for ever",
    ],
    [
      "allows nothing, since a Pod crashes",
      [
        budget(merge(blocked, { status: { currentHealthy: 1, desiredHealthy: 1 } })),
        pod("web-1-b"),
        podWith(terminated(3)),
      ],
      "InProgress may-heal EvictionsBlocked: no eviction allowed: 1 of 2 Pods healthy, 1 must be ← 1 of 2 Pods crashes ← container web exited 3",
    ],
    [
      "is not alone on its Pods",
      [budget(), budget(coversAll, "all"), ...two],
      "InProgress will-not-heal BudgetsOverlap: 2 Pods are in PodDisruptionBudget all too: evicting fails",
    ],
    [
      "beside an empty selector of v1beta1, which covers nothing",
      [budget(), merge(budget(coversAll, "all"), { apiVersion: "policy/v1beta1" }), ...two],
      "Current healthy Ready: 1 of 2 Pods may be evicted",
    ],
    [
      "came before its Deployment's Pods",
      [budget(), deployment()],
      "InProgress waiting NoPodsYet: covers no Pod yet: Deployment web has none",
    ],
    [
      "covers a Deployment that is scaled to zero",
      [budget(), deployment({ spec: { replicas: 0 } })],
      "Current healthy Ready: covers no Pod: Deployment web is scaled to zero",
    ],
    [
      "cannot be counted",
      [
        budget({
          status: {
            conditions: [
              {
                type: "DisruptionAllowed",
                status: "False",
                reason: "SyncFailed",
                message: 'found no controllers for pod "web"',
              },
            ],
          },
        }),
        ...two,
      ],
      'InProgress may-heal BudgetSyncFailed: cannot be counted: found no controllers for pod "web"',
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(expected);
  });
  test("covers nothing: after a minute that is a mistake", () => {
    const objects = [budget({ spec: { selector: { matchLabels: { app: "wbe" } } } }), ...two];
    expect(told(look(objects, 59))).toContain("waiting NoPodsYet");
    expect(told(look(objects, 60))).toBe("InProgress may-heal BudgetCoversNothing: covers no Pod (app=wbe)");
  });
  test("Pods that cannot be seen are not called missing", () => {
    const coverage: SnapshotOptions["coverage"] = (kind) => (kind === "Pod" ? { gap: "403" } : "complete");
    expect(look([budget()], 90, { coverage }).status).toBe("Current");
  });
});

describe("a ResourceQuota", () => {
  test.each<readonly [string, Raw, string]>([
    [
      "has room: the fullest first",
      quota(
        { pods: "10", "requests.cpu": "100m", "requests.memory": "1Gi" },
        { pods: "2", "requests.cpu": "80m", "requests.memory": "256Mi" },
      ),
      "Current healthy Ready: requests.cpu 80m of 100m, requests.memory 256Mi of 1Gi, pods 2 of 10",
    ],
    [
      "is used up",
      quota({ pods: "2", "requests.cpu": "1" }, { pods: "2", "requests.cpu": "1000m" }),
      "Current healthy QuotaUsedUp: used up: pods 2 of 2, requests.cpu 1 of 1",
    ],
    [
      "is not counted yet",
      quota({ pods: "2" }, {}, { status: { hard: undefined } }),
      "InProgress waiting NotObserved: the quota controller has not counted yet",
    ],
    [
      "was changed, and the controller has the old numbers",
      quota({ pods: "2" }, { pods: "2" }, { status: { hard: { pods: "1" } } }),
      "InProgress waiting NotObserved: the quota controller has not counted yet",
    ],
  ])("%s", (_, object, expected) => {
    expect(told(look([object], 5))).toBe(expected);
  });
  test("nobody counts", () => {
    expect(look([quota({ pods: "2" }, {}, { status: { hard: undefined } })], 30).reason).toBe("ControllerSilent");
  });
});

describe("a LimitRange", () => {
  const usual = limitRange([{ type: "Container", default: { memory: "1Gi" } }], "usual");
  test.each<readonly [string, readonly Raw[], string]>([
    [
      "bounds",
      [limitRange([{ type: "Container", max: { cpu: "1", memory: "512Mi" } }])],
      "Current healthy Ready: bounds Container (cpu, memory)",
    ],
    [
      "has a minimum above its maximum",
      [limitRange([{ type: "Container", min: { cpu: "2" }, max: { cpu: "500m" } }])],
      "InProgress will-not-heal LimitsContradict: Container cpu: min 2 is above max 500m",
    ],
    [
      "is contradicted by another one's default",
      [limitRange([{ type: "Container", max: { memory: "512Mi" } }]), usual],
      "InProgress will-not-heal LimitsContradict: Container memory: default 1Gi of LimitRange usual is above max 512Mi",
    ],
    [
      "bounds Pods where the other one bounds Containers",
      [limitRange([{ type: "Pod", max: { memory: "512Mi" } }]), usual],
      "Current healthy Ready: bounds Pod (memory)",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(expected);
  });
});
