import type { ReadinessRule } from "./user-rules";

const ready = { condition: "Ready" } as const;
const notReady = { condition: "Ready", status: "False" } as const;

/** Flux's kinds: Reconciling and Stalled as kstatus has them, and switched off by spec.suspend. */
const flux = (apiVersion: string, kind: string): ReadinessRule => ({
  apiVersion,
  kind,
  ready,
  suspended: { path: "spec.suspend", values: [true] },
  failed: [
    { condition: "Stalled" },
    {
      ...notReady,
      reasons: [
        "ReconciliationFailed",
        "BuildFailed",
        "HealthCheckFailed",
        "PruneFailed",
        "ArtifactFailed",
        "InstallFailed",
        "UpgradeFailed",
        "RollbackFailed",
        "TestFailed",
        "GitOperationFailed",
        "AuthenticationFailed",
        "IndexationFailed",
      ],
    },
    { condition: "FetchFailed" },
  ],
});

/** The Prometheus operator's kinds: Available has a third value, Degraded, for "some Pods are missing". */
const monitoring = (kind: string): ReadinessRule => ({
  apiVersion: "monitoring.coreos.com/v1",
  kind,
  ready: [{ condition: "Available" }, { condition: "Reconciled" }],
  suspended: { path: "spec.paused", values: [true] },
  failed: { condition: "Reconciled", status: "False" },
});

/** Strimzi's kinds say NotReady instead of Ready: while they are made, and for errors. */
const strimzi = (kind: string): ReadinessRule => ({
  apiVersion: "kafka.strimzi.io/v1beta2",
  kind,
  ready,
  suspended: { condition: "ReconciliationPaused" },
  progressing: { condition: "NotReady", reasons: ["Creating"] },
  failed: { condition: "NotReady" },
});

/** KEDA's kinds: Active only says whether there is something to scale for. */
const keda = (kind: string): ReadinessRule => ({
  apiVersion: "keda.sh/v1alpha1",
  kind,
  ready,
  suspended: { condition: "Paused" },
  failed: notReady,
});

/** Knative's kinds: Unknown is on its way, False has failed. */
const knative = (apiVersion: string, kind: string): ReadinessRule => ({ apiVersion, kind, ready, failed: notReady });

/** Crossplane's packages. Its managed objects are of any group: Synced and Ready say it without a rule. */
const crossplane = (kind: string): ReadinessRule => ({
  apiVersion: "pkg.crossplane.io/v1",
  kind,
  ready: [{ condition: "Installed" }, { condition: "Healthy" }],
  failed: [
    { condition: "Installed", status: "False" },
    { condition: "Healthy", status: "False", reasons: ["UnhealthyPackageRevision"] },
  ],
});

/**
 * Rules for custom resources that many clusters have, from the status fields that their projects
 * document. A rule given by the user for the same kind takes the place of one of these.
 */
export const wellKnownRules: readonly ReadinessRule[] = [
  {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    ready,
    // A failed issuance is tried again with growing pauses; until then Issuing is False.
    progressing: { condition: "Issuing" },
    failed: { condition: "Issuing", status: "False", reasons: ["Failed"] },
  },
  { apiVersion: "cert-manager.io/v1", kind: "Issuer", ready, failed: notReady },
  { apiVersion: "cert-manager.io/v1", kind: "ClusterIssuer", ready, failed: notReady },
  { apiVersion: "external-secrets.io/v1", kind: "ExternalSecret", ready, failed: notReady },
  { apiVersion: "external-secrets.io/v1", kind: "SecretStore", ready, failed: notReady },
  { apiVersion: "external-secrets.io/v1", kind: "ClusterSecretStore", ready, failed: notReady },
  {
    apiVersion: "bitnami.com/v1alpha1",
    kind: "SealedSecret",
    ready: { condition: "Synced" },
    failed: { condition: "Synced", status: "False" },
  },
  {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    ready: { path: "status.health.status", values: ["Healthy"] },
    progressing: [
      { path: "status.health.status", values: ["Progressing"] },
      { path: "status.operationState.phase", values: ["Running", "Terminating"] },
    ],
    failed: [
      { path: "status.health.status", values: ["Degraded"] },
      { path: "status.operationState.phase", values: ["Failed", "Error"] },
    ],
    suspended: { path: "status.health.status", values: ["Suspended"] },
    message: "status.operationState.message",
  },
  {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Rollout",
    ready: { path: "status.phase", values: ["Healthy"] },
    progressing: { path: "status.phase", values: ["Progressing"] },
    failed: { path: "status.phase", values: ["Degraded", "Error", "InvalidSpec"] },
    suspended: { path: "status.phase", values: ["Paused"] },
    message: "status.message",
  },
  {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Workflow",
    ready: { path: "status.phase", values: ["Succeeded"] },
    failed: { path: "status.phase", values: ["Failed", "Error"] },
    message: "status.message",
  },
  flux("helm.toolkit.fluxcd.io/v2", "HelmRelease"),
  flux("kustomize.toolkit.fluxcd.io/v1", "Kustomization"),
  flux("source.toolkit.fluxcd.io/v1", "GitRepository"),
  flux("source.toolkit.fluxcd.io/v1", "OCIRepository"),
  flux("source.toolkit.fluxcd.io/v1", "HelmRepository"),
  flux("source.toolkit.fluxcd.io/v1", "HelmChart"),
  flux("source.toolkit.fluxcd.io/v1", "Bucket"),
  monitoring("Prometheus"),
  monitoring("Alertmanager"),
  monitoring("ThanosRuler"),
  crossplane("Provider"),
  crossplane("Configuration"),
  crossplane("Function"),
  knative("serving.knative.dev/v1", "Service"),
  knative("serving.knative.dev/v1", "Route"),
  knative("serving.knative.dev/v1", "Configuration"),
  knative("serving.knative.dev/v1", "Revision"),
  keda("ScaledObject"),
  keda("ScaledJob"),
  strimzi("Kafka"),
  strimzi("KafkaTopic"),
  strimzi("KafkaUser"),
  strimzi("KafkaConnect"),
  {
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Cluster",
    ready,
    failed: {
      path: "status.phase",
      values: [
        "Unable to create required cluster objects",
        "Cluster is unrecoverable and needs manual intervention",
        "Cluster has incomplete or invalid image catalog",
        "Cluster cannot proceed to reconciliation due to an unknown plugin being required",
      ],
    },
    message: "status.phase",
  },
  {
    apiVersion: "tekton.dev/v1",
    kind: "PipelineRun",
    ready: { condition: "Succeeded" },
    failed: { condition: "Succeeded", status: "False" },
  },
  {
    apiVersion: "tekton.dev/v1",
    kind: "TaskRun",
    ready: { condition: "Succeeded" },
    failed: { condition: "Succeeded", status: "False" },
  },
  {
    apiVersion: "snapshot.storage.k8s.io/v1",
    kind: "VolumeSnapshot",
    ready: { path: "status.readyToUse", values: [true] },
    failed: { path: "status.error.message" },
    message: "status.error.message",
  },
];
