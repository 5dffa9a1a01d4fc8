// What one change costs in a large cluster: a changed Pod is read, put into the store, its Deployment
// diagnosed and its story told; and what a Pod costs in memory. Run: node --expose-gc bench/reducer.mjs
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { performance } from "node:perf_hooks";
import ts from "typescript";

const root = path.resolve(import.meta.dirname, "..");
const deployments = 1000;
const podsOfEach = 10;
const warmUps = 1000;
const steps = 5000;
const start = Date.parse("2026-01-01T12:00:00Z");
const at = (seconds) => new Date(start + seconds * 1000).toISOString().replace(".000Z", "Z");

/** The pure sources as CommonJS in a folder inside the package. */
function compile() {
  const parent = path.join(root, "node_modules/.cache");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, "kubespy-bench-"));
  writeFileSync(path.join(folder, "package.json"), '{"type":"commonjs"}');
  const compilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
  };
  for (const part of ["objects", "wiring", "diagnosis", "story"]) {
    mkdirSync(path.join(folder, part));
    for (const file of readdirSync(path.join(root, "src", part))) {
      const source = readFileSync(path.join(root, "src", part, file), "utf8");
      const { outputText } = ts.transpileModule(source, {
        fileName: path.join(root, "src", part, file),
        compilerOptions,
      });
      writeFileSync(path.join(folder, part, file.replace(/\.ts$/, ".js")), outputText);
    }
  }
  return folder;
}

const meta = (name, namespace, more = {}) => ({
  name,
  namespace,
  uid: `uid-${name}`,
  generation: 1,
  creationTimestamp: at(0),
  labels: { app: name.replace(/-\d+$/, "") },
  ...more,
});
const ownedBy = (kind, name) => [{ apiVersion: "apps/v1", kind, name, uid: `uid-${name}`, controller: true }];
const container = {
  name: "web",
  image: "registry.example/team/web:1.2.3",
  ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
  env: Array.from({ length: 10 }, (_, n) => ({ name: `SETTING_${n}`, value: `value number ${n}` })),
  resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
  readinessProbe: {
    httpGet: { path: "/healthz", port: "http", scheme: "HTTP" },
    periodSeconds: 10,
    failureThreshold: 3,
  },
};
const template = (app) => ({ metadata: { labels: { app } }, spec: { containers: [container] } });

/** A Pod as large as the API server sends it, managedFields included. */
function podOf(app, n, namespace, { ready, restarts }) {
  const condition = (type, status) => ({ type, status, lastProbeTime: null, lastTransitionTime: at(2) });
  const ended = { exitCode: 3, reason: "Error", startedAt: at(3), finishedAt: at(4) };
  const fields = Object.fromEntries(Array.from({ length: 80 }, (_, f) => [`f:field-${f}`, { ".": {}, "f:value": {} }]));
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: meta(`${app}-7c9f-${n}`, namespace, {
      labels: { app, "pod-template-hash": "7c9f" },
      ownerReferences: ownedBy("ReplicaSet", `${app}-7c9f`),
      resourceVersion: String(restarts),
      managedFields: [{ manager: "kubelet", fieldsV1: fields }],
    }),
    spec: { nodeName: `node-${n}`, containers: [container] },
    status: {
      phase: "Running",
      podIP: "10.244.0.7",
      conditions: [
        ...["PodReadyToStartContainers", "Initialized", "PodScheduled"].map((type) => condition(type, "True")),
        ...["Ready", "ContainersReady"].map((type) => condition(type, ready ? "True" : "False")),
      ],
      containerStatuses: [
        {
          name: "web",
          ready,
          started: ready,
          restartCount: restarts,
          image: container.image,
          imageID: `sha256:${"0".repeat(64)}`,
          state: ready
            ? { running: { startedAt: at(3) } }
            : { waiting: { reason: "CrashLoopBackOff", message: "back-off" } },
          ...(restarts > 0 && { lastState: { terminated: ended } }),
        },
      ],
    },
  };
}

/** A Deployment with all that belongs to it but its Pods. */
function around(app, namespace) {
  const selector = { matchLabels: { app } };
  const counts = {
    replicas: podsOfEach,
    updatedReplicas: podsOfEach,
    readyReplicas: podsOfEach,
    availableReplicas: podsOfEach,
  };
  const spec = { replicas: podsOfEach, selector, template: template(app) };
  const endpoint = (n) => ({
    addresses: [`10.244.0.${n}`],
    conditions: { ready: true, serving: true },
    targetRef: { kind: "Pod", namespace, name: `${app}-7c9f-${n}` },
  });
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: meta(app, namespace),
      spec,
      status: { observedGeneration: 1, ...counts },
    },
    {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: meta(`${app}-7c9f`, namespace, { ownerReferences: ownedBy("Deployment", app) }),
      spec,
      status: { observedGeneration: 1, ...counts },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta(app, namespace),
      spec: { selector: { app }, ports: [{ port: 80 }] },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: meta(`${app}-x`, namespace, { labels: { "kubernetes.io/service-name": app } }),
      addressType: "IPv4",
      ports: [{ port: 8080 }],
      endpoints: Array.from({ length: podsOfEach }, (_, n) => endpoint(n)),
    },
  ];
}

const heap = () => {
  for (let n = 0; n < 4; n++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

/** What the Pods of the whole cluster cost, as JSON parsed and as they are kept. */
function memory({ readObject, ObjectStore }) {
  const texts = Array.from({ length: 10_000 }, (_, n) =>
    JSON.stringify(podOf("web", n, "prod", { ready: true, restarts: 0 })),
  );
  const before = heap();
  const parsed = texts.map((text) => JSON.parse(text));
  const raw = heap() - before;
  parsed.length = 0;
  const empty = heap();
  const kept = new ObjectStore();
  for (const [n, text] of texts.entries()) {
    const object = readObject(JSON.parse(text));
    kept.put({ ...object, metadata: { ...object.metadata, name: `web-${n}` } });
  }
  const read = heap() - empty;
  const per = (bytes) => `${(bytes / texts.length / 1024).toFixed(1)} KiB`;
  return `one Pod of ${(texts[0].length / 1024).toFixed(1)} KiB JSON: ${per(raw)} parsed, ${per(read)} as it is kept, index included (${kept.size} Pods)`;
}

/** Times of single steps in milliseconds, in ascending order. */
function measure(modules, namespaces, ready) {
  const { readObject, ObjectStore, diagnose, tell, untold } = modules;
  const store = new ObjectStore();
  const place = (index) => `team-${index % namespaces}`;
  const pods = [];
  for (let index = 0; index < deployments; index++) {
    for (const object of around(`web-${index}`, place(index))) store.put(readObject(object));
    for (let n = 0; n < podsOfEach; n++) {
      store.put(readObject(podOf(`web-${index}`, n, place(index), { ready: true, restarts: 0 })));
      pods.push({ index, n });
    }
  }
  const states = new Map();
  const times = [];
  for (let step = 0; step < warmUps + steps; step++) {
    const { index, n } = pods[(step * 7919) % pods.length];
    const namespace = place(index);
    const raw = podOf(`web-${index}`, n, namespace, { ready, restarts: step + 1 });
    const snapshot = {
      root: { apiVersion: "apps/v1", kind: "Deployment", namespace, name: `web-${index}` },
      objects: store,
      coverage: () => "complete",
      logs: [],
    };
    const now = new Date(start + 10_000 + step);
    const began = performance.now();
    store.put(readObject(raw));
    const diagnosis = diagnose(snapshot, now);
    const { state } = tell(states.get(index) ?? untold, snapshot, diagnosis, now);
    const took = performance.now() - began;
    states.set(index, state);
    if (step >= warmUps) times.push(took);
  }
  return times.sort((a, b) => a - b);
}

const folder = compile();
try {
  const load = createRequire(path.join(folder, "x.js"));
  const modules = { ...load("./objects/index.js"), ...load("./diagnosis/index.js"), ...load("./story/index.js") };
  if (globalThis.gc !== undefined) console.log(memory(modules));
  for (const [namespaces, where] of [
    [1, "in one namespace"],
    [50, "in 50 namespaces"],
  ]) {
    for (const ready of [true, false]) {
      const times = measure(modules, namespaces, ready);
      const share = (part) => `${times[Math.min(times.length - 1, Math.floor(times.length * part))].toFixed(3)} ms`;
      const what = `${deployments * podsOfEach} Pods ${where}, a Pod that ${ready ? "is ready" : "crashes"}`;
      console.log(`${what.padEnd(60)} ${share(0.5)} median, ${share(0.95)} 95th, ${share(1)} longest`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
