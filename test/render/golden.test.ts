import { describe, expect, test } from "vitest";
import { headline, pipeLine, renderBlock, rowLine, verdictSentence } from "../../src/render";
import { widthOf } from "../../src/render/width";
import { sentenceOf, type Telling } from "../../src/story";
import { scenarios } from "./scenarios";

/*
 * What people read. Every file is read aloud when it changes: `vitest -u` writes it.
 */
describe("the fourteen scenarios, as they read", () => {
  test.each(Object.entries(scenarios))("%s", async (name, { diagnosis, extra }) => {
    const problem: Telling = {
      type: diagnosis.outlook === "healthy" ? "ready" : "problem",
      object: diagnosis.object,
      diagnosis,
      line: sentenceOf(diagnosis),
      phases: {},
    };
    const text = [
      "headline:",
      headline(diagnosis),
      "",
      "row of a component:",
      rowLine(problem),
      "",
      "row of its own:",
      rowLine(problem, false),
      "",
      "in a pipe:",
      pipeLine(problem, { at: new Date("2026-01-14T05:07:41Z") }),
      "",
      "verdict:",
      renderBlock(diagnosis, extra),
      "",
    ].join("\n");
    await expect(text).toMatchFileSnapshot(`../golden/render/${name.replaceAll(/[ ,]+/g, "-")}.txt`);
  });

  test.each(Object.entries(scenarios))("%s: the first lines stand alone in 120 columns", (_, { diagnosis }) => {
    expect(widthOf(headline(diagnosis))).toBeLessThanOrEqual(120);
    expect(widthOf(verdictSentence(diagnosis))).toBeLessThanOrEqual(120);
  });
});
