import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import { isEngineGone, keepFromReporting } from "../../src/pulumi/engine-gone";

describe("errors that only say that the engine has ended", () => {
  test.each([
    ["2 UNKNOWN: resource monitor shut down", true],
    ["Resource monitor is terminating", true],
    ["grpc: the client connection is closing", true],
    ["the program has a fault of its own", false],
  ])("%s", (message, expected) => {
    expect(isEngineGone(new Error(message))).toBe(expected);
  });

  test("are kept from those who report, and all others reach them once", () => {
    const events = new EventEmitter();
    const reported: unknown[] = [];
    events.on("unhandledRejection", (error: unknown, promise: unknown) => reported.push([error, promise]));
    keepFromReporting(events, isEngineGone);
    const fault = new Error("a fault");
    events.emit("unhandledRejection", new Error("resource monitor shut down"), 1);
    events.emit("unhandledRejection", fault, 2);
    expect(reported).toEqual([[fault, 2]]);
  });

  test("stay as they are where nobody reports: the process ends of them", () => {
    const events = new EventEmitter();
    keepFromReporting(events, isEngineGone);
    expect(events.listenerCount("uncaughtException")).toBe(0);
  });
});
