import { asks, deployment, mounts, service, shell, web } from "./objects.ts";
import { apply, type Manifest, type Situation } from "./situation.ts";

const root = { kind: "Deployment", name: "web" };
const start = (container: Manifest, more: Parameters<typeof deployment>[1] = {}) => [
  apply(deployment(container, more), service()),
];
const ready: Manifest = { ports: web["ports"], readinessProbe: web["readinessProbe"] };

/** Probes that fail, and why. */
export const probes: readonly Situation[] = [
  {
    name: "liveness",
    shows: "The liveness probe asks for a path that does not exist, so the container is killed again and again",
    root,
    steps: start({
      name: "web",
      image: "lab.local/web:1",
      ports: web["ports"],
      livenessProbe: { httpGet: { path: "/dead", port: 8080 }, periodSeconds: 1, failureThreshold: 2 },
    }),
    seconds: 36,
  },
  {
    name: "liveness-kill-ahead",
    shows: "The Pods are ready, and their liveness probe is about to have them killed",
    root,
    steps: start({
      ...web,
      livenessProbe: { httpGet: { path: "/dead", port: 8080 }, periodSeconds: 4, failureThreshold: 6 },
    }),
    seconds: 15,
  },
  {
    name: "liveness-once",
    shows: "A liveness probe fails once and then holds",
    root,
    steps: start(
      {
        ...web,
        livenessProbe: {
          exec: { command: ["sh", "-c", "test -f /data/ok || { touch /data/ok; exit 1; }"] },
          periodSeconds: 1,
          failureThreshold: 1,
        },
        ...mounts("data"),
      },
      { pod: { volumes: [{ name: "data", emptyDir: {} }] } },
    ),
    seconds: 20,
  },
  {
    name: "liveness-stubborn",
    shows: "A container that fails its liveness probe ignores SIGTERM",
    root,
    steps: start(
      {
        ...web,
        image: "lab.local/stubborn:1",
        livenessProbe: { httpGet: { path: "/dead", port: 8080 }, periodSeconds: 2, failureThreshold: 2 },
      },
      { pod: { terminationGracePeriodSeconds: 5 } },
    ),
    seconds: 40,
  },
  {
    name: "startup",
    shows: "The startup probe asks for a path that does not exist, so the container is killed",
    root,
    steps: start({
      name: "web",
      image: "lab.local/web:1",
      ports: web["ports"],
      startupProbe: { httpGet: { path: "/boot", port: 8080 }, periodSeconds: 1, failureThreshold: 3 },
    }),
    seconds: 24,
  },
  {
    name: "probe-404",
    shows: "The application answers its readiness probe with 404",
    root,
    steps: start({ ...web, ...asks("/ready") }),
    seconds: 20,
  },
  {
    name: "port-wrong",
    shows: "The readiness probe and the Service ask for ports that the application does not have",
    root,
    steps: [apply(deployment({ ...web, ...asks("/", 3000) }), service({ ports: [{ port: 80, targetPort: "http" }] }))],
    seconds: 20,
  },
  {
    name: "probe-refused",
    shows: "Nothing listens on the port that the readiness probe asks",
    root,
    steps: start(shell("echo starting; sleep 1000", ready)),
    seconds: 20,
  },
  {
    name: "probe-tcp-refused",
    shows: "Nothing listens on the named port that a TCP probe asks",
    root,
    steps: start(
      shell("sleep 1000", { ports: web["ports"], readinessProbe: { tcpSocket: { port: "web" }, periodSeconds: 1 } }),
      { spec: { replicas: 1 } },
    ),
    seconds: 20,
  },
  {
    name: "probe-exec",
    shows: "A readiness probe runs a command that fails",
    root,
    steps: start(
      shell("sleep 1000", { readinessProbe: { exec: { command: ["cat", "/tmp/ready"] }, periodSeconds: 1 } }),
      { spec: { replicas: 1 } },
    ),
    seconds: 20,
  },
  {
    name: "probe-grpc",
    shows: "A gRPC probe asks a port on which nothing listens",
    root,
    steps: start(
      { ...web, readinessProbe: { grpc: { port: 9090, service: "" }, periodSeconds: 1 } },
      { spec: { replicas: 1 } },
    ),
    seconds: 20,
  },
  {
    name: "probe-https",
    shows: "A readiness probe speaks HTTPS to an application that speaks HTTP",
    root,
    steps: start(
      { ...web, readinessProbe: { httpGet: { path: "/", port: 8080, scheme: "HTTPS" }, periodSeconds: 1 } },
      { spec: { replicas: 1 } },
    ),
    seconds: 20,
  },
  {
    name: "probe-delayed",
    shows: "The readiness probe does not ask before a minute has passed",
    root,
    steps: start({ ...web, readinessProbe: { httpGet: { path: "/", port: 8080 }, initialDelaySeconds: 60 } }),
    seconds: 8,
  },
  {
    name: "probe-too-slow",
    shows: "The application takes longer to answer than its probe waits",
    root,
    steps: start(
      shell("sleep 1000", {
        readinessProbe: { exec: { command: ["sleep", "5"] }, periodSeconds: 1, timeoutSeconds: 1 },
      }),
      { spec: { replicas: 1 } },
    ),
    seconds: 20,
  },
];
