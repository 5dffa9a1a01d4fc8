import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LiveBlock } from "../../src/cli/live-block";
import { ansi } from "../../src/render";
import { Screen } from "./screen";

function on(screen: Screen): LiveBlock {
  return new LiveBlock({
    write: (text) => {
      screen.write(text);
    },
    isTerminal: true,
    columns: () => screen.columns,
    rows: () => screen.rows,
  });
}

describe("lines that are drawn anew in place", () => {
  test("replace each other, whatever their number", () => {
    const screen = new Screen(20, 10);
    const block = on(screen);
    block.show(["a", "b", "c"]);
    block.show(["d"]);
    block.show(["e", "f"]);
    expect(screen.lines()).toEqual(["e", "f"]);
  });

  test("leave what is printed above them", () => {
    const screen = new Screen(20, 10);
    const block = on(screen);
    block.show(["live"]);
    block.print("kept one");
    block.show(["live again"]);
    block.print("kept two\nof two lines");
    expect(screen.lines()).toEqual(["kept one", "kept two", "of two lines", "live again"]);
  });

  test("are cut to the window's width, with their colours, and never wrap", () => {
    const screen = new Screen(12, 10);
    const block = on(screen);
    block.show([`${ansi.bad("failing")} ${ansi.good("a long long line")}`, "second"]);
    block.show([`${ansi.bad("failing")} ${ansi.good("a long long line")}`, "second"]);
    expect(screen.lines()).toEqual(["failing a…", "second"]);
    expect(screen.colour()).toBe("");
  });

  test("leave out what the window has no room for", () => {
    const screen = new Screen(30, 4);
    const block = on(screen);
    block.show(["one", "two", "three", "four", "five"]);
    expect(screen.lines()).toEqual(["one", "two", "  … 3 more lines"]);
  });

  test("are redrawn as a whole after the window was made narrower", () => {
    const screen = new Screen(20, 10);
    const block = on(screen);
    block.print("kept");
    block.show(["abcdefghijklmno", "second"]);
    screen.resize(8);
    block.show(["short", "second"]);
    expect(screen.lines()).toEqual(["kept", "short", "second"]);
  });

  test("are not harmed by the ^C that a terminal shows", () => {
    const screen = new Screen(20, 10);
    const block = on(screen);
    block.show(["one"]);
    screen.write("^C");
    block.show(["two"]);
    expect(screen.lines()).toEqual(["two"]);
  });

  test("stay when they are released", () => {
    const screen = new Screen(20, 10);
    const block = on(screen);
    block.show(["last"]);
    block.release();
    block.print("below");
    expect(screen.lines()).toEqual(["last", "below"]);
    expect(block.isDrawn).toBe(false);
  });

  test("whatever is drawn, the screen has what was printed and then the last block", () => {
    const words = fc
      .array(fc.constantFrom("a", "word", "容器", "longer words here", "é", ""), { maxLength: 5 })
      .map((parts) => parts.join(" "));
    const acts = fc.array(
      fc.oneof(fc.record({ print: words }), fc.record({ show: fc.array(words, { maxLength: 4 }) })),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(acts, (steps) => {
        const screen = new Screen(200, 100);
        const block = on(screen);
        const printed: string[] = [];
        let shown: readonly string[] = [];
        for (const step of steps) {
          if ("print" in step) {
            printed.push(step.print);
            block.print(step.print);
          } else {
            shown = step.show;
            block.show(step.show);
          }
        }
        expect(screen.lines()).toEqual(
          [...printed, ...shown]
            .map((line) => line.trimEnd())
            .join("\n")
            .trimEnd()
            .split("\n"),
        );
      }),
    );
  });
});
