import { inputsAt, standardInput, whyUnreadable, type Input, type Unreadable } from "./check-inputs";
import { manifestsIn, type Manifest } from "./check-manifests";
import { isStackExport } from "./check-stack-export";
import { readYaml, type Remark } from "./check-yaml";
import type { YamlParser } from "./check-yaml-values";
import type { World } from "./world";

/** Everything that is to be checked. */
export interface CheckInputs {
  readonly manifests: readonly Manifest[];
  /** Exported stacks, each by itself. */
  readonly stacks: readonly { readonly file: string; readonly value: unknown }[];
  /** How many documents are no Kubernetes objects. */
  readonly skipped: number;
  readonly unreadable: readonly Unreadable[];
  /** What can be read, but is hardly meant: a sentence each. */
  readonly remarks: readonly string[];
}

const mostDoubts = 5;

/** Reads all that was named. What cannot be read stands in the way of nothing else. */
export async function readInputs(
  { operands, stackExport }: { readonly operands: readonly string[]; readonly stackExport: string | undefined },
  world: World,
  parser: YamlParser,
): Promise<CheckInputs> {
  const manifests: Manifest[] = [];
  const stacks: { readonly file: string; readonly value: unknown }[] = [];
  const unreadable: Unreadable[] = [];
  const remarks: string[] = [];
  let skipped = 0;
  const refuse = (one: Unreadable): void => {
    unreadable.push(one);
  };
  for await (const { file, text } of inputsAt(operands, world, refuse)) {
    const { documents, faults, doubts } = readYaml(text, parser);
    for (const fault of faults) refuse({ file, ...fault });
    remarks.push(...doubtsIn(file, doubts), ...builtFirst(file));
    for (const document of documents) {
      const found = manifestsIn(file, document);
      if (found !== undefined) manifests.push(...found);
      else if (isStackExport(document.value)) stacks.push({ file, value: document.value });
      else skipped++;
    }
  }
  if (stackExport !== undefined) {
    const { file, text } = await stackText(stackExport, world, refuse);
    const { documents, faults } = text === undefined ? { documents: [], faults: [] } : readYaml(text, parser);
    for (const fault of faults) refuse({ file, ...fault });
    const stack = documents.find(({ value }) => isStackExport(value));
    if (stack !== undefined) stacks.push({ file, value: stack.value });
    else if (text !== undefined && faults.length === 0)
      refuse({ file, line: 1, message: "it is no stack; pulumi stack export writes one" });
  }
  return { manifests, stacks, skipped, unreadable, remarks };
}

async function stackText(
  named: string,
  world: World,
  refuse: (one: Unreadable) => void,
): Promise<{ readonly file: string; readonly text: Input["text"] | undefined }> {
  if (named === "-") return { file: standardInput, text: await world.readStdin() };
  try {
    return { file: named, text: world.readFile(named) };
  } catch (error) {
    refuse({ file: named, message: whyUnreadable(error) });
    return { file: named, text: undefined };
  }
}

function doubtsIn(file: string, doubts: readonly Remark[]): readonly string[] {
  const shown = doubts.slice(0, mostDoubts).map(({ line, message }) => `${file}:${line}: ${message}`);
  const more = doubts.length - shown.length;
  return more > 0 ? [...shown, `${file}: ${more} more of these`] : shown;
}

/** Beside a kustomization stand parts of objects, which are none before it is built. */
function builtFirst(file: string): readonly string[] {
  const folder = /^(.*?)\/?kustomization\.ya?ml$/.exec(file)?.[1];
  if (folder === undefined) return [];
  return [`${file} is not built here: kubectl kustomize ${folder === "" ? "." : folder} | kubespy check -`];
}
