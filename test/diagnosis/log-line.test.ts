import { describe, expect, test } from "vitest";
import { tellingLine } from "../../src/diagnosis/log-line";

describe("the telling line of a log", () => {
  test.each<readonly [string, readonly string[], string | undefined]>([
    ["nothing", [], undefined],
    ["the last line when none looks like an error", ["listening", "bye"], "bye"],
    [
      "the panic before its goroutines",
      ["start", "panic: no db", "", "goroutine 1 [running]:", "main.main()", "\t/app/main.go:7 +0x1d", "exit status 2"],
      "panic: no db",
    ],
    [
      "the last line of a Python traceback",
      [
        "Traceback (most recent call last):",
        '  File "/app/x.py", line 3, in <module>',
        "    main()",
        "ValueError: invalid literal",
      ],
      "ValueError: invalid literal",
    ],
    [
      "the error of Node.js before its frames",
      [
        "/app/x.js:1",
        "throw new Error('x')",
        "Error: Cannot find module 'pg'",
        "    at Module._load (node:internal:1:1)",
        "Node.js v24.1.0",
      ],
      "Error: Cannot find module 'pg'",
    ],
    [
      "the last cause of a Java exception",
      [
        'Exception in thread "main" a.B: x',
        "\tat a.b(C.java:1)",
        "Caused by: java.net.UnknownHostException: db",
        "\t... 7 more",
      ],
      "Caused by: java.net.UnknownHostException: db",
    ],
    [
      "the message of a JSON line",
      ['{"level":"info","msg":"up"}', '{"level":"error","msg":"cannot bind: address in use","port":80}'],
      "cannot bind: address in use",
    ],
    ["without the time in front", ["2026-01-01T12:00:00.123Z ERROR failed to load"], "ERROR failed to load"],
    ["a weak word is better than none", ["config: DB_HOST is not set", "shutting down"], "config: DB_HOST is not set"],
  ])("%s", (_, lines, expected) => {
    expect(tellingLine(lines)).toBe(expected);
  });
});
