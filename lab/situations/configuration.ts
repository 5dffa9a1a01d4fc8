import { claim, claimed, configMap, deployment, mounts, plain, service, web } from "./objects.ts";
import { apply, type Manifest, type Situation } from "./situation.ts";

const root = { kind: "Deployment", name: "web" };
const one = { spec: { replicas: 1 } };
const settings = configMap("settings", { color: "blue" });
const variable = (name: string, source: Manifest): Manifest => ({ ...plain, env: [{ name, valueFrom: source }] });

/** Settings, Secrets and volumes that Pods name and that are not there, or not as they think. */
export const configuration: readonly Situation[] = [
  {
    name: "config-map-missing",
    shows: "The ConfigMap of the environment does not exist",
    root,
    steps: [apply(deployment({ ...web, envFrom: [{ configMapRef: { name: "settings" } }] }), service())],
    seconds: 10,
  },
  {
    name: "key-missing",
    shows: "The ConfigMap lacks the key that a variable is taken from",
    root,
    steps: [apply(settings, deployment(variable("PORT", { configMapKeyRef: { name: "settings", key: "port" } }), one))],
    seconds: 10,
  },
  {
    name: "secret-missing",
    shows: "The Secret that a variable is taken from does not exist",
    root,
    steps: [apply(deployment(variable("PW", { secretKeyRef: { name: "db", key: "pw" } }), one))],
    seconds: 10,
  },
  {
    name: "mounted-config-map-missing",
    shows: "The ConfigMap of a volume does not exist",
    root,
    steps: [
      apply(
        deployment(
          { ...plain, ...mounts("settings") },
          { ...one, pod: { volumes: [{ name: "settings", configMap: { name: "settings" } }] } },
        ),
      ),
    ],
    seconds: 14,
  },
  {
    name: "mounted-key-missing",
    shows: "The ConfigMap lacks a key that a volume takes from it",
    root,
    steps: [
      apply(
        settings,
        deployment(
          { ...plain, ...mounts("c") },
          {
            ...one,
            pod: { volumes: [{ name: "c", configMap: { name: "settings", items: [{ key: "port", path: "port" }] } }] },
          },
        ),
      ),
    ],
    seconds: 14,
  },
  {
    name: "mounted-secret-missing",
    shows: "The Secret of a volume does not exist",
    root,
    steps: [
      apply(
        deployment(
          { ...web, ...mounts("tls") },
          { pod: { volumes: [{ name: "tls", secret: { secretName: "web-tls" } }] } },
        ),
        service(),
      ),
    ],
    seconds: 15,
  },
  {
    name: "service-account-missing",
    shows: "The ServiceAccount of the Pods does not exist",
    root,
    steps: [apply(deployment(web, { pod: { serviceAccountName: "robot" } }))],
    seconds: 10,
  },
  {
    name: "runs-as-root",
    shows: "A container must not run as root, and its image does",
    root,
    steps: [apply(deployment({ ...plain, securityContext: { runAsNonRoot: true } }, one))],
    seconds: 10,
  },
  {
    name: "host-path",
    shows: "A folder of the node that a volume needs does not exist",
    root,
    steps: [
      apply(
        deployment(
          { ...plain, ...mounts("h") },
          { ...one, pod: { volumes: [{ name: "h", hostPath: { path: "/does/not/exist", type: "Directory" } }] } },
        ),
      ),
    ],
    seconds: 16,
  },
  {
    name: "path-variable-missing",
    shows: "The path in a volume is made of a variable that is not set",
    root,
    steps: [
      apply(
        deployment(
          { ...plain, volumeMounts: [{ name: "data", mountPath: "/data", subPathExpr: "$(TENANT)" }] },
          { ...one, pod: { volumes: [{ name: "data", emptyDir: {} }] } },
        ),
      ),
    ],
    seconds: 8,
  },
  {
    name: "claim-missing",
    shows: "The PersistentVolumeClaim of the Pods does not exist",
    root,
    steps: [apply(deployment({ ...plain, ...mounts("data") }, { ...one, pod: claimed }))],
    follow: ["PersistentVolumeClaim"],
    seconds: 8,
  },
  {
    name: "claim-unbound",
    shows: "The PersistentVolumeClaim of the Pods has a class that does not exist",
    root,
    steps: [
      apply(
        claim({ storageClassName: "rec-nope" }),
        deployment({ ...plain, ...mounts("data") }, { ...one, pod: claimed }),
      ),
    ],
    seconds: 12,
  },
];
