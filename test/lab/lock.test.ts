import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acquire, locked } from "../../lab/lock.ts";
import { identify } from "../../lab/processes.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubespy-lock-"));
  path = join(folder, "lock");
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("the second waits until the first is done, and is told once for whom", async () => {
  const order: string[] = [];
  const told: string[] = [];
  let finish: () => void = () => undefined;
  const first = locked(
    path,
    "up",
    () => undefined,
    async () => {
      order.push("first begins");
      await new Promise<void>((resolve) => (finish = resolve));
      order.push("first ends");
    },
  );
  const second = locked(
    path,
    "down",
    ({ command, pid }) => told.push(`${command} ${pid}`),
    async () => {
      order.push("second");
      return Promise.resolve("done");
    },
  );
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(order).toEqual(["first begins"]);
  finish();
  expect(await second).toBe("done");
  await first;
  expect(order).toEqual(["first begins", "first ends", "second"]);
  expect(told).toEqual([`up ${process.pid}`]);
  expect(readdirSync(folder)).toEqual([]);
});

test("an error gives the lock back", async () => {
  await expect(
    locked(
      path,
      "up",
      () => undefined,
      () => Promise.reject(new Error("no")),
    ),
  ).rejects.toThrow("no");
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ["of a process that has ended", JSON.stringify({ pid: 2 ** 22 + 1, startTicks: "1", bootId: "b", command: "up" })],
  [
    "of before the machine was started again",
    JSON.stringify({ ...identify(process.pid), bootId: "another", command: "up" }),
  ],
  ["that was never written to its end", '{"pid":'],
])("a lock %s is taken over", (_, content) => {
  writeFileSync(path, content);
  expect(acquire(path, "up")).toBeUndefined();
  expect(acquire(path, "down")).toMatchObject({ pid: process.pid, command: "up" });
  expect(readdirSync(folder)).toEqual(["lock"]);
});
