import { expect } from "vitest";
import { test } from "../support/lab-test";
import { hasTerminal, Terminal } from "../support/terminal";

test("on a terminal the rows of the tree tell the rollout while it goes on, and the summary stays", async ({
  open,
  skip,
}) => {
  if (!hasTerminal()) skip("there is no tmux to be the terminal");
  const stack = open({ scenario: "slow" });
  const { argv, environment } = await stack.command("up", ["--yes", "--skip-preview"]);
  const terminal = new Terminal(argv, { cwd: stack.project, environment, columns: 150 });
  try {
    await terminal.until(
      (screen) => /Deployment +web +creating .* 0 of 2 Pods ready; container web runs, readiness/.test(screen),
      60_000,
    );
    await terminal.until(
      (screen) => /Deployment +web +created .* ready: 2 of 2 Pods, Service web → 2 endpoints on /.test(screen),
      60_000,
    );
    const { screen, exitCode } = await terminal.ended(60_000);
    expect(exitCode).toBe(0);
    expect(screen).toMatch(
      /Diagnostics:\n {2}pulumi:pulumi:Stack \(scenarios-test\):\n {4}kubespy: 1 application, ready \(.*\)\n {6}web {2}ready ✓ {2}2 of 2 Pods, 2 endpoints/,
    );
    // Nothing of ours stands in the rows of what is done: the column counts messages then.
    expect(screen).toMatch(/Deployment +web +created \(\d+s\)\s*\n/);
  } finally {
    terminal.close();
  }
});
