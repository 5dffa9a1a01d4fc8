import { namespaceOf, type Manifest } from "./situation.ts";

/*
 * What the situations are made of: an application that works, called web, which each situation
 * breaks in one place. Pods end at once, unless their end is the point.
 */

export const labels = { app: "web" };

/** A readiness probe that asks every second. */
export const asks = (path: string, port: number | string = 8080): Manifest => ({
  readinessProbe: { httpGet: { path, port }, periodSeconds: 1 },
});

/** The web server of the lab, found ready by a probe. */
export const web: Manifest = {
  name: "web",
  image: "lab.local/web:1",
  ports: [{ name: "web", containerPort: 8080 }],
  ...asks("/"),
};

/** The web server without a probe. */
export const plain: Manifest = { name: "web", image: "lab.local/web:1" };

/** A container that runs a line of shell. */
export const shell = (script: string, more: Manifest = {}): Manifest => ({
  name: "web",
  image: "lab.local/app:1",
  command: ["sh", "-c", script],
  ...more,
});

/** An application that needs a setting that it does not have. */
export const crashing = shell(`echo "config: DB_HOST is not set"; echo "panic: cannot connect to db" >&2; exit 3`);

/** What a shell does to be the web server. */
export const serve = "echo ok > /tmp/index.html; exec httpd -f -p 8080 -h /tmp";

export const podSpec = (container: Manifest, more: Manifest = {}): Manifest => ({
  terminationGracePeriodSeconds: 1,
  containers: [container],
  ...more,
});

export const template = (container: Manifest, pod: Manifest = {}): Manifest => ({
  metadata: { labels },
  spec: podSpec(container, pod),
});

/** `spec` goes beside the template, `pod` into its spec. */
export interface More {
  readonly pod?: Manifest;
  readonly spec?: Manifest;
  readonly metadata?: Manifest;
  readonly name?: string;
}

const workload =
  (apiVersion: string, kind: string, usual: Manifest) =>
  (container: Manifest, { pod, spec, metadata, name = "web" }: More = {}): Manifest => ({
    apiVersion,
    kind,
    metadata: { name, ...metadata },
    spec: { ...usual, selector: { matchLabels: labels }, template: template(container, pod), ...spec },
  });

export const deployment = workload("apps/v1", "Deployment", { replicas: 2 });
export const replicaSet = workload("apps/v1", "ReplicaSet", { replicas: 1 });
export const statefulSet = workload("apps/v1", "StatefulSet", { replicas: 2, serviceName: "web" });
export const daemonSet = workload("apps/v1", "DaemonSet", {});

/** A bare Pod. */
export const pod = (container: Manifest, more: Manifest = {}, metadata: Manifest = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", labels, ...metadata },
  spec: podSpec(container, more),
});

/** The spec of a Job whose Pods are not restarted by the kubelet. */
export const jobSpec = (container: Manifest, { pod: more, spec }: More = {}): Manifest => ({
  ...spec,
  template: template(container, { restartPolicy: "Never", ...more }),
});

export const job = (container: Manifest, more: More = {}): Manifest => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: "web" },
  spec: jobSpec(container, more),
});

export const service = (spec: Manifest = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web" },
  spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }], ...spec },
});

/** What a controller that does not run here would say of an object; it is as old as itself. */
export const event = (situation: string, about: Manifest, reason: string, message: string): Manifest => ({
  apiVersion: "v1",
  kind: "Event",
  metadata: { name: `${String(about["name"])}.by-hand` },
  involvedObject: { namespace: namespaceOf(situation), ...about },
  type: "Warning",
  reason,
  message,
});

export const configMap = (name: string, data: Manifest, metadata: Manifest = {}): Manifest => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...metadata },
  data,
});

export const claim = (spec: Manifest, metadata: Manifest = {}): Manifest => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data", ...metadata },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
});

/** A folder of the node as a volume, made by hand as an administrator would. */
export const volume = (name: string, spec: Manifest): Manifest => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name },
  spec: {
    accessModes: ["ReadWriteOnce"],
    capacity: { storage: "1Gi" },
    hostPath: { path: `/var/lib/${name}`, type: "DirectoryOrCreate" },
    ...spec,
  },
});

/** A container's folder from a volume of the Pod. */
export const mounts = (name: string, mountPath = `/${name}`): Manifest => ({ volumeMounts: [{ name, mountPath }] });
/** A Pod's volume from the claim "data". */
export const claimed: Manifest = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };

export const quota = (name: string, hard: Manifest): Manifest => ({
  apiVersion: "v1",
  kind: "ResourceQuota",
  metadata: { name },
  spec: { hard },
});
