import { describe, expect, test } from "vitest";
import { describeRule } from "./cases";
import { autonamed, findingsOf, object, unknownObjectValue, unknownStringValue, type Declared } from "./stack";

const pods = (spec: Record<string, unknown>): Declared =>
  object("Deployment", "web", {
    spec: { template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web" }], ...spec } } },
  });
const release: Declared = { type: "kubernetes:helm.sh/v3:Release", name: "db", props: { chart: "x" } };
const rbac = (kind: string, name: string, fields: Record<string, unknown> = {}): Declared =>
  object(`rbac.authorization.k8s.io/v1/${kind}`, name, fields);

const runner = object("ServiceAccount", "runner");
const runsAs = (serviceAccountName: unknown): Declared => pods({ serviceAccountName });
const binding = (subject: Record<string, unknown>, kind = "RoleBinding"): Declared =>
  rbac(kind, "b", {
    roleRef: { kind: "ClusterRole", name: "view" },
    subjects: [{ kind: "ServiceAccount", ...subject }],
  });

describeRule("service-account-exists", {
  right: {
    "Pods run as one that is there": [runsAs("runner"), runner],
    "Pods run as the default one": [runsAs("default"), runner],
    "Pods say nothing": [pods({}), runner],
    "the old field names it": [pods({ serviceAccount: "runner" }), runner],
    "a CronJob's Pods run as it": [
      object("CronJob", "c", {
        spec: { jobTemplate: { spec: { template: { spec: { containers: [{}], serviceAccountName: "runner" } } } } },
      }),
      runner,
    ],
    "a binding names it in another namespace": [
      binding({ name: "runner", namespace: "ci" }),
      object("ServiceAccount", "runner", { metadata: { namespace: "ci" } }),
    ],
    "a binding leaves the namespace out": [binding({ name: "runner" }), runner],
    "a binding names a user": [binding({ kind: "User", name: "runer" }), runner],
  },
  wrong: {
    "Pulumi makes up another name": [
      [runsAs("runner"), autonamed(runner, "runner-1a2b3c4")],
      'spec.template.spec.serviceAccountName is "runner": no ServiceAccount in namespace default has that name. Resource runner is a ServiceAccount whose name Pulumi makes up (runner-1a2b3c4).\nFix: serviceAccountName: runner.metadata.name, or give it the name: metadata: { name: "runner" }',
    ],
    "a binding has two letters swapped": [
      [binding({ name: "runenr", namespace: "default" }), runner],
      'subjects[0].name is "runenr": no ServiceAccount in namespace default has that name. Nearest: ServiceAccount runner.\nFix: name: "runner"',
    ],
    "a binding of the cluster leaves a letter out": [
      [
        binding({ name: "deplyer", namespace: "ci" }, "ClusterRoleBinding"),
        object("ServiceAccount", "deployer", { metadata: { namespace: "ci" } }),
      ],
      'subjects[0].name is "deplyer": no ServiceAccount in namespace ci has that name. Nearest: ServiceAccount deployer.\nFix: name: "deployer"',
    ],
  },
  possible: {
    "another stack may deploy it": [
      [runsAs("operator")],
      "note",
      'spec.template.spec.serviceAccountName is "operator": this stack deploys no ServiceAccount to namespace default; it has to come from somebody else.\nFix: none needed where another stack deploys it; else deploy it here',
    ],
    "only another namespace has it": [
      [runsAs("runner"), object("ServiceAccount", "runner", { metadata: { namespace: "ci" } })],
      "warning",
      'spec.template.spec.serviceAccountName is "runner": no ServiceAccount in namespace default has that name. Nearest: ServiceAccount runner in namespace ci; a Pod runs as a ServiceAccount of its own namespace.\nFix: one namespace for both: metadata: { namespace: "ci" }',
    ],
  },
  open: {
    "its name is not known yet": [runsAs(unknownStringValue), runner],
    "the Pods are not known yet": [object("Deployment", "web", { spec: unknownObjectValue }), runner],
    "the subjects are not known yet": [rbac("RoleBinding", "b", { subjects: unknownObjectValue }), runner],
    "a Helm release may bring it": [runsAs("operator"), runner, release],
  },
});

const role = rbac("Role", "reader");
const gives = (kind: string, name: unknown): Declared =>
  rbac("RoleBinding", "b", { roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name }, subjects: [] });

describeRule("bound-role-exists", {
  right: {
    "the Role is there": [gives("Role", "reader"), role],
    "the ClusterRole is there": [gives("ClusterRole", "reader"), rbac("ClusterRole", "reader")],
    "the ClusterRole is the cluster's own": [gives("ClusterRole", "view"), rbac("ClusterRole", "viewer")],
  },
  wrong: {
    "Pulumi makes up another name": [
      [gives("Role", "reader"), autonamed(role, "reader-1a2b3c4")],
      'roleRef.name is "reader": no Role in namespace default has that name. Resource reader is a Role whose name Pulumi makes up (reader-1a2b3c4).\nFix: name: reader.metadata.name, or give it the name: metadata: { name: "reader" }',
    ],
    "it is a ClusterRole": [
      [gives("Role", "reader"), rbac("ClusterRole", "reader")],
      'roleRef.kind is "Role": this stack has no Role reader, but a ClusterRole of that name\nFix: kind: "ClusterRole"',
    ],
    "two letters are swapped": [
      [gives("ClusterRole", "raeder"), rbac("ClusterRole", "reader")],
      'roleRef.name is "raeder": no ClusterRole of this stack has that name. Nearest: ClusterRole reader.\nFix: name: "reader"',
    ],
  },
  possible: {
    "another stack may deploy the Role": [
      [gives("Role", "other")],
      "note",
      'roleRef.name is "other": this stack deploys no Role to namespace default; it has to come from somebody else.\nFix: none needed where another stack deploys it; else deploy it here',
    ],
    "only another namespace has the Role": [
      [gives("Role", "reader"), rbac("Role", "reader", { metadata: { namespace: "ci" } })],
      "warning",
      'roleRef.name is "reader": no Role in namespace default has that name. Nearest: Role reader in namespace ci; a RoleBinding finds Roles in its own namespace only.\nFix: one namespace for both: metadata: { namespace: "ci" }',
    ],
    "it is a Role, and the ClusterRole may be the cluster's": [
      [gives("ClusterRole", "reader"), role],
      "warning",
      'roleRef.kind is "ClusterRole": this stack has no ClusterRole reader, but a Role of that name\nFix: kind: "Role"',
    ],
  },
  open: {
    "its name is not known yet": [gives("Role", unknownStringValue), role],
    "the roleRef is not known yet": [rbac("RoleBinding", "b", { roleRef: unknownObjectValue }), role],
  },
});

const claim = object("PersistentVolumeClaim", "uploads", { spec: {} });
const mounts = (claimName: unknown): Declared =>
  pods({ volumes: [{ name: "v", persistentVolumeClaim: { claimName } }] });
const template = (name: unknown): unknown => ({ metadata: { name }, spec: {} });
const database = object("StatefulSet", "db", {
  spec: { template: { spec: { containers: [{}] } }, volumeClaimTemplates: [template("data")] },
});

describeRule("claim-exists", {
  right: {
    "it is there": [mounts("uploads"), claim],
    "it is made from a StatefulSet's template": [mounts("data-db-0"), database],
    "a StatefulSet's template hides the volume": [
      object("StatefulSet", "db", {
        spec: {
          template: {
            spec: { containers: [{}], volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] },
          },
          volumeClaimTemplates: [template("data")],
        },
      }),
      claim,
    ],
    "a volume is something else": [pods({ volumes: [{ name: "v", emptyDir: {} }] }), claim],
  },
  wrong: {
    "Pulumi makes up another name": [
      [mounts("uploads"), autonamed(claim, "uploads-1a2b3c4")],
      'spec.template.spec.volumes[0].persistentVolumeClaim.claimName is "uploads": no PersistentVolumeClaim in namespace default has that name. Resource uploads is a PersistentVolumeClaim whose name Pulumi makes up (uploads-1a2b3c4).\nFix: claimName: uploads.metadata.name, or give it the name: metadata: { name: "uploads" }',
    ],
    "a letter is left out": [
      [mounts("uplads"), claim],
      'spec.template.spec.volumes[0].persistentVolumeClaim.claimName is "uplads": no PersistentVolumeClaim in namespace default has that name. Nearest: PersistentVolumeClaim uploads.\nFix: claimName: "uploads"',
    ],
  },
  possible: {
    "another stack may deploy it": [
      [mounts("shared")],
      "note",
      'spec.template.spec.volumes[0].persistentVolumeClaim.claimName is "shared": this stack deploys no PersistentVolumeClaim to namespace default; it has to come from somebody else.\nFix: none needed where another stack deploys it; else deploy it here',
    ],
    "a StatefulSet of another name makes others": [
      [mounts("data-dbx-0"), database],
      "note",
      'spec.template.spec.volumes[0].persistentVolumeClaim.claimName is "data-dbx-0": this stack deploys no PersistentVolumeClaim to namespace default; it has to come from somebody else.\nFix: none needed where another stack deploys it; else deploy it here',
    ],
  },
  open: {
    "its name is not known yet": [mounts(unknownStringValue), claim],
    "the volumes are not known yet": [pods({ volumes: unknownObjectValue }), claim],
    "the name of the StatefulSet is not known yet": [mounts("data-db-0"), autonamed(database)],
    "the name of a template is not known yet": [
      mounts("data-db-0"),
      object("StatefulSet", "db", {
        spec: { template: { spec: { containers: [{}] } }, volumeClaimTemplates: [template(unknownStringValue)] },
      }),
    ],
  },
});

const fast = object("storage.k8s.io/v1/StorageClass", "fast-disks");
const claims = (storageClassName: unknown): Declared =>
  object("PersistentVolumeClaim", "data", { spec: { storageClassName } });

describeRule("storage-class-exists", {
  right: {
    "it is there": [claims("fast-disks"), fast],
    "it is the cluster's own": [claims("gp2"), object("storage.k8s.io/v1/StorageClass", "gp3")],
    "it is another one": [claims("slow-disks"), fast],
    "none is wanted": [claims(""), fast],
    "none is named": [claims(undefined), fast],
    "a StatefulSet's template names it": [
      object("StatefulSet", "db", {
        spec: { volumeClaimTemplates: [{ metadata: { name: "d" }, spec: { storageClassName: "fast-disks" } }] },
      }),
      fast,
    ],
  },
  wrong: {
    "Pulumi makes up another name": [
      [claims("fast-disks"), autonamed(fast, "fast-disks-1a2b3c4")],
      'spec.storageClassName is "fast-disks": no StorageClass of this stack has that name. Resource fast-disks is a StorageClass whose name Pulumi makes up (fast-disks-1a2b3c4).\nFix: storageClassName: fastDisks.metadata.name, or give it the name: metadata: { name: "fast-disks" }',
    ],
    "two letters are swapped in a template": [
      [
        object("StatefulSet", "db", {
          spec: { volumeClaimTemplates: [{ metadata: { name: "d" }, spec: { storageClassName: "fast-dikss" } }] },
        }),
        fast,
      ],
      'spec.volumeClaimTemplates[0].spec.storageClassName is "fast-dikss": no StorageClass of this stack has that name. Nearest: StorageClass fast-disks.\nFix: storageClassName: "fast-disks"',
    ],
  },
  possible: {
    "Pulumi has not made up the name yet": [
      [claims("fast-disks"), autonamed(fast)],
      "warning",
      'spec.storageClassName is "fast-disks": no StorageClass of this stack has that name. Resource fast-disks is a StorageClass whose name Pulumi makes up.\nFix: storageClassName: fastDisks.metadata.name, or give it the name: metadata: { name: "fast-disks" }',
    ],
  },
  open: { "its name is not known yet": [claims(unknownStringValue), fast] },
});

const urgent = object("scheduling.k8s.io/v1/PriorityClass", "urgent", { value: 1000 });

describeRule("priority-class-exists", {
  right: {
    "it is there": [pods({ priorityClassName: "urgent" }), urgent],
    "it is Kubernetes' own": [pods({ priorityClassName: "system-cluster-critical" }), urgent],
    "it is another one": [pods({ priorityClassName: "batch" }), urgent],
    "none is named": [pods({}), urgent],
  },
  wrong: {
    "Pulumi makes up another name": [
      [pods({ priorityClassName: "urgent" }), autonamed(urgent, "urgent-1a2b3c4")],
      'spec.template.spec.priorityClassName is "urgent": no PriorityClass of this stack has that name. Resource urgent is a PriorityClass whose name Pulumi makes up (urgent-1a2b3c4).\nFix: priorityClassName: urgent.metadata.name, or give it the name: metadata: { name: "urgent" }',
    ],
    "a letter is left out": [
      [pods({ priorityClassName: "urgnt" }), urgent],
      'spec.template.spec.priorityClassName is "urgnt": no PriorityClass of this stack has that name. Nearest: PriorityClass urgent.\nFix: priorityClassName: "urgent"',
    ],
  },
  open: { "its name is not known yet": [pods({ priorityClassName: unknownStringValue }), urgent] },
});

const internal = object("networking.k8s.io/v1/IngressClass", "internal");
const ingress = (ingressClassName: unknown): Declared => object("Ingress", "web", { spec: { ingressClassName } });
const gateway = (gatewayClassName: string): Declared =>
  object("gateway.networking.k8s.io/v1/Gateway", "main", {
    metadata: { namespace: "default" },
    spec: { gatewayClassName, listeners: [{ name: "http", port: 80 }] },
  });

describeRule("ingress-class-exists", {
  right: {
    "it is there": [ingress("internal"), internal],
    "it comes with the controller": [ingress("nginx"), internal],
    "none is named": [ingress(undefined), internal],
    "a Gateway's comes with the controller": [gateway("istio"), internal],
  },
  wrong: {
    "Pulumi makes up another name for a Gateway's": [
      [gateway("edge"), autonamed(object("gateway.networking.k8s.io/v1/GatewayClass", "edge"), "edge-1a2b3c4")],
      'spec.gatewayClassName is "edge": no GatewayClass of this stack has that name. Resource edge is a GatewayClass whose name Pulumi makes up (edge-1a2b3c4).\nFix: gatewayClassName: edge.metadata.name, or give it the name: metadata: { name: "edge" }',
    ],
    "two letters are swapped": [
      [ingress("inetrnal"), internal],
      'spec.ingressClassName is "inetrnal": no IngressClass of this stack has that name. Nearest: IngressClass internal.\nFix: ingressClassName: "internal"',
    ],
    "a Gateway's is misspelt": [
      [gateway("edeg"), object("gateway.networking.k8s.io/v1/GatewayClass", "edge")],
      'spec.gatewayClassName is "edeg": no GatewayClass of this stack has that name. Nearest: GatewayClass edge.\nFix: gatewayClassName: "edge"',
    ],
  },
  open: { "its name is not known yet": [ingress(unknownStringValue), internal] },
});

const shop = object("Namespace", "shop");
const inside = (namespace: unknown, name = "a"): Declared => object("ConfigMap", name, { metadata: { namespace } });

describeRule("namespace-exists", {
  right: {
    "it is there": [inside("shop"), shop],
    "it is another one": [inside("kube-system"), shop],
    "none is named": [object("ConfigMap", "a"), shop],
    "it is named by the name that Pulumi made up": [inside("shop-1a2b3c4"), autonamed(shop, "shop-1a2b3c4")],
    "one is like it on purpose": [inside("shop-dev"), shop],
    "the object is of the whole cluster": [
      object("storage.k8s.io/v1/StorageClass", "x", { metadata: { namespace: "shop" } }),
      autonamed(shop, "shop-1a2b3c4"),
    ],
  },
  wrong: {
    "Pulumi makes up another name": [
      [inside("shop"), autonamed(shop, "shop-1a2b3c4")],
      'metadata.namespace is "shop": no Namespace of this stack has that name. Resource shop is a Namespace whose name Pulumi makes up (shop-1a2b3c4).\nFix: namespace: shop.metadata.name, or give it the name: metadata: { name: "shop" }',
    ],
    "two letters are swapped, in three objects": [
      [inside("shpo"), inside("shpo", "b"), inside("shpo", "c"), shop],
      'metadata.namespace is "shpo" (here and in 2 other objects): no Namespace of this stack has that name. Nearest: Namespace shop.\nFix: namespace: "shop"',
    ],
  },
  possible: {
    "Pulumi has not made up the name yet": [
      [inside("shop"), autonamed(shop)],
      "warning",
      'metadata.namespace is "shop": no Namespace of this stack has that name. Resource shop is a Namespace whose name Pulumi makes up.\nFix: namespace: shop.metadata.name, or give it the name: metadata: { name: "shop" }',
    ],
  },
  open: {
    "its name may be one that Pulumi makes up": [inside("shop-1a2b3c4"), autonamed(shop)],
    "another is looked up": [inside("shpo"), { ...shop, read: true }],
  },
});

describe("an object whose namespace is not known yet", () => {
  test("is not judged", () => {
    expect(findingsOf("namespace-exists", [inside(unknownStringValue), shop])).toEqual([]);
  });
});
