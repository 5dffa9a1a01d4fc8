import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { duration, Progress } from "../../lab/progress.ts";

let written = "";
const display = (terminal: boolean, width = 100) => ({
  terminal,
  write: (text: string) => void (written += text),
  width: () => width,
  now: Date.now,
});

beforeEach(() => {
  written = "";
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("where lines stay, as in a log", () => {
  test("a line appears when a part begins something, not for every count, and every 30 seconds meanwhile", () => {
    const progress = new Progress(display(false));
    progress.step("pulumi", { text: "compiling", done: 0, total: 1500, unit: "packages" });
    for (let second = 1; second <= 65; second += 1) {
      vi.advanceTimersByTime(1000);
      progress.step("pulumi", { text: "compiling", done: second * 10, total: 1500, unit: "packages" });
    }
    progress.step("pulumi", { text: "linking" });
    vi.advanceTimersByTime(5000);
    progress.done("pulumi", "3.259.0, built from Go modules");
    progress.close();
    expect(written).toBe(
      [
        "pulumi      compiling 0 of 1,500 packages",
        "pulumi      compiling 290 of 1,500 packages, 30 s, about 2 min left",
        "pulumi      compiling 590 of 1,500 packages, 1 min, about 2 min left",
        "pulumi      linking",
        "pulumi      3.259.0, built from Go modules (1 min 10 s)",
        "",
      ].join("\n"),
    );
  });

  test("a failed part says so; one that was there at once says no time", () => {
    const progress = new Progress(display(false));
    progress.done("provider", "4.25.0, official release");
    progress.step("pulumi", { text: "downloading", done: 3.2, total: 112, unit: "MB" });
    progress.failed("pulumi", "no space left on device");
    expect(written).toBe(
      [
        "provider    4.25.0, official release",
        "pulumi      downloading 3 of 112 MB",
        "pulumi      failed: no space left on device",
        "",
      ].join("\n"),
    );
  });

  test("nothing is said after the last part is done", () => {
    const progress = new Progress(display(false));
    progress.step("cluster", { text: "starting" });
    progress.done("cluster", "Ready");
    const before = written;
    vi.advanceTimersByTime(120_000);
    expect(written).toBe(before);
  });
});

describe("on a terminal", () => {
  /** What a terminal would show after all that was written. */
  function screen(): string[] {
    const lines: string[] = [];
    // Up so many lines, and clear from there on.
    for (const piece of written.split("\u001b[J")) {
      const [text = "", up] = piece.split("\u001b[");
      lines.push(...text.split("\n").slice(0, -1));
      if (up !== undefined) lines.splice(lines.length - parseInt(up, 10));
    }
    return lines;
  }

  test("each part has one line that replaces itself, and what is said stays above", () => {
    const progress = new Progress(display(true));
    progress.step("pulumi", { text: "compiling", done: 1, total: 3, unit: "packages" });
    progress.step("kubernetes", { text: "downloading Go modules:", done: 12 });
    vi.advanceTimersByTime(2000);
    expect(screen()).toEqual([
      "pulumi      compiling 1 of 3 packages, 2.0 s",
      "kubernetes  downloading Go modules: 12, 2.0 s",
    ]);
    progress.say("waiting for another lab command: up, process 7");
    progress.done("pulumi", "3.259.0");
    expect(screen()).toEqual([
      "waiting for another lab command: up, process 7",
      "pulumi      3.259.0 (2.0 s)",
      "kubernetes  downloading Go modules: 12, 2.0 s",
    ]);
    progress.close();
  });

  test("a line is cut to the width, since one that wraps could not be taken back", () => {
    const progress = new Progress(display(true, 20));
    progress.step("pulumi", { text: "compiling a great many packages" });
    vi.advanceTimersByTime(300);
    expect(screen()).toEqual(["pulumi      compili"]);
    progress.close();
  });
});

test.each([
  [4230, "4.2 s"],
  [48_400, "48 s"],
  [60_000, "1 min"],
  [185_000, "3 min 5 s"],
  [7_800_000, "2 h 10 min"],
])("%d ms read %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});
