import { severities, type Severity } from "../checks";
import { clean } from "../render/clean";
import type { Checked } from "../render/checked";
import { findingsGitHub } from "../render/github";
import { findingsJson } from "../render/findings-json";
import { findingsText } from "../render/findings-text";
import { findingsJUnit } from "../render/junit";
import { findingsSarif } from "../render/sarif";
import { checkedOf } from "./check-all";
import { whyUnreadable } from "./check-inputs";
import { readInputs } from "./check-read";
import { settingsIn } from "./check-settings";
import { UsageError, type Command, type Invocation } from "./command";
import { exitCodes } from "./exit-code";
import { styleFor } from "./terminal";
import type { World } from "./world";

const formats = ["text", "json", "sarif", "junit", "github"] as const;
const levels = [...severities, "never"] as const;
const found = 1;

export const checkCommand: Command = {
  name: "check",
  summary: "finds selectors, ports and references in manifests that lead nowhere",
  usage: ["FILE|FOLDER|- ... [options]", "--stack-export FILE [options]"],
  description: [
    "Runs the rules of the policy pack (docs/policies) on YAML and JSON: manifests of several documents, lists, what helm template and kubectl kustomize write, and what pulumi stack export writes. Folders are searched for *.yaml, *.yml and *.json, but for hidden ones and node_modules; - is the standard input. Needs no cluster and no Pulumi.",
    "All that is given is taken together, as if it were applied at once. YAML is read as kubectl reads it: on and yes are booleans, 0755 is octal. Documents that are no Kubernetes objects are left out and counted; one that cannot be read hides no other.",
  ],
  options: [
    {
      name: "output",
      short: "o",
      value: "FORMAT",
      choices: formats,
      summary:
        "text (the default), json (findings/v1, schemas/findings-v1.json), sarif (2.1.0), junit, or github (annotations of a workflow)",
    },
    {
      name: "fail-on",
      value: "SEVERITY",
      choices: levels,
      summary: "the least severity that gives exit code 1: error (the default), warning, note; or never",
    },
    {
      name: "namespace",
      short: "n",
      value: "NAMESPACE",
      summary: "where objects go that name no namespace, as with kubectl apply; without it, default",
    },
    {
      name: "settings",
      value: "FILE",
      summary: "severities, namespaces and more, as YAML or JSON (schemas/check-settings-v1.json)",
    },
    {
      name: "stack-export",
      value: "FILE",
      summary: "what pulumi stack export wrote, or - for the standard input; secrets in it count as not known",
    },
  ],
  exitCodes: [
    [0, "nothing found, or nothing of that severity"],
    [found, "findings of the severity of --fail-on, or above"],
    [exitCodes.wrongInput, "wrong input: no such option or file, or something that cannot be read"],
  ],
  examples: [
    ["kubespy check k8s/", "all manifests of a folder together"],
    ["helm template web ./chart -n prod | kubespy check - -n prod", "a chart, rendered"],
    ["kubectl kustomize overlays/prod | kubespy check -", "an overlay, built"],
    ["kubespy check k8s/ -o sarif > kubespy.sarif", "for a code scanning service"],
    ["pulumi stack export | kubespy check --stack-export -", "what a stack has deployed"],
  ],
  run: runCheck,
};

async function runCheck(invocation: Invocation, world: World): Promise<number> {
  const { operands, values } = invocation;
  const stackExport = values.get("stack-export");
  if (operands.length === 0 && stackExport === undefined)
    throw new UsageError("check needs files, folders or - for the standard input: kubespy check k8s/");
  if (stackExport === "-" && operands.includes("-"))
    throw new UsageError("the standard input cannot be both: kubespy check - or --stack-export -");
  const parser = await import("js-yaml");
  const settings = settingsIn(fileNamed(values.get("settings"), world), parser);
  const inputs = await readInputs({ operands, stackExport }, world, parser);
  const checked = checkedOf(inputs, {
    now: new Date(world.now()),
    version: world.version,
    settings,
    namespace: values.get("namespace"),
    fails: failsOn(values.get("fail-on") as (typeof levels)[number] | undefined),
    parser,
  });
  for (const remark of checked.remarks) world.stderr.write(`kubespy: ${clean(remark, 1000)}\n`);
  const output = rendered(checked, values.get("output") as (typeof formats)[number] | undefined, world);
  if (output !== "") world.stdout.write(`${output}\n`);
  return exitCodeOf(checked);
}

function rendered(checked: Checked, format: (typeof formats)[number] = "text", world: World): string {
  switch (format) {
    case "text":
      return findingsText(checked, styleFor(world.stdout, world.env));
    case "json":
      return findingsJson(checked);
    case "sarif":
      return findingsSarif(checked);
    case "junit":
      return findingsJUnit(checked);
    case "github":
      return findingsGitHub(checked);
  }
}

function failsOn(least: (typeof levels)[number] = "error"): (severity: Severity) => boolean {
  return (severity) => least !== "never" && severities.indexOf(severity) <= severities.indexOf(least);
}

function exitCodeOf({ unreadable, findings, undecidedLine, fails }: Checked): number {
  if (unreadable.length > 0) return exitCodes.wrongInput;
  const all = [...findings.map(({ severity }) => severity), ...(undecidedLine ? [undecidedLine.severity] : [])];
  return all.some(fails) ? found : 0;
}

function fileNamed(
  file: string | undefined,
  world: World,
): { readonly file: string; readonly text: string } | undefined {
  if (file === undefined) return undefined;
  try {
    return { file, text: world.readFile(file) };
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${whyUnreadable(error)}`);
  }
}
