// The same manifests, every wire right, through `kubespy check` and two other tools, whole processes
// included. Run: npm run build && KUBE_SCORE=PROGRAM MONOKLE=FOLDER node bench/peers.mjs [APPLICATIONS…]
// KUBE_SCORE: github.com/zegl/kube-score v1.20.0, built with `go install`; MONOKLE: a folder in which
// @monokle/validation was installed. A tool that is not given is left out.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";

const rounds = 3;
const limitMs = 300_000;
const kubespy = path.resolve(import.meta.dirname, "../dist/cli/main.js");
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

const monokleProgram = `
import { readFileSync } from "node:fs";
import { createDefaultMonokleValidator } from "@monokle/validation";
import { parse } from "yaml";
const resources = readFileSync(process.argv[2], "utf8").split("---\\n").map((text, index) => {
  const content = parse(text);
  const { name, namespace } = content.metadata;
  return { id: String(index), fileId: String(index), filePath: index + ".yaml", fileOffset: 0, text, content, name, namespace, kind: content.kind, apiVersion: content.apiVersion };
});
const validator = createDefaultMonokleValidator();
await validator.preload({ plugins: { "resource-links": true } });
const { runs } = await validator.validate({ resources });
console.log(runs.flatMap((run) => run.results).length);
`;

/** Each with the relations that it looks at in one application, by its own documentation and code. */
function tools(file) {
  const found = [
    {
      name: "kubespy check",
      relations: (output) => Number(/(\d[\d,]*) relations? checked/.exec(output)?.[1]?.replaceAll(",", "")),
      command: [process.execPath, kubespy, "check", file],
    },
  ];
  const { KUBE_SCORE: score, MONOKLE: monokle } = process.env;
  if (score !== undefined) {
    // Service to Pods, Ingress to Service.
    found.push({
      name: "kube-score",
      relations: (_, applications) => 2 * applications,
      command: [score, "score", "--output-format", "ci", file],
    });
  }
  if (monokle !== undefined) {
    const program = path.join(monokle, "kubespy-bench.mjs");
    writeFileSync(program, monokleProgram);
    // Service to Pods, Ingress to Service, Deployment to ConfigMap.
    found.push({
      name: "@monokle/validation",
      relations: (_, applications) => 3 * applications,
      command: [process.execPath, program, file],
    });
  }
  return found;
}

function time([program, ...args]) {
  const begin = performance.now();
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    timeout: limitMs,
    maxBuffer: 2 ** 28,
  });
  if (error !== undefined) return { ms: Number.NaN, output: String(error) };
  return { ms: performance.now() - begin, output: `${stdout}${stderr}`, status };
}

const folder = mkdtempSync(path.join(tmpdir(), "kubespy-peers-"));
try {
  console.log("objects  tool                  best of rounds  relations  per relation");
  for (const applications of sizes.length > 0 ? sizes : [25, 250, 1000]) {
    const file = path.join(folder, `${applications}.yaml`);
    writeFileSync(file, manifestsOf(applications).join("---\n"));
    for (const { name, relations, command } of tools(file)) {
      let best = { ms: Number.POSITIVE_INFINITY, output: "" };
      for (let round = 0; round < rounds; round++) {
        const one = time(command);
        if (!(one.ms >= best.ms)) best = one;
        if (one.ms > 30_000) break;
      }
      const count = relations(best.output, applications);
      console.log(
        [
          String(applications * 4).padEnd(7),
          name.padEnd(20),
          `${(best.ms / 1000).toFixed(2)} s`.padStart(14),
          String(count).padStart(9),
          `${((best.ms * 1000) / count).toFixed(0)} µs`.padStart(12),
        ].join("  "),
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
