// A program that runs Pulumi: `ts-node host.ts local|inline NAMESPACE…`, one stack for each namespace, all at once.
// Prints each message of the engine as a line of JSON, and at the end of each stack what it came to.
import * as auto from "@pulumi/pulumi/automation";
import { rmSync } from "node:fs";
import { declare } from "./applications";

const [way = "inline", ...namespaces] = process.argv.slice(2);
const traced = process.env["TRACED"] !== "false";

/** The first stack is well, the others are broken. */
async function open(namespace: string): Promise<auto.Stack> {
  const broken = namespaces.indexOf(namespace) > 0 || namespaces.length === 1;
  if (way === "local") {
    const stack = await auto.LocalWorkspace.createStack({ stackName: namespace, workDir: __dirname });
    await stack.setAllConfig({
      namespace: { value: namespace },
      traced: { value: String(traced) },
      broken: { value: String(broken) },
    });
    return stack;
  }
  return auto.LocalWorkspace.createStack({
    stackName: namespace,
    projectName: "shop",
    program: () => {
      declare({ namespace, traced, broken, revision: "1", delay: 0, timeout: "15" });
      return Promise.resolve({});
    },
  });
}

async function update(namespace: string): Promise<void> {
  const stack = await open(namespace);
  const print = (what: object): void => void process.stdout.write(`${JSON.stringify({ namespace, ...what })}\n`);
  try {
    await stack.up({
      onEvent: ({ diagnosticEvent }) => {
        if (diagnosticEvent !== undefined) print({ diagnosticEvent });
      },
    });
    print({ exitCode: 0 });
  } catch {
    print({ exitCode: 1 });
  } finally {
    // The SDK makes a folder for an inline program, and leaves it.
    if (way === "inline") rmSync(stack.workspace.workDir, { recursive: true, force: true });
  }
}

void Promise.all(namespaces.map(update));
