import { describe, expect, test } from "vitest";
import { backOffMs, retryAfterMs } from "../../src/watch/back-off";
import { sleep, systemClock } from "../../src/watch/clock";
import { LineReader, LineTooLong } from "../../src/watch/line-reader";
import { proxyFor } from "../../src/watch/proxy";
import { recordable } from "../../src/watch/recordable";

describe("back-off", () => {
  test("the ceiling doubles from 0.4 s to 30 s, and no wait is shorter than 0.2 s", () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 7, 8, 100].map((attempt) => backOffMs(attempt, 0.999999));
    expect(longest).toEqual([400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000, 30000]);
    for (const attempt of [0, 5, 1000]) expect(backOffMs(attempt, 0)).toBe(200);
  });
  test("chance spreads over the whole range", () => {
    expect([0, 0.25, 0.5, 0.75].map((random) => backOffMs(2, random))).toEqual([200, 550, 900, 1250]);
  });
  const now = Date.parse("2025-01-01T00:00:00Z");
  test.each([
    [undefined, undefined],
    ["", undefined],
    ["5", 5000],
    ["0", 0],
    ["3600", 60_000],
    ["Wed, 01 Jan 2025 00:00:07 GMT", 7000],
    ["Wed, 01 Jan 2020 00:00:07 GMT", undefined],
    ["-1", undefined],
    ["soon", undefined],
  ])("Retry-After %s", (header, wait) => {
    expect(retryAfterMs(header, now)).toBe(wait);
  });
});

describe("lines", () => {
  const read = (max: number, ...chunks: (string | Buffer)[]): string[] => {
    const reader = new LineReader(max);
    return chunks.flatMap((chunk) => [...reader.push(Buffer.from(chunk))]);
  };
  test.each([
    ["one chunk, several lines", ["a\nb\nc\n"], ["a", "b", "c"]],
    ["a line over several chunks", ["a", "b", "c\nd", "\n"], ["abc", "d"]],
    ["the rest waits for its end", ["a\nb"], ["a"]],
    ["empty lines and carriage returns", ["\n\r\na\r\n\n"], ["a"]],
  ])("%s", (_, chunks, lines) => {
    expect(read(100, ...chunks)).toEqual(lines);
  });

  test("a character in two chunks", () => {
    const bytes = Buffer.from("größe 🚀\n");
    expect(read(100, ...Array.from(bytes, (byte) => Buffer.from([byte])))).toEqual(["größe 🚀"]);
  });
  test("too long: in one chunk, over chunks, and not when it fits exactly", () => {
    expect(read(3, "abc\nabc\n")).toEqual(["abc", "abc"]);
    expect(() => read(3, "abcd\n")).toThrow(LineTooLong);
    expect(() => read(3, "ab", "cd")).toThrow(LineTooLong);
  });
});

describe("sleeping", () => {
  test("ends at an abort, and takes no time after one", async () => {
    const abort = new AbortController();
    const began = Date.now();
    const asleep = sleep(60_000, abort.signal, systemClock);
    abort.abort();
    await asleep;
    await sleep(60_000, abort.signal, systemClock);
    expect(Date.now() - began).toBeLessThan(1000);
  });
});

describe("which proxy", () => {
  const via = { HTTPS_PROXY: "http://proxy:3128" };
  const table: readonly [server: string, env: Record<string, string>, proxy: string | undefined][] = [
    ["https://api.example:6443", via, "http://proxy:3128"],
    ["https://api.example", { https_proxy: "proxy:3128" }, "http://proxy:3128"],
    ["https://api.example", {}, undefined],
    ["https://api.example", { HTTPS_PROXY: "" }, undefined],
    ["http://api.example", via, undefined],
    ["https://localhost:6443", via, undefined],
    ["https://127.0.0.1:6443", via, undefined],
    ["https://[::1]:6443", via, undefined],
    ["https://api.example", { ...via, NO_PROXY: "other, api.example" }, undefined],
    ["https://api.example", { ...via, no_proxy: "*" }, undefined],
    ["https://eu.api.example", { ...via, NO_PROXY: "api.example" }, undefined],
    ["https://api.example", { ...via, NO_PROXY: ".api.example" }, "http://proxy:3128"],
    ["https://eu.api.example", { ...via, NO_PROXY: ".api.example" }, undefined],
    ["https://eu.api.example", { ...via, NO_PROXY: "*.api.example" }, undefined],
    ["https://myapi.example", { ...via, NO_PROXY: "api.example" }, "http://proxy:3128"],
    ["https://api.example:6443", { ...via, NO_PROXY: "api.example:6443" }, undefined],
    ["https://api.example:6443", { ...via, NO_PROXY: "api.example:443" }, "http://proxy:3128"],
    ["https://10.1.2.3", { ...via, NO_PROXY: "10.0.0.0/8" }, undefined],
    ["https://11.1.2.3", { ...via, NO_PROXY: "10.0.0.0/8" }, "http://proxy:3128"],
    ["https://[fd00::5]:6443", { ...via, NO_PROXY: "fd00::/8" }, undefined],
    ["https://10.1.2.3", { ...via, NO_PROXY: "10.0.0.0/99, nonsense/8" }, "http://proxy:3128"],
    ["https://10.1.2.3", { ...via, NO_PROXY: "10.1.2.3" }, undefined],
  ];
  test.each(table)("%s with %j", (server, env, proxy) => {
    expect(proxyFor(new URL(server), env)).toBe(proxy);
  });
});

describe("what may stand in a recording", () => {
  test("no managedFields, no copy of the object in an annotation", () => {
    const raw = {
      kind: "Deployment",
      metadata: {
        name: "web",
        managedFields: [1],
        annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}", other: "kept" },
      },
      spec: { template: { env: [{ name: "A", value: "kept" }] } },
    };
    expect(recordable(raw)).toEqual({
      kind: "Deployment",
      metadata: { name: "web", annotations: { other: "kept" } },
      spec: raw.spec,
    });
    expect(raw.metadata.managedFields).toEqual([1]);
  });
  test("no values of Secrets; ConfigMaps as they are", () => {
    const data = { data: { password: "aHVudGVyMg==" } };
    expect(recordable({ kind: "Secret", type: "Opaque", ...data, stringData: { a: "b" } })).toEqual({
      kind: "Secret",
      type: "Opaque",
      metadata: {},
    });
    expect(recordable({ kind: "ConfigMap", ...data })).toMatchObject(data);
  });
});
