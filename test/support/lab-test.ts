import { test as plain } from "vitest";
import { findLab, type Lab } from "./lab";
import { Stack, type Settings, type StackOptions } from "./up";

export type Open = (config: Settings, options?: Omit<StackOptions, "config">) => Stack;

interface Fixtures {
  /** The lab with its cluster up. A test that asks for it is skipped, with the reason, where there is none. */
  readonly lab: Lab;
  /** Makes stacks that end with the test, however it ends: their processes, namespaces and files. */
  readonly open: Open;
}

let found: Promise<Lab | string> | undefined;

/** A test with the real CLI, provider and cluster. */
export const test = plain.extend<Fixtures>({
  lab: async ({ skip }, use) => {
    found ??= findLab();
    const lab = await found;
    if (typeof lab === "string") skip(lab);
    else await use(lab);
  },
  open: async ({ lab }, use) => {
    const stacks: Stack[] = [];
    await use((config, options) => {
      const stack = new Stack(lab, { config, ...options });
      stacks.push(stack);
      return stack;
    });
    await Promise.all(stacks.map((stack) => stack.dispose()));
  },
});
