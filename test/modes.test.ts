import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { modesPage, modesPageFile, readFixtures } from "./support/mode-page";
import { expectNames, Refusal } from "./support/script";

const fixtures = readFixtures();
const page = readFileSync(modesPageFile, "utf8");

test("docs/modes.md has what the fixtures have", () => {
  expect(page).toBe(modesPage(page, fixtures));
});

describe.each([...fixtures.values()].map((fixture) => [`${fixture.mode}, ${fixture.about}`, fixture] as const))(
  "%s",
  (_, { mode, live, kept, exitCode, exitCodeWithout, excerpt = [] }) => {
    test("ends with the exit code that it has without tracing", () => {
      expect(exitCode).toBe(exitCodeWithout);
    });

    test("says nothing that stays twice", () => {
      const texts = kept.map(({ row, text }) => `${row}: ${text}`);
      expect(texts).toEqual([...new Set(texts)]);
      // One block for each cause.
      const blocks = kept.filter(({ row, text }) => !row.startsWith("Stack") && text.includes("\n"));
      const headlines = blocks.map(({ text }) => text.split("\n")[0]);
      expect(headlines).toEqual([...new Set(headlines)]);
    });

    test("has one summary for each stack if it has anything to say", () => {
      const rows = kept.filter(({ row }) => row.startsWith("Stack")).map(({ row }) => row);
      expect(rows).toEqual([...new Set(rows)]);
    });

    test("previews, refreshes and imports nothing live, and tells no secret of the cluster", () => {
      if (/^pulumi (preview|refresh|import)/.test(mode)) expect(live).toEqual([]);
      expect(JSON.stringify([live, kept, excerpt])).not.toMatch(/BEGIN |client-key|[A-Za-z0-9+/]{80}/);
    });
  },
);

describe("the names that a script is given", () => {
  const refusal = (...names: string[]): unknown => {
    try {
      expectNames(names, ["up", "watch"], "mode");
      return undefined;
    } catch (error) {
      return error;
    }
  };

  test("may be left out, or be known ones", () => {
    expect([refusal(), refusal("watch", "up")]).toEqual([undefined, undefined]);
  });

  test.each([
    [["upp"], "there is no mode upp; there are up, watch"],
    [["upp", "up", "watsh"], "there are no modes upp, watsh; there are up, watch"],
  ])("%j are refused with those that are accepted", (names, message) => {
    expect(refusal(...names)).toEqual(new Refusal(message, 2));
  });
});
