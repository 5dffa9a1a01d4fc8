// From an event of the API server to the follower, and what 1,000 Pods cost in memory.
// Run: node bench/watch.mjs
import { fork } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { performance } from "node:perf_hooks";

const root = path.resolve(import.meta.dirname, "..");
const events = 200;

/** The sources as CommonJS in a folder inside the package, so that its dependencies are found. */
function compile(ts) {
  const parent = path.join(root, "node_modules/.cache");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, "kubespy-bench-"));
  writeFileSync(path.join(folder, "package.json"), '{"type":"commonjs"}');
  const files = ["src/watch", "src/objects", "test/support"].flatMap((part) =>
    readdirSync(path.join(root, part)).map((file) => `${part}/${file}`),
  );
  for (const file of files.filter((name) => name.endsWith(".ts"))) {
    const compilerOptions = {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
    };
    const { outputText } = ts.transpileModule(readFileSync(path.join(root, file), "utf8"), {
      fileName: path.join(root, file),
      compilerOptions,
    });
    const target = path.join(folder, file.replace(/\.ts$/, ".js"));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
  return folder;
}

/** A Pod as large as a real one: 60 lines of spec and status, and managedFields. */
function podOf(n, more = {}) {
  const owner = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    name: "web-7c9f",
    uid: "11111111-2222-3333-4444-555555555555",
    controller: true,
  };
  const condition = (type) => ({
    type,
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: "2025-01-01T00:00:00Z",
  });
  const fields = Object.fromEntries(
    Array.from({ length: 80 }, (_, at) => [`f:field-${at}`, { ".": {}, "f:value": {} }]),
  );
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `web-7c9f-${n}`,
      namespace: "prod",
      labels: { app: "web", "pod-template-hash": "7c9f" },
      ownerReferences: [owner],
      managedFields: [{ manager: "kubelet", fieldsV1: fields }],
      ...more,
    },
    spec: {
      nodeName: `node-${n % 50}`,
      containers: [
        {
          name: "web",
          image: "registry.example/team/web:1.2.3",
          ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
          env: Array.from({ length: 10 }, (_, at) => ({ name: `SETTING_${at}`, value: `value number ${at}` })),
          resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
          readinessProbe: {
            httpGet: { path: "/healthz", port: "http", scheme: "HTTP" },
            periodSeconds: 10,
            timeoutSeconds: 1,
            failureThreshold: 3,
          },
          volumeMounts: [{ name: "token", mountPath: "/var/run/secrets/kubernetes.io/serviceaccount", readOnly: true }],
        },
      ],
      volumes: [
        {
          name: "token",
          projected: {
            sources: [
              { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
              { configMap: { name: "kube-root-ca.crt" } },
            ],
          },
        },
      ],
    },
    status: {
      phase: "Running",
      conditions: ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"].map(
        condition,
      ),
      podIP: "10.244.0.7",
      containerStatuses: [
        {
          name: "web",
          ready: true,
          restartCount: 0,
          image: "registry.example/team/web:1.2.3",
          state: { running: { startedAt: "2025-01-01T00:00:00Z" } },
        },
      ],
    },
  };
}

/** What a process of this benchmark does; each starts fresh, so that no other's memory is counted. */
const roles = {
  /** The API server. Told what to do by messages, each answered when it is done. */
  async server() {
    const { StubApiServer } = load("test/support/stub-api-server.js");
    const stub = await StubApiServer.start();
    const orders = {
      fill: ({ count }) => Array.from({ length: count }, (_, n) => void stub.put(podOf(n))),
      event: ({ n }) => stub.put(podOf(n, { annotations: { "kubespy.sent": String(clock()) } })),
    };
    process.on("message", (order) => {
      orders[order.do](order);
      process.send("done");
    });
    process.send(stub.kubeconfig());
  },

  async latency({ kubeconfig, tell }) {
    const { Hub, openCluster, targetsFor } = load("src/watch/index.js");
    const hub = new Hub(await openCluster({ kubeconfig }));
    const targets = targetsFor({ apiVersion: "v1", kind: "Pod", namespace: "prod" });
    const latencies = [];
    hub.follow(targets, (change) => {
      const sent = change.object?.metadata.annotations["kubespy.sent"];
      if (sent !== undefined) latencies.push(clock() - Number(sent));
    });
    while (targets.some(({ kind }) => hub.coverage(kind, "prod") !== "complete")) await wait(10);
    await wait(200);
    for (let n = 0; n < events; n++) {
      await tell({ do: "event", n });
      await wait(10);
    }
    await wait(200);
    latencies.sort((a, b) => a - b);
    const at = (share) =>
      `${latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))].toFixed(2)} ms`;
    return [
      `event to follower, ${latencies.length} of ${events} events`,
      `${at(0.5)} median`,
      `${at(0.95)} 95th, ${at(1)} longest`,
    ];
  },

  async memory({ kubeconfig, tell, count }) {
    await tell({ do: "fill", count });
    const { Hub, openCluster } = load("src/watch/index.js");
    const hub = new Hub(await openCluster({ kubeconfig }));
    const empty = memory();
    const began = performance.now();
    let synced = false;
    hub.follow(
      [{ apiVersion: "v1", kind: "Pod", plural: "pods", namespace: "prod" }],
      ({ type }) => (synced ||= type === "SYNCED"),
    );
    while (!synced) await wait(5);
    const took = performance.now() - began;
    const full = memory();
    const heap = ((full.heapUsed - empty.heapUsed) / hub.store.size) * 1000;
    return [
      `${hub.store.size} Pods of ${JSON.stringify(podOf(0)).length} bytes`,
      `${mebi(heap)} heap per 1,000`,
      `${mebi(full.rss - empty.rss)} resident in all, listed in ${took.toFixed(0)} ms`,
    ];
  },

  async open({ kubeconfig }) {
    const before = memory();
    const began = performance.now();
    await load("src/watch/index.js").openCluster({ kubeconfig });
    const took = performance.now() - began;
    return [
      "loading src/watch and opening a cluster",
      `${took.toFixed(0)} ms`,
      `${mebi(memory().rss - before.rss)} resident`,
    ];
  },

  async client() {
    const before = memory();
    const began = performance.now();
    await import("@kubernetes/client-node");
    const took = performance.now() - began;
    return [
      "for comparison: importing @kubernetes/client-node",
      `${took.toFixed(0)} ms`,
      `${mebi(memory().rss - before.rss)} resident`,
    ];
  },
};

/** Starts a process with a role; what it sends is given to whoever asks next. */
function start(role, folder, env = {}) {
  const child = fork(import.meta.filename, [], {
    env: { ...process.env, BENCH_ROLE: role, BENCH_FOLDER: folder, ...env },
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const hear = () =>
    new Promise((resolve, reject) => {
      const failed = () => reject(new Error(`the ${role} process ended early`));
      child.once("exit", failed);
      child.once("message", (message) => {
        child.removeListener("exit", failed);
        resolve(message);
      });
    });
  return { child, hear, tell: (message) => (child.send(message), hear()) };
}

async function play(role) {
  if (role === "server") return roles.server();
  const tell = (order) =>
    new Promise((resolve) => {
      process.once("message", resolve);
      process.send({ order });
    });
  const row = await roles[role]({ kubeconfig: process.env.BENCH_CONFIG, count: Number(process.env.BENCH_COUNT), tell });
  process.send({ row });
  process.disconnect();
}

async function measure() {
  const { default: typescript } = await import("typescript");
  const folder = compile(typescript);
  const rows = [];
  try {
    for (const [role, count] of [["open"], ["client"], ["latency"], ["memory", 1000], ["memory", 5000]]) {
      const server = start("server", folder);
      try {
        const kubeconfig = await server.hear();
        const { child, hear } = start(role, folder, { BENCH_CONFIG: kubeconfig, BENCH_COUNT: String(count) });
        for (;;) {
          const { order, row } = await hear();
          if (row !== undefined) {
            rows.push(row);
            break;
          }
          child.send(await server.tell(order));
        }
      } finally {
        server.child.kill();
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}

const load = (file) => createRequire(path.join(process.env.BENCH_FOLDER, "x.js"))(`./${file}`);
const clock = () => performance.timeOrigin + performance.now();
const memory = () => {
  for (let n = 0; n < 4; n++) globalThis.gc();
  return process.memoryUsage();
};
const mebi = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

await (process.env.BENCH_ROLE === undefined ? measure() : play(process.env.BENCH_ROLE));
