import { configMap, crashing, deployment, plain, replicaSet, service, serve, shell, web } from "./objects.ts";
import { apply, patch, pause, remove, until, type Manifest, type Situation } from "./situation.ts";

const root = { kind: "Deployment", name: "web" };
const available = until("deployment/web", "condition=Available");
/** Version 1 is running, has been for a moment, and is what is served. */
const running = (more: Parameters<typeof deployment>[1] = {}) => [
  apply(deployment(web, more), service()),
  available,
  pause(2),
];
const image = (name: string): Manifest => ({ ...web, image: name });

/** Rollouts that go well, and updates that do not. */
export const rollouts: readonly Situation[] = [
  {
    name: "healthy",
    shows: "A Deployment of two Pods behind a Service becomes ready",
    root,
    steps: [apply(deployment(web), service())],
    seconds: 8,
  },
  {
    name: "init-containers",
    shows: "Two init containers take three seconds before the application starts",
    root,
    steps: [
      apply(
        deployment(web, {
          pod: {
            initContainers: [
              { ...shell("sleep 2"), name: "a" },
              { ...shell("sleep 1"), name: "b" },
            ],
          },
        }),
        service(),
      ),
    ],
    seconds: 11,
  },
  {
    name: "sidecar",
    shows: "A native sidecar starts before the application and stays",
    root,
    steps: [
      apply(
        deployment(web, {
          pod: { initContainers: [{ ...shell("sleep 1000"), name: "proxy", restartPolicy: "Always" }] },
        }),
        service(),
      ),
    ],
    seconds: 8,
  },
  {
    name: "slow-start",
    shows: "The application needs six seconds before it answers its probe",
    root,
    steps: [
      apply(
        deployment(shell(`sleep 6; ${serve}`, { ports: web["ports"], readinessProbe: web["readinessProbe"] })),
        service(),
      ),
    ],
    seconds: 12,
  },
  {
    name: "min-ready-seconds",
    shows: "Pods count as available only after they have been ready for five seconds",
    root,
    steps: [apply(deployment(web, { spec: { minReadySeconds: 5 } }), service())],
    seconds: 12,
  },
  {
    name: "infinite-deadline",
    shows: "A Deployment without a progress deadline",
    root,
    steps: [apply(deployment(web, { spec: { progressDeadlineSeconds: 2147483647 } }), service())],
    seconds: 8,
  },
  {
    name: "service-first",
    shows: "The Service is there before the Deployment",
    root,
    before: [apply(service()), pause(2)],
    steps: [apply(deployment(web))],
    seconds: 8,
  },
  {
    name: "rolling-update",
    shows: "A new version replaces the old one Pod by Pod",
    root,
    before: running(),
    steps: [apply(deployment(image("lab.local/web:2")))],
    seconds: 12,
  },
  {
    name: "recreate-update",
    shows: "With strategy Recreate nothing serves between the two versions",
    root,
    before: running({ spec: { strategy: { type: "Recreate" } } }),
    steps: [apply(deployment(image("lab.local/web:2"), { spec: { strategy: { type: "Recreate" } } }))],
    seconds: 10,
  },
  {
    name: "recreate-outage",
    shows: "With strategy Recreate a version that cannot start leaves nobody to serve",
    root,
    before: running({ spec: { strategy: { type: "Recreate" } } }),
    steps: [apply(deployment(image("registry.lab.local/web:nope"), { spec: { strategy: { type: "Recreate" } } }))],
    seconds: 12,
  },
  {
    name: "failing-update",
    shows: "The new version's image does not exist; the old version goes on serving",
    root,
    before: running(),
    steps: [apply(deployment({ ...image("registry.lab.local/web:nope"), env: [{ name: "NEW", value: "1" }] }))],
    seconds: 15,
  },
  {
    name: "crashing-update",
    shows: "The new version crashes; the old version goes on serving",
    root,
    before: running(),
    steps: [apply(deployment(crashing))],
    seconds: 18,
  },
  {
    name: "recovering-update",
    shows: "An update to an image that does not exist is put right",
    root,
    before: running(),
    steps: [
      apply(deployment(image("registry.lab.local/web:nope"))),
      pause(6),
      apply(deployment(image("lab.local/web:2"))),
    ],
    seconds: 12,
  },
  {
    name: "update-during-update",
    shows: "A third version comes while the second is still being rolled out",
    root,
    before: running(),
    steps: [
      apply(deployment({ ...web, env: [{ name: "VERSION", value: "2" }] })),
      pause(1.5),
      apply(deployment({ ...web, env: [{ name: "VERSION", value: "3" }] })),
    ],
    seconds: 14,
  },
  {
    name: "scale-up",
    shows: "A Deployment is scaled from one Pod to three",
    root,
    before: running({ spec: { replicas: 1 } }),
    steps: [patch("deployment/web", { spec: { replicas: 3 } })],
    seconds: 8,
  },
  {
    name: "scale-down",
    shows: "A Deployment is scaled from two Pods to one",
    root,
    before: running(),
    steps: [patch("deployment/web", { spec: { replicas: 1 } })],
    seconds: 6,
  },
  {
    name: "scaled-to-zero",
    shows: "A Deployment wants no Pod",
    root,
    steps: [apply(deployment(web, { spec: { replicas: 0 } }), service())],
    seconds: 5,
  },
  {
    name: "paused",
    shows: "A Deployment is paused from the start",
    root,
    steps: [apply(deployment(web, { spec: { paused: true } }), service())],
    seconds: 5,
  },
  {
    name: "paused-update",
    shows: "A Deployment is paused in the middle of an update",
    root,
    before: running({ spec: { minReadySeconds: 2 } }),
    steps: [
      apply(deployment(image("lab.local/web:2"), { spec: { minReadySeconds: 2 } })),
      pause(1),
      patch("deployment/web", { spec: { paused: true } }),
    ],
    seconds: 8,
  },
  {
    name: "deadline-exceeded",
    shows: "A rollout of crashing Pods exceeds its progress deadline of five seconds",
    root,
    steps: [apply(deployment(crashing, { spec: { progressDeadlineSeconds: 5 } }))],
    seconds: 12,
  },
  {
    name: "replica-set",
    shows: "A ReplicaSet without a Deployment becomes ready",
    root: { kind: "ReplicaSet", name: "web" },
    steps: [apply(replicaSet(web))],
    seconds: 6,
  },
  {
    name: "deleting",
    shows: "A Deployment is deleted; its Service stays",
    root: { kind: "Service", name: "web" },
    before: running(),
    steps: [remove("deployment/web")],
    seconds: 6,
  },
  {
    name: "deleting-foreground",
    shows: "A Deployment that is deleted in the foreground waits for Pods that ignore SIGTERM",
    root,
    before: [
      apply(deployment({ ...web, image: "lab.local/stubborn:1" }, { pod: { terminationGracePeriodSeconds: 15 } })),
      available,
    ],
    steps: [remove("deployment/web", "--cascade=foreground")],
    seconds: 20,
  },
  {
    name: "stuck-finalizer",
    shows: "A Deployment that is deleted is held by a finalizer that nobody removes",
    root,
    before: [
      apply(deployment(plain, { metadata: { finalizers: ["example.com/backup"] }, spec: { replicas: 1 } })),
      available,
    ],
    steps: [remove("deployment/web")],
    seconds: 34,
  },
  {
    name: "unready-after-ready",
    shows: "An application that was ready takes back its readiness after six seconds",
    root,
    steps: [
      apply(
        deployment(
          shell("mkdir /tmp/w; touch /tmp/w/ready; httpd -p 8080 -h /tmp/w; sleep 6; rm /tmp/w/ready; sleep 1000", {
            ports: web["ports"],
            readinessProbe: { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 1 },
          }),
        ),
        service(),
      ),
    ],
    seconds: 28,
  },
  {
    name: "config-arrives",
    shows: "The ConfigMap that the Pods wait for comes four seconds later",
    root,
    steps: [
      apply(deployment({ ...web, envFrom: [{ configMapRef: { name: "settings" } }] }, { spec: { replicas: 1 } })),
      pause(4),
      apply(configMap("settings", { port: "8080" })),
    ],
    seconds: 16,
  },
];
