import * as path from "node:path";
import { UsageError, type Command } from "./command";

export const policyPackCommand: Command = {
  name: "policy-pack",
  summary: "prints the folder of the policy pack, for pulumi preview --policy-pack",
  usage: [""],
  description: [
    "The pack checks in a preview that Services select Pods of the stack. The folder is part of this package.",
  ],
  options: [],
  exitCodes: [],
  examples: [
    [
      "pulumi preview --policy-pack $(npx kubespy policy-pack)",
      "stops a selector that matches nothing before anything is changed",
    ],
  ],
  run: ({ operands }, world) => {
    const [first] = operands;
    if (first !== undefined) throw new UsageError(`policy-pack takes nothing, not "${first}"`);
    world.stdout.write(`${path.join(world.packageFolder, "policy-pack")}\n`);
    return Promise.resolve(0);
  },
};
