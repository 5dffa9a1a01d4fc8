import { describe, expect, test } from "vitest";
import { resolveOptions, type TraceOptions } from "../../src/pulumi/options";

describe("options", () => {
  test("have defaults", () => {
    expect(resolveOptions()).toEqual({ logLines: 10, heartbeatMs: 30_000, namespaces: undefined });
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
    expect(resolveOptions({ logLines: 0, heartbeatSeconds: 5, namespaces: ["a", "a", "b"] })).toEqual({
      logLines: 0,
      heartbeatMs: 5000,
      namespaces: new Set(["a", "b"]),
    });
  });

  test.each([
    [
      "an option that does not exist",
      { logline: 3 },
      'pulumi-kubespy has no option "logline"; it takes logLines, heartbeatSeconds, namespaces',
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
      "a list of something else",
      { namespaces: ["prod", 1] },
      'pulumi-kubespy: namespaces must be a list of names, not ["prod",1]',
    ],
  ])("refuse %s", (_what, options, message) => {
    expect(() => resolveOptions(options as unknown as TraceOptions)).toThrow(new TypeError(message));
  });
});
