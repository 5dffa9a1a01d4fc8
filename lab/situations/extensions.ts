import { namespaceOf, apply, patch, pause, until, type Manifest, type Situation } from "./situation.ts";

/** A group for each situation, so that they can be recorded beside each other. */
const groupOf = (name: string): string => `${name}.rec.example.com`;
const flux = "kustomize.toolkit.fluxcd.io";
const definition = (name: string, kind = "Database", plural = "databases", group = groupOf(name)): Manifest => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: "Namespaced",
    names: { kind, plural, singular: kind.toLowerCase() },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
});
const database = (name: string, metadata: Manifest = {}): Manifest => ({
  apiVersion: `${groupOf(name)}/v1`,
  kind: "Database",
  metadata: { name: "db", ...metadata },
  spec: { size: "small" },
});
const condition = (type: string, status: string, reason: string, message: string): Manifest => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: "2026-01-01T00:00:00Z",
});
const target = (name: string): string => `databases.${groupOf(name)}/db`;

const answers = (name: string, shows: string, ...statuses: readonly Manifest[]): Situation => ({
  name,
  shows,
  root: { kind: "Database", name: "db", custom: { apiVersion: `${groupOf(name)}/v1`, plural: "databases" } },
  before: [
    apply(definition(name)),
    until(`customresourcedefinition/databases.${groupOf(name)}`, "condition=Established"),
    pause(1),
  ],
  steps: [
    apply(database(name)),
    ...statuses.flatMap((status) => [pause(1), patch(target(name), { status }, "status")]),
  ],
  // Nobody having looked at it takes a while to be noticed.
  seconds: statuses.length === 0 ? 13 : 3,
  byHand: "the object's status: no controller runs for it",
});

/** Kinds that a cluster is taught, and APIs that others serve. */
export const extensions: readonly Situation[] = [
  {
    name: "definition-established",
    shows: "A CustomResourceDefinition is taken up",
    root: { kind: "CustomResourceDefinition", name: `databases.${groupOf("definition-established")}` },
    steps: [apply(definition("definition-established"))],
    seconds: 5,
  },
  {
    name: "definition-names-taken",
    shows: "The kind of a CustomResourceDefinition is another's in the same group",
    root: { kind: "CustomResourceDefinition", name: `stores.${groupOf("definition-names-taken")}` },
    before: [apply(definition("definition-names-taken")), pause(2)],
    steps: [apply(definition("definition-names-taken", "Database", "stores"))],
    seconds: 5,
  },
  answers(
    "custom-ready",
    "A custom resource becomes ready",
    { observedGeneration: 1, conditions: [condition("Ready", "False", "Creating", "creating the volume")] },
    { observedGeneration: 1, conditions: [condition("Ready", "True", "Created", "")] },
  ),
  answers("custom-not-ready", "A custom resource says why it is not ready", {
    observedGeneration: 1,
    conditions: [condition("Ready", "False", "QuotaExceeded", "the account has no room for another database")],
  }),
  answers("custom-stalled", "The controller of a custom resource has given up", {
    observedGeneration: 1,
    conditions: [condition("Stalled", "True", "InvalidSize", "there is no size small")],
  }),
  answers("custom-error", "A custom resource lacks something that it refers to", {
    observedGeneration: 1,
    conditions: [condition("Ready", "False", "BackupNotFound", "the backup nightly does not exist")],
  }),
  answers("custom-failed", "A custom resource says that it has failed", {
    observedGeneration: 1,
    conditions: [condition("Failed", "True", "RestoreFailed", "the backup of Monday cannot be read")],
  }),
  answers("custom-unclear", "The controller of a custom resource does not know its state", { phase: "Unknown" }),
  {
    name: "custom-switched-off",
    shows: "The controller of a custom resource is told to leave it alone, in the way of its kind",
    root: {
      kind: "Kustomization",
      name: "apps",
      custom: { apiVersion: `${flux}/v1`, plural: "kustomizations" },
    },
    before: [
      apply(definition("custom-switched-off", "Kustomization", "kustomizations", flux)),
      until(`customresourcedefinition/kustomizations.${flux}`, "condition=Established"),
      pause(1),
    ],
    steps: [
      apply({ apiVersion: `${flux}/v1`, kind: "Kustomization", metadata: { name: "apps" }, spec: { suspend: true } }),
    ],
    seconds: 4,
    byHand: "the definition of Flux's kind; no controller runs for it",
  },
  answers("custom-silent", "Nobody looks after a custom resource"),
  {
    name: "custom-not-observed",
    shows: "The controller of a custom resource has not looked at its latest change",
    root: {
      kind: "Database",
      name: "db",
      custom: { apiVersion: `${groupOf("custom-not-observed")}/v1`, plural: "databases" },
    },
    before: [
      apply(definition("custom-not-observed")),
      until(`customresourcedefinition/databases.${groupOf("custom-not-observed")}`, "condition=Established"),
      pause(1),
      apply(database("custom-not-observed")),
      patch(
        target("custom-not-observed"),
        { status: { observedGeneration: 1, conditions: [condition("Ready", "True", "Created", "")] } },
        "status",
      ),
    ],
    steps: [patch(target("custom-not-observed"), { spec: { size: "large" } })],
    seconds: 13,
    byHand: "the object's status: no controller runs for it",
  },
  {
    name: "custom-stuck-finalizer",
    shows: "A custom resource that is deleted is held by the finalizer of a controller that does not run",
    root: {
      kind: "Database",
      name: "db",
      custom: { apiVersion: `${groupOf("custom-stuck-finalizer")}/v1`, plural: "databases" },
    },
    before: [
      apply(definition("custom-stuck-finalizer")),
      until(`customresourcedefinition/databases.${groupOf("custom-stuck-finalizer")}`, "condition=Established"),
      pause(1),
      apply(database("custom-stuck-finalizer", { finalizers: ["databases.example.com/cleanup"] })),
    ],
    steps: [{ type: "delete", target: target("custom-stuck-finalizer"), options: [] }],
    seconds: 34,
  },
  {
    name: "api-service-unavailable",
    shows: "The Service that serves an API does not exist",
    root: { kind: "APIService", name: "v1.metrics.rec.example.com" },
    steps: [
      apply({
        apiVersion: "apiregistration.k8s.io/v1",
        kind: "APIService",
        metadata: { name: "v1.metrics.rec.example.com" },
        spec: {
          group: "metrics.rec.example.com",
          version: "v1",
          groupPriorityMinimum: 100,
          versionPriority: 100,
          insecureSkipTLSVerify: true,
          service: { namespace: namespaceOf("api-service-unavailable"), name: "metrics" },
        },
      }),
    ],
    seconds: 5,
  },
];
