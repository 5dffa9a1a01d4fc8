import { describe, expect, test } from "vitest";
import { exempt, findingsOf, firstPreview, reportOn, textOf, type Declared } from "./stack";

type Stack = readonly Declared[];

/** The table of a rule. Names are read as "code: wrong where …". */
export interface Cases {
  readonly right: Readonly<Record<string, Stack>>;
  /** Certainly wrong, with the two lines that are said; before the cluster exists, too. */
  readonly wrong: Readonly<Record<string, readonly [Stack, text: string]>>;
  /** Advice, with its severity and its two lines. */
  readonly possible?: Readonly<Record<string, readonly [Stack, severity: string, text: string]>>;
  readonly open: Readonly<Record<string, Stack>>;
}

/** Each case as a test, and that the first of the wrong ones can be exempted. */
export function describeRule(code: string, { right, wrong, possible = {}, open }: Cases): void {
  const said = (stack: Stack): readonly string[] => findingsOf(code, stack).map(textOf);
  describe(code, () => {
    test.each(Object.entries(right))("right where %s", (_, stack) => {
      expect(said(stack)).toEqual([]);
      expect(said(firstPreview(stack))).toEqual([]);
    });

    test.each(Object.entries(wrong))("wrong where %s", (_, [stack, text]) => {
      expect(said(stack)).toEqual([text]);
      expect(findingsOf(code, stack)).toMatchObject([{ certainty: "certain", severity: "error" }]);
      expect(said(firstPreview(stack))).toEqual([text]);
    });

    test.each(Object.entries(possible))("advice where %s", (_, [stack, severity, text]) => {
      expect(said(stack)).toEqual([text]);
      expect(findingsOf(code, stack)).toMatchObject([{ severity }]);
    });

    test.each(Object.entries(open))("cannot be told where %s", (_, stack) => {
      expect(said(stack)).toEqual([]);
      expect(reportOn(stack).undecided.map((one) => one.code)).toContain(code);
    });

    test("can be exempted", () => {
      const [[stack] = [[]]] = Object.values(wrong);
      const [finding] = findingsOf(code, stack);
      const exempted = stack.map((one) =>
        finding?.urn?.endsWith(`${one.type}::${one.name}`) ? exempt(one, code, "known") : one,
      );
      expect(finding).toBeDefined();
      expect(findingsOf(code, exempted)).toEqual([]);
      expect(reportOn(exempted).staleExemptions).toEqual([]);
    });
  });
}
