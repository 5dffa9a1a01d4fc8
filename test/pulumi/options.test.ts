import { describe, expect, test } from "vitest";
import { resolveOptions, type TraceOptions } from "../../src/pulumi/options";

const defaults = {
  logLines: 10,
  heartbeatMs: 30_000,
  namespaces: undefined,
  kinds: undefined,
  quiet: false,
  report: undefined,
  check: false,
  record: "never",
  recordDir: "kubespy-recordings",
  rules: [],
};

describe("options", () => {
  test("have defaults", () => {
    expect(resolveOptions()).toEqual(defaults);
    expect(resolveOptions({})).toEqual(resolveOptions());
  });

  test("that are set to undefined count as not set", () => {
    const options = {
      logLines: undefined,
      heartbeatSeconds: undefined,
      namespaces: undefined,
    } as unknown as TraceOptions;
    expect(resolveOptions(options)).toEqual(resolveOptions());
  });

  test("are taken as they are", () => {
    const rule = { apiVersion: "shop.example.com/v1", kind: "Cart", ready: { condition: "Ready" } };
    expect(
      resolveOptions({
        logLines: 0,
        heartbeatSeconds: 5,
        namespaces: ["a", "a", "b"],
        kinds: ["Deployment"],
        quiet: true,
        report: "report.json",
        check: true,
        record: "always",
        recordDir: "recordings",
        rules: [rule],
      }),
    ).toEqual({
      logLines: 0,
      heartbeatMs: 5000,
      namespaces: new Set(["a", "b"]),
      kinds: new Set(["Deployment"]),
      quiet: true,
      report: "report.json",
      check: true,
      record: "always",
      recordDir: "recordings",
      rules: [{ ...rule, ready: [{ condition: "Ready" }] }],
    });
  });

  test.each([
    [
      "an option that does not exist",
      { logline: 3 },
      'pulumi-kubespy has no option "logline"; it takes logLines, heartbeatSeconds, namespaces, kinds, eventsOf, quiet, report, check, settle, record, recordDir, rules',
    ],
    ["a negative number", { logLines: -1 }, "pulumi-kubespy: logLines must be a whole number from 0 to 200, not -1"],
    ["half a line", { logLines: 0.5 }, "pulumi-kubespy: logLines must be a whole number from 0 to 200, not 0.5"],
    [
      "more lines than anybody reads",
      { logLines: 201 },
      "pulumi-kubespy: logLines must be a whole number from 0 to 200, not 201",
    ],
    [
      "a number in quotes",
      { heartbeatSeconds: "30" },
      'pulumi-kubespy: heartbeatSeconds must be a whole number from 0 to 3600, not "30"',
    ],
    [
      "no number",
      { heartbeatSeconds: Number.NaN },
      "pulumi-kubespy: heartbeatSeconds must be a whole number from 0 to 3600, not null",
    ],
    [
      "one namespace without a list",
      { namespaces: "prod" },
      'pulumi-kubespy: namespaces must be a list of names, not "prod"',
    ],
    [
      "a recording on a day off",
      { record: "weekends" },
      'pulumi-kubespy: record must be never, on-failure or always, not "weekends"',
    ],
    ["a recording by a flag", { record: true }, "pulumi-kubespy: record must be never, on-failure or always, not true"],
    ["no folder", { recordDir: "" }, 'pulumi-kubespy: recordDir must be the name of a folder, not ""'],
    [
      "a list of something else",
      { namespaces: ["prod", 1] },
      'pulumi-kubespy: namespaces must be a list of names, not ["prod",1]',
    ],
  ])("refuse %s", (_what, options, message) => {
    expect(() => resolveOptions(options as unknown as TraceOptions)).toThrow(new TypeError(message));
  });

  test("are overruled by the environment, for one run", () => {
    const environment = {
      KUBESPY_LOG_LINES: "3",
      KUBESPY_HEARTBEAT_SECONDS: "",
      KUBESPY_NAMESPACES: "prod, dev",
      KUBESPY_KINDS: "Service",
      KUBESPY_QUIET: "1",
      KUBESPY_REPORT: "/tmp/report.json",
      KUBESPY_CHECK: "false",
      KUBESPY_RECORD: "on-failure",
      KUBESPY_RECORD_DIR: "/tmp/recordings",
    };
    expect(resolveOptions({ logLines: 20, heartbeatSeconds: 5, check: true }, environment)).toEqual({
      ...defaults,
      logLines: 3,
      heartbeatMs: 5000,
      namespaces: new Set(["prod", "dev"]),
      kinds: new Set(["Service"]),
      quiet: true,
      report: "/tmp/report.json",
      record: "on-failure",
      recordDir: "/tmp/recordings",
    });
  });

  test.each([
    [
      "no number",
      { KUBESPY_LOG_LINES: "many" },
      'pulumi-kubespy: KUBESPY_LOG_LINES must be a whole number from 0 to 200, not "many"',
    ],
    ["neither yes nor no", { KUBESPY_QUIET: "yes" }, 'pulumi-kubespy: KUBESPY_QUIET must be true or false, not "yes"'],
    [
      "a recording of yes",
      { KUBESPY_RECORD: "true" },
      'pulumi-kubespy: KUBESPY_RECORD must be never, on-failure or always, not "true"',
    ],
    ["an empty name", { KUBESPY_KINDS: "Pod,," }, 'pulumi-kubespy: KUBESPY_KINDS must be a list of names, not "Pod,,"'],
  ])("of the environment are refused: %s", (_what, environment, message) => {
    expect(() => resolveOptions({}, environment)).toThrow(new TypeError(message));
  });

  test("are refused: a rule that cannot be read", () => {
    const rules = [{ apiVersion: "v1", kind: "Cart" }] as unknown as NonNullable<TraceOptions["rules"]>;
    expect(() => resolveOptions({ rules })).toThrow("pulumi-kubespy: rules[0] (Cart): ready is missing");
  });
});
