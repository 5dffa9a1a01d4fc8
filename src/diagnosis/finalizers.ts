/** What a finalizer stands for: who takes it away, when, and what a removal by hand leaves behind. */
export interface FinalizerMeaning {
  /** What the deletion waits for, as a clause: "waits until no Pod uses it". */
  readonly waits: string;
  /** Who removes it. */
  readonly owner: string;
  /** What stays behind when somebody removes it by hand. */
  readonly leaves: string;
}

/** Kubernetes' own. Source: the constants named *Finalizer in k8s.io/api, and the controllers that set them. */
const own: Readonly<Record<string, FinalizerMeaning>> = {
  "kubernetes.io/pvc-protection": {
    waits: "waits until no Pod uses it",
    owner: "kube-controller-manager",
    leaves: "a Pod would lose the volume under its feet",
  },
  "kubernetes.io/pv-protection": {
    waits: "waits until no claim is bound to it",
    owner: "kube-controller-manager",
    leaves: "a claim would stay bound to a volume that is not there",
  },
  foregroundDeletion: {
    waits: "its dependents go first",
    owner: "the garbage collector",
    leaves: "dependents may stay behind without an owner",
  },
  orphan: {
    waits: "its dependents are being released",
    owner: "the garbage collector",
    leaves: "dependents keep an owner that is not there and are deleted with it",
  },
  "service.kubernetes.io/load-balancer-cleanup": {
    waits: "waits for the cloud's load balancer to be removed",
    owner: "the cloud's service controller",
    leaves: "the load balancer stays in the cloud, and is paid for",
  },
  "customresourcecleanup.apiextensions.k8s.io": {
    waits: "its objects are deleted first",
    owner: "the API server",
    leaves: "objects of the kind stay in etcd, where nobody can reach them",
  },
  "batch.kubernetes.io/job-tracking": {
    waits: "the Job controller has not counted it yet",
    owner: "kube-controller-manager",
    leaves: "the Job may run it once more",
  },
  "external-provisioner.volume.kubernetes.io/finalizer": {
    waits: "waits for its storage to be removed",
    owner: "the CSI driver's provisioner",
    leaves: "the disk stays in the storage system, and is paid for",
  },
  "snapshot.storage.kubernetes.io/pvc-as-source-protection": {
    waits: "waits for a snapshot of it to be taken",
    owner: "the snapshot controller",
    leaves: "the snapshot fails",
  },
};

/** Whose domain it is, for the finalizers of projects that many clusters have. */
const projects: readonly (readonly [string, string])[] = [
  ["cert-manager.io", "cert-manager"],
  ["fluxcd.io", "Flux"],
  ["argocd.argoproj.io", "Argo CD"],
  ["argoproj.io", "Argo"],
  ["crossplane.io", "Crossplane"],
  ["keda.sh", "KEDA"],
  ["knative.dev", "Knative"],
  ["strimzi.io", "Strimzi"],
  ["cnpg.io", "CloudNativePG"],
  ["k8s.aws", "the AWS Load Balancer Controller"],
  ["gke.io", "GKE"],
  ["cluster.x-k8s.io", "Cluster API"],
  ["kyverno.io", "Kyverno"],
  ["longhorn.io", "Longhorn"],
  ["rook.io", "Rook"],
  ["cattle.io", "Rancher"],
  ["cilium.io", "Cilium"],
  ["projectcalico.org", "Calico"],
  ["istio.io", "Istio"],
  ["tekton.dev", "Tekton"],
  ["velero.io", "Velero"],
  ["pulumi.com", "the Pulumi operator"],
];

/** The domain of a finalizer: "example.com" of "example.com/guard"; the whole name where there is no slash. */
function domainOf(finalizer: string): string {
  const slash = finalizer.indexOf("/");
  return slash < 1 ? finalizer : finalizer.slice(0, slash);
}

/** What is known of a finalizer of Kubernetes itself; undefined for anybody else's. */
export function ownFinalizer(finalizer: string): FinalizerMeaning | undefined {
  return Object.hasOwn(own, finalizer) ? own[finalizer] : undefined;
}

/** Who most likely removes a finalizer that is not Kubernetes' own: a known project, else whoever owns the domain. */
export function finalizerOwner(finalizer: string): string {
  const domain = domainOf(finalizer);
  const known = projects.find(([suffix]) => domain === suffix || domain.endsWith(`.${suffix}`));
  return known?.[1] ?? `the controller of ${domain}`;
}
