import { describe, expect, test } from "vitest";
import { allCommands } from "../../src/cli/find-command";
import { helpOf, manual, overview } from "../../src/cli/help";

describe("the manual", async () => {
  const commands = await allCommands();

  test("docs/cli.md is what the commands' definitions say", async () => {
    await expect(manual(commands)).toMatchFileSnapshot("../../docs/cli.md");
  });

  test.each([
    ["the overview", overview(commands, "1.2.3")],
    ...commands.map((command) => [command.name, helpOf(command)]),
  ])("%s fits into 100 columns", (_, text) => {
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  test.each(commands.flatMap((command) => command.options.map((option) => [command.name, option] as const)))(
    "%s: every option has a summary and its short form is unique",
    (name, option) => {
      const command = commands.find((one) => one.name === name);
      expect(option.summary).not.toBe("");
      if (option.short !== undefined)
        expect(command?.options.filter(({ short }) => short === option.short)).toHaveLength(1);
    },
  );
});
