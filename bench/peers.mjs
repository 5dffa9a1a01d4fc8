// The same manifests, every wire right, through `kubespy check` and two other tools, whole processes
// included, in turns. Run: npm run build && KUBE_SCORE=PROGRAM MONOKLE=FOLDER node bench/peers.mjs [APPLICATIONS…]
// KUBE_SCORE: github.com/zegl/kube-score v1.20.0, built with `go install`, with nothing but its checks of
// these relations; MONOKLE: a folder in which @monokle/validation was installed. A tool that is not
// given, or that has taken longer than the limit, is left out.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";

const rounds = 5;
const limitMs = 120_000;
/** What takes longer is not run again. */
const longMs = 20_000;
const kubespy = path.resolve(process.env.DIST ?? path.resolve(import.meta.dirname, "../dist"), "cli/main.js");
const monokleProgram = path.resolve(import.meta.dirname, "monokle.mjs");
const sizes = process.argv.slice(2).map(Number);

/** A Deployment, a Service, a ConfigMap and an Ingress each, twenty applications in a namespace. */
function manifestsOf(applications) {
  const documents = [];
  for (let i = 0; i < applications; i++) {
    const metadata = `metadata: { name: web-${i}, namespace: team-${Math.floor(i / 20)} }`;
    const labels = `{ app.kubernetes.io/name: web-${i}, tier: t${i % 3} }`;
    documents.push(
      `apiVersion: apps/v1
kind: Deployment
${metadata}
spec:
  selector: { matchLabels: ${labels} }
  template:
    metadata: { labels: ${labels} }
    spec:
      containers:
        - name: web
          image: web:1
          ports: [{ name: http, containerPort: 8080 }]
          envFrom: [{ configMapRef: { name: web-${i} } }]
          readinessProbe: { httpGet: { path: /, port: http } }
`,
      `apiVersion: v1
kind: Service
${metadata}
spec: { selector: ${labels}, ports: [{ port: 80, targetPort: http }] }
`,
      `apiVersion: v1
kind: ConfigMap
${metadata}
data: { A: "1" }
`,
      `apiVersion: networking.k8s.io/v1
kind: Ingress
${metadata}
spec:
  rules:
    - host: web-${i}.example.com
      http:
        paths: [{ path: /, pathType: Prefix, backend: { service: { name: web-${i}, port: { number: 80 } } } }]
`,
    );
  }
  return documents;
}

/** The relations that stand in the manifests of one application. */
const relations = [
  "the Service's selector to the Pods",
  "the Service's target port to the container's port",
  "the Ingress to the Service",
  "the Ingress's port to the Service's port",
  "the environment to the ConfigMap",
  "the probe's port to the container's port",
  "the Deployment's selector to its template",
];

/** kube-score's checks for those that it follows: the first, the third, the fourth and the last. */
const kubeScoreChecks = [
  "service-targets-pod",
  "ingress-targets-service",
  "deployment-pod-selector-labels-match-template-metadata-labels",
];

/** Each with how many of these relations it follows, by test/checks/peers/results.json. */
function tools(file) {
  const found = [
    { name: "kubespy check", follows: relations.length, command: [process.execPath, kubespy, "check", file] },
  ];
  const { KUBE_SCORE: score, MONOKLE: monokle } = process.env;
  if (score !== undefined) {
    const { stdout } = spawnSync(score, ["list"], { encoding: "utf8" });
    const others = stdout.split("\n").flatMap((line) => {
      const [check] = line.split(",");
      return check === "" || kubeScoreChecks.includes(check) ? [] : ["--ignore-test", check];
    });
    found.push({
      name: "kube-score",
      follows: 4,
      command: [score, "score", "--output-format", "ci", ...others, file],
    });
  }
  // The selectors of Service and Deployment, the Ingress, the ConfigMap.
  if (monokle !== undefined)
    found.push({ name: "@monokle/validation", follows: 4, command: [process.execPath, monokleProgram, monokle, file] });
  return found;
}

function time([program, ...args]) {
  const begin = performance.now();
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    timeout: limitMs,
    maxBuffer: 2 ** 28,
  });
  if (error?.code === "ETIMEDOUT") return Number.NaN;
  if (error !== undefined) throw error;
  // Without findings all of them end with 0.
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stdout.slice(-2000)}${stderr}`);
  return performance.now() - begin;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const folder = mkdtempSync(path.join(tmpdir(), "kubespy-peers-"));
try {
  console.log(`median of ${rounds} runs each; ${relations.length} relations an application:`);
  for (const relation of relations) console.log(`- ${relation}`);
  console.log("objects  tool                 median (least)     follows  per relation");
  for (const applications of sizes.length > 0 ? sizes : [25, 250, 1000, 2500]) {
    const file = path.join(folder, `${applications}.yaml`);
    writeFileSync(file, manifestsOf(applications).join("---\n"));
    const timed = tools(file).map((tool) => ({ ...tool, ms: [] }));
    for (let round = 0; round < rounds; round++) {
      for (const { command, ms } of timed) if (!(Math.max(...ms) > longMs)) ms.push(time(command));
    }
    for (const { name, follows, ms } of timed) {
      const seconds = (value) => (Number.isNaN(value) ? `over ${limitMs / 1000} s` : `${(value / 1000).toFixed(2)} s`);
      console.log(
        [
          String(applications * 4).padEnd(7),
          name.padEnd(19),
          `${seconds(median(ms))} (${seconds(Math.min(...ms))})`.padStart(17),
          String(follows).padStart(7),
          `${((median(ms) * 1000) / (applications * follows)).toFixed(1)} µs`.padStart(12),
        ].join("  "),
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
