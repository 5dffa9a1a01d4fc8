// What the relational checks cost, on generated stacks in which every wire is right: the rules by
// themselves; the pack while each resource passes by; the pack when it is shown the whole stack.
// What the policy SDK does around them is not counted.
//   npm run build && node bench/checks.mjs [SIZE…]
//   AGAINST=FOLDER node bench/checks.mjs 4000        side by side with another dist, in turns
// A pack runs once in a process of its own, so the first run in a new process is what people wait
// for; the later ones show what the code costs when it is compiled.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const own = path.resolve(import.meta.dirname, "../dist");
const processes = 9;
const laterRuns = 8;

/** A quarter each of Deployments, Services, ConfigMaps and Ingresses, twenty applications in a Namespace. */
function stackOf(size) {
  const resources = [];
  const add = (type, name, namespace, props) => {
    resources.push({
      urn: `urn:pulumi:production::shop::kubernetes:${type}::${namespace ?? ""}${name}`,
      type: `kubernetes:${type}`,
      name: `${namespace ?? ""}${name}`,
      props: { metadata: { name, namespace, labels: { team: "shop" } }, ...props },
    });
  };
  for (let i = 0; resources.length < size; i++) {
    const namespace = `team-${Math.floor(i / 20)}`;
    const name = `web-${i}`;
    if (i % 20 === 0) add("core/v1:Namespace", namespace, undefined, {});
    const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "shop", tier: `t${i % 3}` };
    const container = {
      name: "web",
      image: "web:1",
      ports: [{ name: "http", containerPort: 8080 }],
      envFrom: [{ configMapRef: { name } }],
      readinessProbe: { httpGet: { path: "/", port: "http" } },
    };
    const selector = { matchLabels: labels };
    const template = { metadata: { labels }, spec: { containers: [container] } };
    add("apps/v1:Deployment", name, namespace, { spec: { selector, template } });
    add("core/v1:Service", name, namespace, { spec: { selector: labels, ports: [{ port: 80, targetPort: "http" }] } });
    add("core/v1:ConfigMap", name, namespace, { data: { A: "1" } });
    const backend = { service: { name, port: { number: 80 } } };
    const rule = { host: `${name}.example.com`, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } };
    add("networking.k8s.io/v1:Ingress", name, namespace, { spec: { rules: [rule] } });
  }
  return resources;
}

/** As if it had come over the wire: no object and no text is shared. */
const fresh = (value) => JSON.parse(JSON.stringify(value));
// As long as those of clouds are.
const kubeconfig = JSON.stringify({ clusters: [{ cluster: { server: "https://k8s", ca: "a".repeat(2000) } }] });
const providerUrn = "urn:pulumi:production::shop::pulumi:providers:kubernetes::k8s";

/** `declareStack` and `check` as everybody calls them. */
function prepareRules(dist) {
  const { check, declareStack, readSettings } = require(`${dist}/checks`);
  const settings = readSettings({});
  const now = new Date(0);
  return (stack) => {
    const provider = { urn: providerUrn, name: "k8s", tree: { kubeconfig } };
    const resources = fresh(stack).map(({ props, ...rest }) => {
      return { ...rest, tree: props, provider, parentUrn: undefined, read: false };
    });
    return () => check(declareStack(resources, {}), { now, settings });
  };
}

/**
 * The policies of the pack, called in the order in which the SDK's server calls them: each resource, behind its
 * proxies, is shown to those that look at one; then the stack to those that look at all.
 */
function preparePack(dist) {
  const { makePolicies } = require(`${dist}/policy/make-policies`);
  const { Memory } = require(`${dist}/policy/memory`);
  const { unknownCheckingProxy } = require("@pulumi/policy/proxy");
  const { secretsPreservingProxy } = require("@pulumi/policy/secret");
  const shared = { stackTags: new Map(), getConfig: () => ({}), notApplicable: () => {} };
  const given = (stack, wrap) => {
    const provider = {
      type: "pulumi:providers:kubernetes",
      urn: providerUrn,
      name: "k8s",
      props: wrap({ kubeconfig }),
    };
    return fresh(stack).map(({ urn, type, name, props }) => {
      return { urn, type, name, props: wrap(props), provider, opts: {}, propertyDependencies: {}, ...shared };
    });
  };
  return (stack) => {
    const policies = makePolicies(new Memory(), () => new Date(0)).all;
    const withCallback = (name) => policies.filter((policy) => policy[name] !== undefined);
    const calls = [
      ...withCallback("remediateResource").map((policy) => {
        const all = given(stack, (props) => unknownCheckingProxy(secretsPreservingProxy(props)));
        return (index) => policy.remediateResource(all[index]);
      }),
      ...withCallback("validateResource").map((policy) => {
        const all = given(stack, unknownCheckingProxy);
        return (index) => policy.validateResource(all[index], unexpected);
      }),
    ];
    const whole = withCallback("validateStack").map((policy) => {
      const args = { resources: given(stack, unknownCheckingProxy), ...shared };
      return () => policy.validateStack(args, unexpected);
    });
    return {
      passing: () => {
        for (let index = 0; index < stack.length; index++) for (const call of calls) call(index);
      },
      stack: () => {
        for (const call of whole) call();
      },
    };
  };
}

function unexpected(violation) {
  throw new Error(`a finding where all is well: ${violation.message}`);
}

function timed(run) {
  const cpu = process.threadCpuUsage();
  const begin = performance.now();
  const report = run();
  const wall = performance.now() - begin;
  const { user, system } = process.threadCpuUsage(cpu);
  return { wall, cpu: (user + system) / 1000, report };
}

/** What is measured of a stack, by the name of its column. */
const parts = {
  rules: (dist) => {
    const prepare = prepareRules(dist);
    return (stack) => ({ rules: prepare(stack) });
  },
  pack: preparePack,
};

/** One new process: the first run, and the later ones. What the bench itself has made is put away before. */
function child(dist, part, size) {
  const stack = stackOf(size);
  const prepare = parts[part](dist);
  const runs = Array.from({ length: 1 + laterRuns }, () => {
    const steps = Object.entries(prepare(stack));
    globalThis.gc();
    return Object.fromEntries(steps.map(([name, run]) => [name, timed(run)]));
  });
  const { judged, findings = [] } = runs[0].rules?.report ?? {};
  if (findings.length > 0) unexpected(findings[0]);
  process.stdout.write(JSON.stringify({ judged, runs }, (key, value) => (key === "report" ? undefined : value)));
}

const sorted = (values) => [...values].sort((a, b) => a - b);
const leastAndMedian = (values) => [sorted(values)[0], sorted(values)[Math.floor(values.length / 2)]];

/** "12.3, 14.5 ms (CPU 12.1, 13.9)": the least and the median. */
function cell(runs) {
  const [wall, cpu] = ["wall", "cpu"].map((clock) => leastAndMedian(runs.map((run) => run[clock])));
  const text = (values) => values.map((value) => value.toFixed(1)).join(", ");
  return `${text(wall)} ms (CPU ${text(cpu)})`.padEnd(36);
}

function measure(part, size, dists) {
  const of = new Map(dists.map((dist) => [dist, { first: [], later: [], judged: undefined }]));
  for (let turn = 0; turn < processes; turn++) {
    for (const [dist, kept] of of) {
      const self = fileURLToPath(import.meta.url);
      const args = ["--expose-gc", self, "--child", dist, part, size];
      const { stdout, status, stderr } = spawnSync(process.execPath, args, { maxBuffer: 2 ** 28 });
      if (status !== 0) throw new Error(String(stderr));
      const { runs, judged } = JSON.parse(stdout);
      kept.first.push(runs[0]);
      kept.later.push(...runs.slice(1));
      kept.judged = judged;
    }
  }
  for (const [dist, { first, later, judged }] of of) {
    const relations = judged === undefined ? "" : `${judged} relations`;
    const which = dist === own ? "" : dist;
    for (const name of Object.keys(first[0])) {
      const [firstRuns, laterOnes] = [first, later].map((runs) => runs.map((run) => run[name]));
      console.log(size.padEnd(9), name.padEnd(8), cell(firstRuns), cell(laterOnes), relations, which);
    }
  }
}

const [flag, ...args] = process.argv.slice(2);
if (flag === "--child") child(...args);
else {
  const dists = [...(process.env.AGAINST === undefined ? [] : [path.resolve(process.env.AGAINST)]), own];
  const sizes = flag === undefined ? [100, 1000, 4000, 10_000] : [flag, ...args].map(Number);
  console.log(`${processes} processes: the least and the median, elapsed and CPU time of the thread`);
  console.log(["resources", "what    ", "first in a process".padEnd(36), "later runs"].join(" "));
  for (const size of sizes) for (const part of Object.keys(parts)) measure(part, String(size), dists);
}
