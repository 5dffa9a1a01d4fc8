// What other tools say of the manifests in test/checks/peers, each of which is right or has one wire
// broken: into results.json beside them, from which the table in docs/policies/peers.md is made.
//   KUBE_SCORE=PROGRAM MONOKLE=FOLDER KUBECONFORM=PROGRAM node bench/peers-verdicts.mjs
// KUBE_SCORE: github.com/zegl/kube-score, KUBECONFORM: github.com/yannh/kubeconform/cmd/kubeconform, both
// built with `go install`; MONOKLE: a folder in which @monokle/validation was installed. kubeconform gets
// the schemas that the API server of the current kubeconfig publishes (`npm run lab -- shell`). Needs go
// and kubectl. What a tool that is not given has said before stays.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { monokleValidator } from "./monokle.mjs";

const folder = path.resolve(import.meta.dirname, "../test/checks/peers");
const file = path.join(folder, "results.json");
const cases = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => ({ name: name.slice(0, -".yaml".length), file: path.join(folder, name) }));

function output(program, ...args) {
  const { error, stdout, stderr, status } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (error !== undefined) throw error;
  return { stdout, stderr, status };
}

/** The version of a Go module that a program was built from. */
function goVersion(program) {
  const version = /^\s+mod\s+\S+\s+v(\S+)/m.exec(output("go", "version", "-m", program).stdout)?.[1];
  if (version === undefined) throw new Error(`${program} does not say what it was built from`);
  return version;
}

const eachCase = async (say) => {
  const said = {};
  for (const { name, file: manifest } of cases) said[name] = await say(manifest);
  return said;
};

/** Those of its checks that compare fields or objects with each other. What else it says (limits, probes that are missing) is left out. */
const kubeScoreChecks = [
  "deployment-pod-selector-labels-match-template-metadata-labels",
  "deployment-targeted-by-hpa-does-not-have-replicas-configured",
  "horizontalpodautoscaler-has-target",
  "ingress-targets-service",
  "networkpolicy-targets-pod",
  "service-targets-pod",
  "statefulset-has-servicename",
  "statefulset-pod-selector-labels-match-template-metadata-labels",
];
const warning = 5;

async function kubeScore(program) {
  const cells = await eachCase((manifest) => {
    const { stdout, stderr } = output(program, "score", "--output-format", "json", manifest);
    if (stdout.trim() === "") return [`stops: ${stderr.trim()}`];
    return JSON.parse(stdout).flatMap(({ object_name: object, checks }) =>
      checks
        .filter(({ check, skipped, grade }) => kubeScoreChecks.includes(check.id) && !skipped && grade <= warning)
        .map(
          ({ check, comments }) =>
            `${object}: ${check.id}: ${(comments ?? []).map(({ summary }) => summary).join("; ")}`,
        ),
    );
  });
  return { version: goVersion(program), checks: kubeScoreChecks, cells };
}

async function monokle(installed) {
  const { validate, version } = await monokleValidator(installed);
  return { version, checks: ["resource-links"], cells: await eachCase((manifest) => validate(manifest)) };
}

/** A JSON schema of each kind, from the OpenAPI document of an API server. */
function writeSchemas(target) {
  const { stdout, stderr, status } = output("kubectl", "get", "--raw", "/openapi/v2");
  if (status !== 0) throw new Error(stderr);
  const { definitions } = JSON.parse(stdout);
  for (const definition of Object.values(definitions)) {
    if (definition.format === "int-or-string") Object.assign(definition, { type: ["string", "integer"] });
  }
  for (const [name, definition] of Object.entries(definitions)) {
    const [only, ...more] = definition["x-kubernetes-group-version-kind"] ?? [];
    if (only === undefined || more.length > 0 || name.endsWith("List")) continue;
    const { group, version, kind } = only;
    const called = [kind, ...(group === "" ? [] : [group.split(".")[0]]), version].join("-").toLowerCase();
    const schema = { $ref: `#/definitions/${name}`, definitions };
    writeFileSync(path.join(target, `${called}.json`), JSON.stringify(schema));
  }
}

async function kubeconform(program) {
  const schemas = mkdtempSync(path.join(tmpdir(), "kubespy-schemas-"));
  try {
    writeSchemas(schemas);
    const location = path.join(schemas, "{{.ResourceKind}}{{.KindSuffix}}.json");
    const cells = await eachCase((manifest) => {
      const args = ["-output", "json", "-ignore-missing-schemas", "-schema-location", location, manifest];
      const { stdout, stderr } = output(program, ...args);
      if (stdout.trim() === "") throw new Error(stderr);
      return JSON.parse(stdout).resources.map(({ kind, name, msg }) => `${kind}/${name}: ${msg}`);
    });
    return { version: goVersion(program), checks: ["schemas of the API server of the lab"], cells };
  } finally {
    rmSync(schemas, { recursive: true, force: true });
  }
}

const { KUBE_SCORE, MONOKLE, KUBECONFORM } = process.env;
const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).tools : {};
const tools = {
  ...before,
  ...(KUBE_SCORE === undefined ? {} : { "kube-score": await kubeScore(KUBE_SCORE) }),
  ...(MONOKLE === undefined ? {} : { "@monokle/validation": await monokle(MONOKLE) }),
  ...(KUBECONFORM === undefined ? {} : { kubeconform: await kubeconform(KUBECONFORM) }),
};
const hash = ({ name, file: manifest }) => [name, createHash("sha256").update(readFileSync(manifest)).digest("hex")];
const results = JSON.stringify({ manifests: Object.fromEntries(cases.map(hash)), tools }, undefined, 2);
writeFileSync(file, await format(results, { ...(await resolveConfig(file)), filepath: file }));
for (const [name, { version, cells }] of Object.entries(tools))
  console.log(
    `${name} ${version}: says something of ${Object.values(cells).filter(({ length }) => length > 0).length} of ${cases.length}`,
  );
