import fc from "fast-check";
import { autonamed, exempt, object, unknownStringValue, type Declared } from "./stack";

/*
 * An application that refers to objects in every way that the rules know, wired right: its parts by
 * what they are for. Chance decides which parts it has and how they are written.
 */

export interface Choice {
  readonly kind: "Deployment" | "StatefulSet" | "CronJob" | "Rollout";
  readonly namespace: string | undefined;
  /** Names that others refer to are made up by Pulumi. */
  readonly madeUp: boolean;
  /** References come from outputs that are not known yet. */
  readonly unknownNames: boolean;
  readonly projected: boolean;
  readonly keda: boolean;
  readonly expressions: boolean;
  readonly routeAbroad: boolean;
  readonly exempted: boolean;
  readonly optional: boolean;
}

export const choice: fc.Arbitrary<Choice> = fc.record({
  kind: fc.constantFrom("Deployment", "StatefulSet", "CronJob", "Rollout"),
  namespace: fc.constantFrom(undefined, "default", "shop", "books"),
  madeUp: fc.boolean(),
  unknownNames: fc.boolean(),
  projected: fc.boolean(),
  keda: fc.boolean(),
  expressions: fc.boolean(),
  routeAbroad: fc.boolean(),
  exempted: fc.boolean(),
  optional: fc.boolean(),
});

/** What an application can consist of. */
export const partNames = [
  "configMap",
  "secret",
  "certificate",
  "account",
  "claim",
  "storageClass",
  "priorityClass",
  "ingressClass",
  "namespace",
  "role",
  "binding",
  "workload",
  "service",
  "autoscaler",
  "budget",
  "policy",
  "monitor",
  "podMonitor",
  "ingress",
  "gateway",
  "route",
  "grant",
  "webhook",
  "notes",
] as const;

export type Parts = Partial<Record<(typeof partNames)[number], Declared>>;

const names = ["alpha", "bravo", "charlie", "delta"];
const gatewayApi = "gateway.networking.k8s.io/v1";

/** The parts of the application of that number, whose names none of the others resembles. */
export function partsOf(choice: Choice, index: number): Parts {
  const app = names[index] ?? "";
  const own = choice.namespace === undefined ? {} : { namespace: choice.namespace };
  const namespace = choice.namespace ?? "default";
  const gatewayNamespace = `${app}-gateways`;
  const routeNamespace = choice.routeAbroad ? gatewayNamespace : namespace;
  const named = (suffix: string): string => (choice.madeUp ? `${app}-${suffix}-1a2b3c4` : `${app}-${suffix}`);
  const made = (one: Declared): Declared => (choice.madeUp ? autonamed(one, `${one.name}-1a2b3c4`) : one);
  const inOwn = (kind: string, suffix: string, fields: Record<string, unknown> = {}): Declared =>
    object(kind, `${app}-${suffix}`, { metadata: own, ...fields });
  const labels = { app, tier: choice.unknownNames ? unknownStringValue : "front" };
  const selector = {
    matchLabels: { app },
    ...(choice.expressions ? { matchExpressions: [{ key: "zone", operator: "DoesNotExist" }] } : {}),
  };
  const workload = object(choice.kind, app, { metadata: own, spec: workloadSpec(choice, app, named, labels) });
  const isScaled = choice.kind !== "CronJob";
  const target = {
    apiVersion: choice.kind === "Rollout" ? "argoproj.io/v1alpha1" : "apps/v1",
    kind: choice.kind,
    name: app,
  };
  return {
    configMap: made(inOwn("ConfigMap", "settings", { data: { level: "1", "app.conf": "2" } })),
    secret: made(inOwn("Secret", "credentials", { stringData: { token: "1" } })),
    certificate: object("Secret", `${app}-tls`, {
      metadata: { namespace: gatewayNamespace },
      stringData: { "tls.crt": "" },
    }),
    account: made(inOwn("ServiceAccount", "runner", { imagePullSecrets: [{ name: named("credentials") }] })),
    claim: made(inOwn("PersistentVolumeClaim", "uploads", { spec: { storageClassName: named("disks") } })),
    storageClass: made(object("storage.k8s.io/v1/StorageClass", `${app}-disks`)),
    priorityClass: made(object("scheduling.k8s.io/v1/PriorityClass", `${app}-urgent`)),
    ingressClass: made(object("networking.k8s.io/v1/IngressClass", `${app}-internal`)),
    namespace: object("Namespace", `${app}-gateways`),
    role: made(inOwn("rbac.authorization.k8s.io/v1/Role", "reader")),
    binding: inOwn("rbac.authorization.k8s.io/v1/RoleBinding", "reads", {
      roleRef: { kind: "Role", name: named("reader") },
      subjects: [{ kind: "ServiceAccount", name: named("runner"), namespace }],
    }),
    workload: choice.exempted ? exempt(workload, "selects-too-much", "known") : workload,
    service: object("Service", app, {
      metadata: { ...own, labels: { app } },
      spec: { clusterIP: "None", selector: { app }, ports: [{ name: "http", port: 80, targetPort: "http" }] },
    }),
    ...(isScaled
      ? {
          autoscaler: choice.keda
            ? object("keda.sh/v1alpha1/ScaledObject", app, {
                metadata: { namespace },
                spec: { scaleTargetRef: target },
              })
            : object("HorizontalPodAutoscaler", app, { metadata: own, spec: { scaleTargetRef: target } }),
        }
      : {}),
    budget: object("PodDisruptionBudget", app, { metadata: own, spec: { maxUnavailable: 1, selector } }),
    policy: object("NetworkPolicy", app, {
      metadata: own,
      spec: {
        podSelector: selector,
        ingress: [{ from: [{ podSelector: { matchLabels: { app } } }], ports: [{ port: "http" }] }],
      },
    }),
    monitor: object("monitoring.coreos.com/v1/ServiceMonitor", app, {
      metadata: { namespace },
      spec: { selector: { matchLabels: { app } }, endpoints: [{ port: "http" }] },
    }),
    podMonitor: object("monitoring.coreos.com/v1/PodMonitor", app, {
      metadata: { namespace },
      spec: { selector, podMetricsEndpoints: [{ port: "http" }] },
    }),
    ingress: object("Ingress", app, {
      metadata: own,
      spec: {
        ingressClassName: named("internal"),
        tls: [{ secretName: named("credentials") }],
        defaultBackend: { service: { name: app, port: { name: "http" } } },
      },
    }),
    gateway: object(`${gatewayApi}/Gateway`, `${app}-edge`, {
      metadata: { namespace: gatewayNamespace },
      spec: {
        gatewayClassName: "istio",
        listeners: [
          {
            name: "https",
            port: 443,
            tls: { certificateRefs: [{ name: `${app}-tls` }] },
            allowedRoutes: { namespaces: { from: choice.routeAbroad ? "Same" : "All" } },
          },
        ],
      },
    }),
    // The route stands beside its Gateway or beside its Service.
    route: object(`${gatewayApi}/HTTPRoute`, app, {
      metadata: { namespace: routeNamespace },
      spec: {
        parentRefs: [{ name: `${app}-edge`, namespace: gatewayNamespace, sectionName: "https" }],
        rules: [{ backendRefs: [{ name: app, namespace, port: 80 }] }],
      },
    }),
    grant: object("gateway.networking.k8s.io/v1beta1/ReferenceGrant", app, {
      metadata: { namespace },
      spec: {
        from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: routeNamespace }],
        to: [{ group: "", kind: "Service" }],
      },
    }),
    notes: object("ConfigMap", `${app}-notes`, { metadata: { namespace: `${app}-gateways` }, data: { a: "" } }),
    webhook: object("admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration", app, {
      webhooks: [{ clientConfig: { service: { name: app, namespace, port: 80 } } }],
    }),
  };
}

function workloadSpec(
  { kind, unknownNames, projected, optional }: Choice,
  app: string,
  named: (suffix: string) => string,
  labels: Record<string, string>,
): Record<string, unknown> {
  const item = { items: [{ key: "app.conf", path: "app.conf" }] };
  const config = { name: named("settings"), ...item };
  const spec = {
    serviceAccountName: named("runner"),
    priorityClassName: named("urgent"),
    imagePullSecrets: [{ name: named("credentials") }],
    containers: [
      {
        name: app,
        ports: [{ name: "http", containerPort: 8080 }],
        env: [
          { name: "LEVEL", valueFrom: { configMapKeyRef: { name: named("settings"), key: "level" } } },
          { name: "TOKEN", valueFrom: { secretKeyRef: { name: named("credentials"), key: "token" } } },
          ...(unknownNames
            ? [{ name: "OPEN", valueFrom: { secretKeyRef: { name: unknownStringValue, key: "x" } } }]
            : []),
        ],
        envFrom: optional ? [{ configMapRef: { name: "of-somebody-else", optional: true } }] : [],
      },
    ],
    volumes: [
      projected
        ? { name: "config", projected: { sources: [{ configMap: config }] } }
        : { name: "config", configMap: config },
      { name: "uploads", persistentVolumeClaim: { claimName: named("uploads") } },
    ],
  };
  const template = { metadata: { labels }, spec };
  if (kind === "CronJob") return { jobTemplate: { spec: { template } } };
  const data = { metadata: { name: "data" }, spec: { storageClassName: named("disks") } };
  return {
    selector: { matchLabels: { app } },
    template,
    ...(kind === "StatefulSet" ? { serviceName: app, volumeClaimTemplates: [data] } : {}),
  };
}
