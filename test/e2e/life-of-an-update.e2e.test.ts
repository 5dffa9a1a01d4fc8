import { describe, expect } from "vitest";
import { isOurs, rowOf, type CliEvent } from "../support/cli-events";
import { test } from "../support/lab-test";
import { firstLine, golden, lines } from "../support/rollout";
import { blocks, kept, keptText, ours } from "../support/told";
import type { Run } from "../support/up";

const errors = (run: Run): string =>
  lines(run.messages.filter(({ severity, ephemeral }) => severity === "error" && !ephemeral));

/** The provider has seen the crash: ten seconds after the creation. */
const providerSawCrash = ({ diagnosticEvent }: CliEvent): boolean =>
  rowOf(diagnosticEvent?.urn) === "Deployment web" && diagnosticEvent?.message.includes("CrashLoopBackOff") === true;

describe("Ctrl-C in the middle of an update", () => {
  test("leaves the errors of the resources and the exit code as they are, and adds the causes", async ({ open }) => {
    const interrupted = async (traced: string): Promise<{ readonly run: Run; readonly endedAfter: number }> => {
      let at: number | undefined;
      const run = await open({ scenario: "crash", traced, timeout: "120" }).up({
        onEvent: (event, running) => {
          if (at !== undefined || !providerSawCrash(event)) return;
          at = performance.now();
          running.interrupt();
        },
      });
      return { run, endedAfter: performance.now() - (at ?? 0) };
    };
    const [traced, untraced] = await Promise.all([interrupted("true"), interrupted("false")]);

    expect(traced.run.exitCode).toBe(untraced.run.exitCode);
    expect(errors(traced.run)).not.toMatch(/error hooks? execution failed|code = Unavailable|ECONNRESET/);
    const given = (run: Run): readonly string[] =>
      run.messages
        .filter(({ row, severity }) => severity === "error" && row.endsWith(" web"))
        .map(({ row, text }) => `${row}: ${text.split("\n")[1] ?? text}`)
        .sort();
    expect(given(traced.run)).toEqual(given(untraced.run));
    expect(given(traced.run).length).toBeGreaterThan(0);

    expect(
      blocks(traced.run).map(({ row }) => row),
      lines(kept(traced.run)),
    ).toEqual(["Deployment web"]);
    expect(firstLine(blocks(traced.run)[0]!)).toContain('"panic: cannot connect to db"');
    expect(
      kept(traced.run)
        .filter(({ row }) => row === "Stack")
        .map(firstLine),
    ).toEqual([expect.stringMatching(/^kubespy: .*failing/)]);
    // The engine itself takes its time; what tracing adds is at most 1.5 s.
    expect(traced.endedAfter).toBeLessThan(untraced.endedAfter + 5000);
  });
});

describe("a program that throws", () => {
  test.for(["at-once", "after-creating"])(
    "%s: its error stands, nothing hangs, the exit code is the same",
    async (throws, { open }) => {
      const run = (traced: string): Promise<Run> => open({ scenario: "healthy", traced, throws }).up();
      const [traced, untraced] = await Promise.all([run("true"), run("false")]);
      expect(traced.exitCode).toBe(untraced.exitCode);
      expect(errors(traced)).toContain("the program has a fault of its own");
      expect(traced.messages.filter(({ severity }) => severity === "error").length, errors(traced)).toBe(
        untraced.messages.filter(({ severity }) => severity === "error").length,
      );
      expect(
        ours(traced).filter(
          ({ severity, text }) =>
            (severity === "warning" || severity === "error") && !text.includes("the program has a fault of its own"),
        ),
        lines(ours(traced)),
      ).toEqual([]);
    },
  );
});

describe("the next update", () => {
  test("says nothing of what is healthy and unchanged, and a destroy says nothing either", async ({ open }) => {
    const stack = open({ scenario: "healthy" });
    expect((await stack.up()).exitCode).toBe(0);
    const second = await stack.up();
    expect(second.exitCode).toBe(0);
    expect(second.events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges).toEqual({ same: 4 });
    expect(lines(ours(second))).toBe("");
    const destroyed = await stack.destroy();
    expect(destroyed.exitCode, destroyed.output).toBe(0);
    expect(lines(ours(destroyed))).toBe("");
    expect(destroyed.output).not.toContain("--run-program");
    expect(await stack.kubectl("get", "namespace", stack.namespace, "--ignore-not-found")).toBe("");
  });

  test("tells again what is unchanged and still broken, although Pulumi has nothing to do", async ({ open }) => {
    const stack = open({ scenario: "selector" });
    expect((await stack.up()).exitCode).toBe(0);
    const second = await stack.up();
    expect(second.exitCode).toBe(0);
    expect(second.events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent?.resourceChanges).toEqual({ same: 4 });
    expect(
      ours(second).filter(({ ephemeral }) => ephemeral),
      "no live lines on rows that are not shown",
    ).toEqual([]);
    expect(blocks(second).map((message) => `${message.row}: ${firstLine(message)}`)).toEqual([
      expect.stringMatching(/^Service web: Service web .*app=wbe/),
    ]);
    await expect(keptText(second, stack.namespace)).toMatchFileSnapshot(golden("selector-unchanged"));
  });

  test("repairs what the one before left behind, and says that it is ready", async ({ open }) => {
    const stack = open({ scenario: "badimage", timeout: "12" });
    expect((await stack.up()).exitCode).toBe(1);
    const repaired = await stack.up({ config: { scenario: "healthy" } });
    expect(repaired.exitCode, repaired.output).toBe(0);
    expect(blocks(repaired), lines(kept(repaired))).toEqual([]);
    expect(kept(repaired).map(firstLine)).toEqual([expect.stringMatching(/^kubespy: 1 application, ready/)]);
    expect(
      repaired.messages.filter(isOurs).some(({ text }) => text.startsWith("ready: 2 of 2 Pods")),
      lines(ours(repaired)),
    ).toBe(true);
  });
});
