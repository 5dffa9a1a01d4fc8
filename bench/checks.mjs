// What the relational checks cost, on generated stacks in which every wire is right.
// Run: npm run build && node bench/checks.mjs [SIZE…]
import { performance } from "node:perf_hooks";
import { check, declareStack, readSettings } from "../dist/checks/index.js";

const rounds = 9;
const sizes = process.argv.slice(2).map(Number);

/** A quarter each of Deployments, Services, ConfigMaps and Ingresses, twenty applications in a namespace. */
function stackOf(size) {
  const provider = { urn: "urn:pulumi:s::p::pulumi:providers:kubernetes::k8s", name: "k8s", tree: {} };
  const resources = [];
  const add = (type, name, namespace, tree) => {
    resources.push({
      urn: `urn:pulumi:s::p::kubernetes:${type}::${namespace}-${name}`,
      type: `kubernetes:${type}`,
      name: `${namespace}-${name}`,
      tree: { metadata: { name, namespace, labels: { team: "shop" } }, ...tree },
      provider,
      parentUrn: undefined,
      read: false,
    });
  };
  for (let i = 0; i * 4 < size; i++) {
    const namespace = `team-${Math.floor(i / 20)}`;
    const name = `web-${i}`;
    const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "shop", tier: `t${i % 3}` };
    const container = {
      name: "web",
      image: "web:1",
      ports: [{ name: "http", containerPort: 8080 }],
      envFrom: [{ configMapRef: { name } }],
      readinessProbe: { httpGet: { path: "/", port: "http" } },
    };
    add("apps/v1:Deployment", name, namespace, {
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    });
    add("core/v1:Service", name, namespace, { spec: { selector: labels, ports: [{ port: 80, targetPort: "http" }] } });
    add("core/v1:ConfigMap", name, namespace, { data: { A: "1" } });
    add("networking.k8s.io/v1:Ingress", name, namespace, {
      spec: {
        rules: [
          {
            host: `${name}.example.com`,
            http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name, port: { number: 80 } } } }] },
          },
        ],
      },
    });
  }
  return resources;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const settings = readSettings({});

function measure(size) {
  const resources = stackOf(size);
  const declared = [];
  const checked = [];
  let report;
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    const declaration = declareStack(resources, {});
    const middle = performance.now();
    report = check(declaration, { now: new Date(0), settings });
    declared.push(middle - begin);
    checked.push(performance.now() - middle);
  }
  return { size: resources.length, declared, checked, report };
}

console.log("resources  relations  findings  declare: first, median  check: first, median");
for (const size of sizes.length > 0 ? sizes : [100, 1000, 4000, 10_000]) {
  const { size: count, declared, checked, report } = measure(size);
  const cell = (values) => `${values[0].toFixed(1)} ms, ${median(values).toFixed(1)} ms`;
  console.log(
    [count, report.judged, report.findings.length].map((value) => String(value).padEnd(9)).join("  "),
    cell(declared).padEnd(22),
    cell(checked),
  );
}
