import { LogSeverity, type LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineLog } from "../../src/pulumi/engine-log";

const row = (name: string): string => `urn:pulumi:dev::shop::kubernetes:apps/v1:Deployment::${name}`;

interface Sent {
  readonly urn: string;
  readonly message: string;
  readonly severity: number;
  readonly ephemeral: boolean;
  readonly at: number;
}

/** A log with a clock that only moves when told, and an engine that answers at once, late or never. */
function start(
  about: { answer?: "at once" | "never" | "throws"; rowIntervalMs?: number; linesPerSecond?: number } = {},
) {
  const sent: Sent[] = [];
  const answers: (() => void)[] = [];
  let now = 0;
  let plans: { at: number; run: () => void }[] = [];
  const engine = {
    log(request: LogRequest, done: () => void) {
      if (about.answer === "throws") throw new Error("the channel has been closed");
      sent.push({
        urn: request.getUrn(),
        message: request.getMessage(),
        severity: request.getSeverity(),
        ephemeral: request.getEphemeral(),
        at: now,
      });
      if (about.answer === "never") answers.push(done);
      else done();
    },
  };
  const log = new EngineLog(engine as unknown as ConstructorParameters<typeof EngineLog>[0], {
    rowIntervalMs: about.rowIntervalMs ?? 250,
    linesPerSecond: about.linesPerSecond ?? 8,
    now: () => now,
    after: (ms, run) => plans.push({ at: now + ms, run }),
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const pass = async (ms: number): Promise<void> => {
    for (const end = now + ms; now < end;) {
      now = Math.min(end, now + 10);
      const due = plans.filter((plan) => plan.at <= now);
      plans = plans.filter((plan) => plan.at > now);
      for (const plan of due) plan.run();
      await settle();
    }
  };
  return {
    log,
    sent,
    answers,
    pass,
    settle,
    lines: () => sent.map(({ message }) => message),
    planned: () => plans.length,
  };
}

describe("live lines", () => {
  test("go out at once when the row is quiet", async () => {
    const { log, sent, settle } = start();
    log.status(row("web"), "1 of 2 ready");
    await settle();
    expect(sent).toEqual([
      { urn: row("web"), message: "1 of 2 ready", severity: LogSeverity.INFO, ephemeral: true, at: 0 },
    ]);
  });

  test("of the same words go out again when they have become a warning", async () => {
    const { log, sent, settle } = start();
    for (const severity of ["info", "info", "warning", "warning"] as const)
      log.status(row("web"), "Service api does not exist", severity, true);
    await settle();
    expect(sent.map(({ severity }) => severity)).toEqual([LogSeverity.INFO, LogSeverity.WARNING]);
  });

  test("replace one another while they wait: the newest goes out", async () => {
    const { log, lines, pass } = start();
    for (const line of ["one", "two", "three", "four"]) log.status(row("web"), line);
    await pass(1000);
    expect(lines()).toEqual(["one", "four"]);
  });

  test("of one row are never closer than the interval", async () => {
    const { log, sent, pass, settle } = start({ rowIntervalMs: 250, linesPerSecond: 100 });
    for (let count = 0; count < 100; count += 1) {
      log.status(row("web"), `line ${String(count)}`);
      await settle();
      await pass(10);
    }
    await pass(1000);
    const gaps = sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(250);
    expect(sent.at(-1)?.message).toBe("line 99");
  });

  test("of different rows do not wait for each other", async () => {
    const { log, sent, settle } = start();
    for (const name of ["a", "b", "c"]) log.status(row(name), "scheduled");
    await settle();
    expect(sent.map(({ at }) => at)).toEqual([0, 0, 0]);
  });

  test("of all rows together keep the limit, and every row gets its last line", async () => {
    const { log, sent, pass } = start({ linesPerSecond: 8 });
    for (let second = 0; second < 10; second += 1) {
      for (let at = 0; at < 50; at += 1) log.status(row(`web-${String(at)}`), `line ${String(second)}`);
      await pass(1000);
    }
    expect(sent.length).toBeLessThanOrEqual(8 + 10 * 8);
    expect(sent.length).toBeGreaterThan(70);
    await pass(10_000);
    const last = new Map(sent.map(({ urn, message }) => [urn, message]));
    expect([...last.values()]).toEqual(Array.from({ length: 50 }, () => "line 9"));
  });

  test("that repeat what the row shows are not sent", async () => {
    const { log, lines, pass } = start();
    log.status(row("web"), "one");
    await pass(1000);
    log.status(row("web"), "one");
    await pass(1000);
    expect(lines()).toEqual(["one"]);
  });

  test("that were overtaken by what the row shows already are not sent", async () => {
    const { log, lines, pass } = start();
    log.status(row("web"), "one");
    log.status(row("web"), "two");
    log.status(row("web"), "one");
    await pass(1000);
    expect(lines()).toEqual(["one"]);
  });

  test("that are urgent do not wait", async () => {
    const { log, lines, settle } = start();
    log.status(row("web"), "pulling");
    log.status(row("web"), "pulled");
    log.status(row("web"), "2 of 2 Pods crash", "warning", true);
    await settle();
    expect(lines()).toEqual(["pulling", "2 of 2 Pods crash"]);
  });

  test("that are urgent count against the limit of all rows", async () => {
    const { log, sent, pass } = start({ linesPerSecond: 8 });
    for (let at = 0; at < 16; at += 1) log.status(row("crash"), `crash ${String(at)}`, "warning", true);
    log.status(row("web"), "pulling");
    await pass(500);
    expect(sent.filter(({ urn }) => urn === row("web"))).toEqual([]);
    await pass(2000);
    expect(sent.filter(({ urn }) => urn === row("web"))).toHaveLength(1);
  });

  test("of a row that waits long do not hold up another row", async () => {
    const { log, sent, pass } = start({ rowIntervalMs: 5000, linesPerSecond: 2 });
    for (const line of ["one", "two"]) log.status(row("slow"), line);
    for (const name of ["a", "b"]) log.status(row(name), "scheduled");
    await pass(1500);
    expect(sent.map(({ urn }) => urn)).toEqual([row("slow"), row("a"), row("b")]);
  });

  test("are all out after a flush, and no timer is left for them", async () => {
    const { log, lines, settle, pass } = start();
    log.status(row("web"), "one");
    log.status(row("web"), "two");
    await log.flush();
    expect(lines()).toEqual(["one", "two"]);
    await pass(1000);
    await settle();
    expect(lines()).toEqual(["one", "two"]);
  });
});

describe("reports", () => {
  test("stay, and keep their severity and order", async () => {
    const { log, sent } = start();
    void log.report(row("web"), "one", "info");
    void log.report(row("web"), "two", "warning");
    await log.report("", "three", "error");
    expect(sent.map(({ message, severity, ephemeral }) => [message, severity, ephemeral])).toEqual([
      ["one", LogSeverity.INFO, false],
      ["two", LogSeverity.WARNING, false],
      ["three", LogSeverity.ERROR, false],
    ]);
  });

  test("come after the live lines that went before them", async () => {
    const { log, lines } = start();
    log.status(row("web"), "crashing", "warning", true);
    await log.report(row("web"), "the verdict", "warning");
    expect(lines()).toEqual(["crashing", "the verdict"]);
  });

  test("wait for the engine, one at a time", async () => {
    const { log, lines, answers, settle } = start({ answer: "never" });
    let done = false;
    void log.report(row("web"), "one", "info");
    void log.report(row("web"), "two", "info").then(() => {
      done = true;
    });
    await settle();
    expect(lines()).toEqual(["one"]);
    answers.shift()?.();
    await settle();
    expect(lines()).toEqual(["one", "two"]);
    expect(done).toBe(false);
    answers.shift()?.();
    await settle();
    expect(done).toBe(true);
  });

  test("to an engine that is gone are lost without a word", async () => {
    const { log } = start({ answer: "throws" });
    await expect(log.report(row("web"), "one", "info")).resolves.toBeUndefined();
    await expect(log.flush()).resolves.toBeUndefined();
  });
});

describe("a URN", () => {
  test.each([
    row("web"),
    "urn:pulumi:dev::shop::acme:index:App$kubernetes:apps/v1:Deployment::web",
    "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev",
    "urn:pulumi:dev::shop::kubernetes:core/v1:Service::a::b c\n<d>",
  ])("%j is sent as it is", async (urn) => {
    const { log, sent } = start();
    await log.report(urn, "text", "info");
    expect(sent[0]?.urn).toBe(urn);
  });

  test.each([
    "",
    "web",
    "urn:pulumi:dev",
    "urn:pulumi:dev::shop",
    "urn:pulumi:dev::shop::type::",
    "urn:pulumi:::::::",
    "urn:aws:dev::shop::type::name",
    " urn:pulumi:dev::shop::type::name",
  ])("%j would make the CLI panic, and the text goes to the stack's row", async (urn) => {
    const { log, sent } = start();
    await log.report(urn, "text", "info");
    expect(sent[0]?.urn).toBe("");
  });

  test("of any text is either empty or has all four parts when it is sent", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom("urn", "pulumi", ":", "::", "a", "$")).map((parts) => parts.join("")),
        ),
        async (urn) => {
          const { log, sent } = start();
          await log.report(urn, "text", "info");
          const [head = "", project, type, name] = (sent[0]?.urn ?? "").split("::");
          if (sent[0]?.urn !== "")
            expect([head.startsWith("urn:pulumi:"), project, type, name]).toEqual([
              true,
              expect.any(String),
              expect.any(String),
              expect.any(String),
            ]);
        },
      ),
    );
  });
});
