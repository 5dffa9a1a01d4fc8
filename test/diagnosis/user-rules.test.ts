import { describe, expect, test } from "vitest";
import { diagnose, readRules, RuleInvalid, wellKnownRules, type ReadinessRule } from "../../src/diagnosis";
import { at, moment, namespace, snapshotOf, told, type Raw } from "../support/objects";

const custom = (apiVersion: string, kind: string, status: Raw, spec: Raw = {}): Raw => ({
  apiVersion,
  kind,
  metadata: { name: "x", namespace, uid: "u", generation: 2, creationTimestamp: at(0) },
  spec,
  status,
});
const is = (type: string, status: string, reason?: string, message?: string): Raw => ({
  type,
  status,
  reason,
  message,
});

describe("kinds that many clusters have", () => {
  test.each<readonly [string, Raw, string]>([
    [
      "a Certificate is being issued",
      custom("cert-manager.io/v1", "Certificate", {
        conditions: [
          is("Issuing", "True", "DoesNotExist", "Issuing certificate as Secret does not exist"),
          is("Ready", "False", "DoesNotExist"),
        ],
      }),
      "InProgress waiting Reconciling: Issuing certificate as Secret does not exist (issuing)",
    ],
    [
      "a Certificate could not be issued",
      custom("cert-manager.io/v1", "Certificate", {
        conditions: [
          is("Ready", "False", "DoesNotExist"),
          is("Issuing", "False", "Failed", "The certificate request has failed to complete"),
        ],
      }),
      "Failed may-heal Failed: The certificate request has failed to complete (Issuing is False)",
    ],
    [
      "a Certificate is there",
      custom("cert-manager.io/v1", "Certificate", { conditions: [is("Ready", "True", "Ready")] }),
      "Current healthy Ready: ready",
    ],
    [
      "an ExternalSecret cannot be read",
      custom("external-secrets.io/v1beta1", "ExternalSecret", {
        conditions: [is("Ready", "False", "SecretSyncedError", "could not get secret data from provider")],
      }),
      "Failed may-heal Failed: could not get secret data from provider (Ready is False)",
    ],
    [
      "an Argo Application is degraded",
      custom("argoproj.io/v1alpha1", "Application", { health: { status: "Degraded" }, sync: { status: "Synced" } }),
      "Failed may-heal Failed: health.status Degraded",
    ],
    [
      "an Argo Application could not be synced",
      custom("argoproj.io/v1alpha1", "Application", {
        health: { status: "Healthy" },
        operationState: { phase: "Failed", message: "one or more objects failed to apply" },
      }),
      "Failed may-heal Failed: one or more objects failed to apply (operationState.phase Failed)",
    ],
    [
      "an Argo Rollout is paused",
      custom("argoproj.io/v1alpha1", "Rollout", { phase: "Paused", message: "CanaryPauseStep" }),
      "InProgress suspended ReconciliationSuspended: CanaryPauseStep (phase Paused)",
    ],
    [
      "a Flux Kustomization is suspended",
      custom(
        "kustomize.toolkit.fluxcd.io/v1",
        "Kustomization",
        { conditions: [is("Ready", "True")] },
        { suspend: true },
      ),
      "InProgress suspended ReconciliationSuspended: suspend is true",
    ],
    [
      "a Flux HelmRelease has failed",
      custom("helm.toolkit.fluxcd.io/v2beta2", "HelmRelease", {
        conditions: [is("Ready", "False", "InstallFailed", "Helm install failed: timed out")],
      }),
      "Failed may-heal Failed: Helm install failed: timed out (Ready is False)",
    ],
    [
      "a Flux Kustomization waits for another",
      custom("kustomize.toolkit.fluxcd.io/v1", "Kustomization", {
        conditions: [is("Ready", "False", "DependencyNotReady", "dependency 'infra' is not ready")],
      }),
      "InProgress waiting Reconciling: dependency 'infra' is not ready (Ready is False)",
    ],
    [
      "a Prometheus lacks some Pods",
      custom("monitoring.coreos.com/v1", "Prometheus", {
        conditions: [
          is("Available", "Degraded", "SomePodsNotReady", "shard 0: pod p-0: not ready"),
          is("Reconciled", "True"),
        ],
      }),
      "InProgress waiting Reconciling: shard 0: pod p-0: not ready (Available is Degraded)",
    ],
    [
      "a Crossplane object was refused although what is there is ready",
      custom("s3.aws.upbound.io/v1beta1", "Bucket", {
        conditions: [
          is("Ready", "True", "Available"),
          is("Synced", "False", "ReconcileError", "update failed: AccessDenied"),
        ],
      }),
      "InProgress may-heal NotReady: update failed: AccessDenied (Synced is False)",
    ],
    [
      "a Knative Service is on its way",
      custom("serving.knative.dev/v1", "Service", {
        conditions: [is("Ready", "Unknown", "RevisionMissing", "waiting for Revision")],
      }),
      "InProgress waiting Reconciling: waiting for Revision (Ready is Unknown)",
    ],
    [
      "a ScaledObject has nothing to scale for",
      custom("keda.sh/v1alpha1", "ScaledObject", {
        conditions: [is("Ready", "True", "ScaledObjectReady"), is("Active", "False")],
      }),
      "Current healthy Ready: ready",
    ],
    [
      "a Kafka is being made",
      custom("kafka.strimzi.io/v1beta2", "Kafka", {
        observedGeneration: 2,
        conditions: [is("NotReady", "True", "Creating", "Kafka cluster is being deployed")],
      }),
      "InProgress waiting Reconciling: Kafka cluster is being deployed (notready)",
    ],
    [
      "a Kafka is invalid",
      custom("kafka.strimzi.io/v1beta2", "Kafka", {
        conditions: [is("NotReady", "True", "InvalidResourceException", "no listeners")],
      }),
      "Failed may-heal Failed: no listeners (notready)",
    ],
    [
      "a PostgreSQL Cluster starts",
      custom("postgresql.cnpg.io/v1", "Cluster", {
        phase: "Setting up primary",
        conditions: [is("Ready", "False", "ClusterIsNotReady")],
      }),
      "InProgress waiting Reconciling: Setting up primary (Ready is False)",
    ],
    [
      "a VolumeSnapshot is taken",
      custom("snapshot.storage.k8s.io/v1", "VolumeSnapshot", { readyToUse: true }),
      "Current healthy Ready: readyToUse is true",
    ],
    [
      "nothing has been written yet",
      custom("argoproj.io/v1alpha1", "Rollout", {}),
      "InProgress waiting Reconciling: no phase yet",
    ],
  ])("%s", (_, object, expected) => {
    expect(told(diagnose(snapshotOf([object]), moment(1)))).toBe(expected);
  });

  test("the rules that are built in pass the check that others have to pass", () => {
    expect(readRules(JSON.parse(JSON.stringify(wellKnownRules)))).toHaveLength(wellKnownRules.length);
    const kinds = wellKnownRules.map(({ apiVersion, kind }) => `${apiVersion.split("/")[0] ?? ""}/${kind}`);
    expect(new Set(kinds).size).toBe(kinds.length);
  });
});

describe("a rule of one's own", () => {
  const rules: readonly ReadinessRule[] = [
    {
      apiVersion: "example.com/v1",
      kind: "Database",
      ready: { path: "status.replicas.ready", values: [3] },
      failed: { path: "status.lastError" },
      suspended: { path: "spec.stopped", values: [true] },
      message: "status.lastError",
    },
  ];
  const look = (object: Raw): string => told(diagnose({ ...snapshotOf([object]), rules }, moment(1)));
  test.each<readonly [string, Raw, string]>([
    [
      "ready",
      custom("example.com/v2", "Database", { replicas: { ready: 3 } }),
      "Current healthy Ready: replicas.ready 3",
    ],
    [
      "on its way",
      custom("example.com/v1", "Database", { replicas: { ready: 1 } }),
      "InProgress waiting Reconciling: replicas.ready 1",
    ],
    [
      "failed, with its words",
      custom("example.com/v1", "Database", { lastError: "disk is full" }),
      "Failed may-heal Failed: disk is full (lastError disk is full)",
    ],
    [
      "suspended",
      custom("example.com/v1", "Database", { replicas: { ready: 3 } }, { stopped: true }),
      "InProgress suspended ReconciliationSuspended: stopped is true",
    ],
    [
      "for another group's kind",
      custom("other.com/v1", "Database", { lastError: "x" }),
      "Current healthy Ready: exists",
    ],
  ])("%s", (_, object, expected) => {
    expect(look(object)).toBe(expected);
  });
  test("a condition of an older generation does not count", () => {
    const old = { ...is("Ready", "True"), observedGeneration: 1 };
    const own: readonly ReadinessRule[] = [
      { apiVersion: "example.com/v1", kind: "Database", ready: { condition: "Ready" } },
    ];
    const object = custom("example.com/v1", "Database", { conditions: [old] });
    expect(told(diagnose({ ...snapshotOf([object]), rules: own }, moment(1)))).toBe(
      "InProgress waiting Reconciling: no Ready yet",
    );
  });
  test("it takes the place of one that is built in", () => {
    const own: readonly ReadinessRule[] = [
      { apiVersion: "keda.sh/v1", kind: "ScaledObject", ready: { condition: "Active" } },
    ];
    const object = custom("keda.sh/v1alpha1", "ScaledObject", {
      conditions: [is("Ready", "True"), is("Active", "False")],
    });
    expect(diagnose({ ...snapshotOf([object]), rules: own }, moment(1)).reason).toBe("Reconciling");
  });
});

describe("rules from outside are checked", () => {
  const rule = { apiVersion: "example.com/v1", kind: "Database", ready: { condition: "Ready" } };
  test.each<readonly [string, unknown, string]>([
    ["no list", {}, "rules: expected a list of rules"],
    ["no object", [3], "rules[0]: expected an object"],
    ["no kind", [{ ...rule, kind: undefined }], "rules[0]: kind is missing or no text"],
    ["no ready", [{ ...rule, ready: undefined }], "rules[0] (Database): ready is missing"],
    [
      "a misspelt option",
      [{ ...rule, redy: {} }],
      'rules[0] (Database): unknown option "redy"; accepted: apiVersion, kind, ready, progressing, failed, suspended, message',
    ],
    [
      "a misspelt check",
      [rule, { ...rule, failed: [{ conditon: "Failed" }] }],
      'rules[1] (Database).failed[0]: unknown option "conditon"; accepted: path, values, condition, status, reasons',
    ],
    [
      "a path and a condition",
      [{ ...rule, ready: { path: "status.phase", condition: "Ready" } }],
      "rules[0] (Database).ready: expected either path or condition",
    ],
    [
      "values for a condition",
      [{ ...rule, ready: { condition: "Ready", values: ["True"] } }],
      'rules[0] (Database).ready: unknown option "values"; accepted: condition, status, reasons',
    ],
    [
      "a path into data",
      [{ ...rule, ready: { path: "data.password" } }],
      "rules[0] (Database).ready.path: expected names joined by dots, beginning with status or spec, such as status.phase",
    ],
    [
      "a status that is none",
      [{ ...rule, ready: { condition: "Ready", status: "true" } }],
      'rules[0] (Database).ready.status: expected "True", "False" or "Unknown"',
    ],
    [
      "values that are no list",
      [{ ...rule, ready: { path: "status.phase", values: "Ready" } }],
      "rules[0] (Database).ready.values: expected a list of texts, numbers or booleans",
    ],
  ])("%s", (_, input, expected) => {
    expect(() => readRules(input)).toThrow(new RuleInvalid(expected));
  });
});
