import { crashing, deployment, mounts, plain, pod, service, serve, shell, web } from "./objects.ts";
import { apply, until, type Manifest, type Situation } from "./situation.ts";

const root = { kind: "Deployment", name: "web" };
const start = (container: Manifest, more: Parameters<typeof deployment>[1] = {}) => [
  apply(deployment(container, more), service()),
];
const ready: Manifest = { ports: web["ports"], readinessProbe: web["readinessProbe"] };
const initial = (name: string, script: string, more: Manifest = {}): Manifest => ({ ...shell(script), name, ...more });

/** Containers that end, or cannot be started. */
export const crashes: readonly Situation[] = [
  {
    name: "crash",
    shows: "The application ends with exit code 3 and says why",
    root,
    steps: start(crashing),
    seconds: 28,
  },
  {
    name: "crash-once",
    shows: "The application fails once and then runs",
    root,
    steps: start(
      shell(`if [ -f /data/x ]; then ${serve}; fi; touch /data/x; sleep 1; exit 1`, { ...ready, ...mounts("data") }),
      { pod: { volumes: [{ name: "data", emptyDir: {} }] } },
    ),
    seconds: 16,
  },
  {
    name: "crash-late",
    shows: "The application is ready for five seconds, then crashes, again and again",
    root,
    steps: start(
      shell(
        `echo ok > /tmp/index.html; httpd -p 8080 -h /tmp; sleep 5; echo "fatal: lost connection to db"; exit 1`,
        ready,
      ),
      {
        spec: { replicas: 1 },
      },
    ),
    seconds: 35,
  },
  {
    name: "completed",
    shows: "The application ends with exit code 0, which a Deployment starts again",
    root,
    steps: start(shell("echo done; exit 0")),
    seconds: 20,
  },
  {
    name: "command-missing",
    shows: "The command is not in the image",
    root,
    steps: start({ name: "web", image: "lab.local/app:1", command: ["/app/server", "--port", "8080"] }),
    seconds: 12,
  },
  {
    name: "command-not-executable",
    shows: "The command is a file that cannot be run",
    root,
    steps: start({ name: "web", image: "lab.local/web:1", command: ["/www/index.html"] }),
    seconds: 12,
  },
  {
    name: "working-folder-missing",
    shows: "The working directory is a file",
    root,
    steps: start({ ...shell("sleep 1000"), workingDir: "/etc/passwd" }),
    seconds: 12,
  },
  {
    name: "shell-command-missing",
    shows: "The shell does not find the command",
    root,
    steps: start(shell("serve --port 8080")),
    seconds: 12,
  },
  {
    name: "segfault",
    shows: "The application is ended by a segmentation fault",
    root,
    steps: start(shell("sh -c 'kill -SEGV $$$$'; exit $?")),
    seconds: 12,
  },
  {
    name: "oom",
    shows: "The application needs more memory than its limit",
    root,
    steps: start(shell("tail /dev/zero", { resources: { limits: { memory: "16Mi" } } })),
    seconds: 24,
  },
  {
    name: "read-only-files",
    shows: "The application wants to write where the root file system is read-only",
    root,
    steps: start(shell("touch /var-log || exit 1", { securityContext: { readOnlyRootFilesystem: true } }), {
      spec: { replicas: 1 },
    }),
    seconds: 12,
  },
  {
    name: "permission-denied",
    shows: "The application runs as a user who may not write its files",
    root,
    steps: start(shell("echo 1 > /pid || exit 1; sleep 1000", { securityContext: { runAsUser: 1000 } }), {
      spec: { replicas: 1 },
    }),
    seconds: 12,
  },
  {
    name: "port-in-use",
    shows: "Two containers of a Pod want the same port",
    root,
    steps: start(web, { pod: { containers: [web, { ...shell(serve), name: "twin" }] }, spec: { replicas: 1 } }),
    seconds: 16,
  },
  {
    name: "post-start-fails",
    shows: "A hook after the start fails, for which the container is killed",
    root,
    steps: start(
      { ...web, lifecycle: { postStart: { exec: { command: ["sh", "-c", "echo no cache; exit 7"] } } } },
      {
        spec: { replicas: 1 },
      },
    ),
    seconds: 20,
  },
  {
    name: "exec-format",
    shows: "The file that is to be run is no program of the node's processor",
    root,
    steps: start(
      { ...plain, image: "lab.local/app:1", command: ["/data/server"], ...mounts("data") },
      {
        spec: { replicas: 1 },
        pod: {
          initContainers: [
            initial("build", "echo 'built elsewhere' > /data/server; chmod +x /data/server", mounts("data")),
          ],
          volumes: [{ name: "data", emptyDir: {} }],
        },
      },
    ),
    follow: ["Node"],
    seconds: 10,
  },
  {
    name: "runtime-class-unknown",
    shows: "The RuntimeClass of the Pods names a runtime that the node does not have",
    root,
    before: [
      apply({
        apiVersion: "node.k8s.io/v1",
        kind: "RuntimeClass",
        metadata: { name: "rec-gvisor" },
        handler: "gvisor",
      }),
    ],
    steps: start(plain, { spec: { replicas: 1 }, pod: { runtimeClassName: "rec-gvisor" } }),
    seconds: 15,
  },
  {
    name: "init-crash",
    shows: "An init container fails, so the application never starts",
    root,
    steps: start(web, {
      pod: { initContainers: [initial("migrate", `echo "migration 7 failed: duplicate column"; exit 1`)] },
    }),
    seconds: 24,
  },
  {
    name: "init-image-missing",
    shows: "The image of an init container does not exist",
    root,
    steps: start(web, {
      pod: { initContainers: [{ name: "migrate", image: "registry.lab.local/migrate:nope" }] },
      spec: { replicas: 1 },
    }),
    seconds: 12,
  },
  {
    name: "init-waits",
    shows: "An init container waits for a database that is not there",
    root,
    steps: start(web, {
      pod: {
        initContainers: [initial("wait", "until nc 127.0.0.1 5432 < /dev/null; do echo waiting for db; sleep 2; done")],
      },
      spec: { replicas: 1 },
    }),
    seconds: 15,
  },
  {
    name: "sidecar-crash",
    shows: "A native sidecar fails, so the application never starts",
    root,
    steps: start(web, {
      pod: { initContainers: [initial("proxy", `echo "error: no config"; exit 2`, { restartPolicy: "Always" })] },
    }),
    seconds: 20,
  },
  {
    name: "sidecar-not-started",
    shows: "The startup probe of a native sidecar fails, so the application never starts",
    root,
    steps: start(web, {
      pod: {
        initContainers: [
          initial("proxy", "sleep 1000", {
            restartPolicy: "Always",
            startupProbe: { httpGet: { path: "/", port: 9901 }, periodSeconds: 1, failureThreshold: 5 },
          }),
        ],
      },
      spec: { replicas: 1 },
    }),
    seconds: 20,
  },
  {
    name: "pod-succeeded",
    shows: "A bare Pod runs to its end",
    root: { kind: "Pod", name: "web" },
    steps: [apply(pod(shell("sleep 2; echo done"), { restartPolicy: "Never" }))],
    seconds: 7,
  },
  {
    name: "pod-failed",
    shows: "A bare Pod that is not restarted fails",
    root: { kind: "Pod", name: "web" },
    steps: [apply(pod(shell(`echo "error: no input"; exit 4`), { restartPolicy: "Never" }))],
    seconds: 7,
  },
  {
    name: "pod-deadline",
    shows: "A Pod is ended because it ran longer than its deadline of five seconds",
    root: { kind: "Pod", name: "web" },
    steps: [apply(pod(shell("sleep 1000"), { activeDeadlineSeconds: 5 }))],
    seconds: 12,
  },
  {
    name: "pod-evicted",
    shows: "A Pod is evicted because it wrote more than its volume may hold",
    root: { kind: "Pod", name: "web" },
    steps: [
      apply(
        pod(shell("sleep 3; dd if=/dev/zero of=/data/x bs=1M count=8; sleep 1000", mounts("data")), {
          volumes: [{ name: "data", emptyDir: { sizeLimit: "1Mi" } }],
        }),
      ),
    ],
    // The kubelet measures volumes once a minute.
    seconds: 85,
  },
  {
    name: "pod-ignores-sigterm",
    shows: "A Pod that is deleted ignores SIGTERM and is killed after its grace period",
    root: { kind: "Pod", name: "web" },
    before: [
      apply(pod({ ...web, image: "lab.local/stubborn:1" }, { terminationGracePeriodSeconds: 12 })),
      until("pod/web", "condition=Ready"),
    ],
    steps: [{ type: "delete", target: "pod/web", options: [] }],
    seconds: 16,
  },
  {
    name: "pod-stuck-finalizer",
    shows: "A Pod that is deleted is held by a finalizer that nobody removes",
    root: { kind: "Pod", name: "web" },
    before: [apply(pod(web, {}, { finalizers: ["example.com/drain"] })), until("pod/web", "condition=Ready")],
    steps: [{ type: "delete", target: "pod/web", options: [] }],
    seconds: 34,
  },
  {
    name: "ephemeral-container",
    shows: "A container for debugging whose image does not exist is added to a Pod that is ready",
    root: { kind: "Pod", name: "web" },
    before: [apply(pod(web)), until("pod/web", "condition=Ready")],
    steps: [
      {
        type: "patch",
        target: "pod/web",
        subresource: "ephemeralcontainers",
        patch: { spec: { ephemeralContainers: [{ name: "debug", image: "registry.lab.local/debug:nope" }] } },
      },
    ],
    seconds: 10,
  },
];
