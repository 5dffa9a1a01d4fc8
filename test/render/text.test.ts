import { describe, expect, test } from "vitest";
import {
  ansi,
  clockTime,
  duration,
  gapLine,
  headline,
  pipeLine,
  pluralOf,
  rowLine,
  timeLeft,
  verdictOf,
  verdictSentence,
  widthOf,
  wrap,
} from "../../src/render";
import { cutQuote, dropLastClauses } from "../../src/render/headline";
import { fitting, padEnd } from "../../src/render/width";
import type { Telling } from "../../src/story";
import type { Outlook } from "../../src/diagnosis";
import { diagnosis, pod } from "./scenarios";

describe("durations", () => {
  test.each([
    [0, "0 s"],
    [300, "0.3 s"],
    [949, "0.9 s"],
    [1200, "1.2 s"],
    [3000, "3 s"],
    [9949, "9.9 s"],
    [9960, "10 s"],
    [12_400, "12 s"],
    [59_600, "1 min"],
    [125_000, "2 min 5 s"],
    [3_599_700, "1 h"],
    [11_040_000, "3 h 4 min"],
    [86_399_000, "1 d"],
    [108_000_000, "1 d 6 h"],
    [432_000_000, "5 d"],
    [-5, "0 s"],
    [Number.NaN, "?"],
  ])("%d ms are %s", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
  test("what is left is rounded up", () => {
    expect(timeLeft(100)).toBe("1 s");
    expect(timeLeft(2001)).toBe("3 s");
  });
});

describe("width", () => {
  test.each([
    ["abc", 3],
    ["容器", 4],
    ["🚀", 2],
    ["é", 1],
    ["e\u0301", 1],
    ["→✓…", 3],
    ["", 0],
  ])("%s takes %d columns", (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });
  test("filling up and fitting count columns", () => {
    expect(padEnd("容", 4)).toBe("容  ");
    expect(fitting("容器x", 3)).toBe("容");
    expect(fitting("abc", 9)).toBe("abc");
  });
  test("wrapping breaks between words, and leaves a long word whole", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrap("abcdefghij x", 4)).toEqual(["abcdefghij", "x"]);
  });
});

const deployment = { apiVersion: "apps/v1", kind: "Deployment", namespace: "prod", name: "web" };
const chain = (...messages: readonly string[]): ReturnType<typeof diagnosis> => {
  const [first = "", ...rest] = messages;
  const isRoot = messages.length === 3;
  return diagnosis(
    isRoot ? deployment : pod,
    "PodsNotReady",
    first,
    rest.length === 0 ? {} : { because: [chain(...rest)] },
  );
};

describe("the headline", () => {
  const words =
    "panic: cannot connect to db at postgres.prod.svc.cluster.local:5432 after 3 attempts, giving up now for good";
  test("leaves out what lies between root and cause before it cuts a quote", () => {
    const text = headline(
      chain(
        "0 of 2 Pods ready",
        "2 of 2 Pods fail to initialize",
        `init container migrate exited 1: "${words.slice(0, 48)}"`,
      ),
    );
    expect(text).toBe(`Deployment web: 0 of 2 Pods ready ← init container migrate exited 1: "${words.slice(0, 48)}"`);
  });
  test("cuts the quote at a word, and keeps its end visible", () => {
    const text = headline(chain("0 of 2 Pods ready", "2 of 2 Pods crash", `container web exited 3: "${words}"`));
    expect(text).toMatch(/^Deployment web: 0 of 2 Pods ready ← container web exited 3: "panic: [^"]*…"$/);
    expect(widthOf(text)).toBeLessThanOrEqual(120);
  });
  test("leaves out what follows a quote before it cuts the quote", () => {
    expect(cutQuote('exited 1: "duplicate column"; web has not started', 40)).toBe('exited 1: "duplicate column"');
  });
  test("leaves out last clauses as a whole, but never the first", () => {
    expect(dropLastClauses("needs 64 CPU, more than any of 3 nodes has; no autoscaler answers", 45)).toBe(
      "needs 64 CPU, more than any of 3 nodes has",
    );
    expect(dropLastClauses("a very long first clause, x", 5)).toBe("a very long first clause");
  });
  test.each([20, 40, 60, 80, 120])("fits into %d columns, whatever is said", (max) => {
    const long = chain(
      `no ${"very ".repeat(40)}ready endpoints`,
      "x".repeat(300),
      `container ${"y".repeat(200)}: "${words}"`,
    );
    expect(widthOf(headline(long, max))).toBeLessThanOrEqual(max);
    expect(widthOf(verdictSentence(long, max))).toBeLessThanOrEqual(max);
  });
  test("shows nothing that a terminal acts on", () => {
    const text = headline(chain("0 of 2 Pods ready", "2 of 2 Pods crash", 'exited 3: "\u001b[2J<{%fg 1%}>\nnext"'));
    expect(text).toBe('Deployment web: 0 of 2 Pods ready ← 2 of 2 Pods crash ← exited 3: "<{ %fg 1%}> next"');
  });
});

const telling = (type: "progress" | "problem", line: string, outlook: Outlook): Telling => ({
  type,
  object: deployment,
  diagnosis: diagnosis(deployment, "PodsNotReady", line, { outlook }),
  line,
});

describe("one line", () => {
  test("names the object where the row is not its own", () => {
    expect(rowLine(telling("progress", "1 of 2 Pods ready", "waiting"))).toBe("Deployment web: 1 of 2 Pods ready");
    expect(rowLine(telling("progress", "1 of 2 Pods ready", "waiting"), false)).toBe("1 of 2 Pods ready");
  });
  test("of a log has the time, where one is", () => {
    const at = new Date("2026-01-14T23:30:05Z");
    expect(clockTime(at)).toBe("23:30:05");
    expect(clockTime(at, 60)).toBe("00:30:05");
    expect(clockTime(at, -330)).toBe("18:00:05");
  });
  test("of a log stands in columns, and is broken between words where it must", () => {
    const options = { at: new Date("2026-01-14T05:07:41Z"), labelWidth: 16, width: 60 };
    expect(pipeLine(telling("problem", "2 of 2 Pods crash: container web exited 3", "may-heal"), options)).toBe(
      "05:07:41 Deployment web    warning: 2 of 2 Pods crash:\n                           container web exited 3",
    );
  });
  test("is coloured only where that is asked for, and says the same", () => {
    const options = { at: new Date("2026-01-14T05:07:41Z") };
    const problem = telling("problem", "2 of 2 Pods crash", "may-heal");
    // eslint-disable-next-line no-control-regex -- colours are control characters
    expect(pipeLine(problem, { ...options, style: ansi }).replace(/\u001b\[\d+m/g, "")).toBe(
      pipeLine(problem, options),
    );
  });
});

describe("the verdict in a word", () => {
  test.each<[Outlook, string]>([
    ["healthy", "ready"],
    ["waiting", "progressing"],
    ["may-heal", "failing"],
    ["will-not-heal", "failing"],
    ["suspended", "suspended"],
    ["unknown", "unknown"],
  ])("%s is %s", (outlook, verdict) => {
    expect(verdictOf({ outlook })).toBe(verdict);
  });
});

describe("the verdict in a sentence", () => {
  test("says of what is gone where it is missed", () => {
    expect(
      verdictSentence(
        diagnosis(deployment, "NotFound", "not in namespace prod", { outlook: "waiting", status: "NotFound" }),
      ),
    ).toBe("Deployment web does not exist in namespace prod");
  });
  test("says of what is being deleted that it is", () => {
    expect(
      verdictSentence(
        diagnosis(deployment, "Terminating", "2 Pods left", { outlook: "waiting", status: "Terminating" }),
      ),
    ).toBe("Deployment web is being deleted: 2 Pods left");
  });
  test("leaves out how many Pods it is so with sooner than what is so", () => {
    const state = "container web runs, readiness GET :8080/healthz/ready not before 12 s after its start";
    const because = diagnosis(pod, "NotReady", `1 of 2 Pods: ${state}`, { outlook: "waiting" });
    const details = { outlook: "waiting", status: "InProgress", because: [because] } as const;
    expect(verdictSentence(diagnosis(deployment, "RollingOut", "0 of 2 new Pods ready", details))).toBe(
      `Deployment web is not ready yet: ${state}`,
    );
  });
});

describe("what cannot be seen", () => {
  test.each([
    [
      ["Pod"],
      { namespace: "prod", cause: "403 as alice@acme", status: 403 },
      "cannot watch Pods in prod (403 as alice@acme): Pod states and logs are not shown",
    ],
    [
      ["Event", "EndpointSlice"],
      { namespace: undefined, cause: "403 as alice", status: 403 },
      "cannot watch EndpointSlices and Events (403 as alice): endpoints and Events are not shown",
    ],
    [
      ["Ingress"],
      { namespace: "prod", cause: "404", status: 404 },
      "cannot watch Ingresses in prod (404): Ingress states are not shown",
    ],
    [
      ["Pod", "Event"],
      { namespace: "prod", cause: "connection refused (https://10.0.0.1)", status: undefined },
      "cannot reach the API server (connection refused, https://10.0.0.1): what is shown is not up to date",
    ],
  ])("%s", (kinds, gap, line) => {
    expect(gapLine(gap, kinds)).toBe(line);
  });
  test.each([
    ["Pod", "Pods"],
    ["Ingress", "Ingresses"],
    ["Mesh", "Meshes"],
    ["Box", "Boxes"],
  ])("several of %s are %s", (kind, plural) => {
    expect(pluralOf(kind)).toBe(plural);
  });
});
