import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { mountsBelow } from "../../lab/clean.ts";
import { identify, isAlive, record, recorded, startTicksOf, stop } from "../../lab/processes.ts";

const folder = mkdtempSync(join(tmpdir(), "kubespy-processes-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A /proc with the processes of a machine that has been started at another time. */
function proc(name: string, bootId: string, processes: Readonly<Record<number, string>>): string {
  const root = join(folder, name);
  mkdirSync(join(root, "sys/kernel/random"), { recursive: true });
  writeFileSync(join(root, "sys/kernel/random/boot_id"), `${bootId}\n`);
  for (const [pid, stat] of Object.entries(processes)) {
    mkdirSync(join(root, pid));
    writeFileSync(join(root, pid, "stat"), stat);
  }
  return root;
}

const stat = (name: string, state: string, ticks: number): string =>
  `7 (${name}) ${state} 1 7 7 0 -1 4194560 100 0 0 0 5 3 0 0 20 0 9 0 ${ticks} 1234 56`;

describe("a recorded process is ours", () => {
  const then = proc("then", "boot-1", { 7: stat("kubelet", "S", 4242) });
  const ours = identify(7, then);

  test("as long as it lives", () => {
    expect(ours).toEqual({ pid: 7, startTicks: "4242", bootId: "boot-1" });
    expect(isAlive(ours!, then)).toBe(true);
  });

  test.each([
    ["when its number was given to another process", proc("reused", "boot-1", { 7: stat("bash", "S", 9999) })],
    [
      "when the machine has been started again, even with the same number and ticks",
      proc("reboot", "boot-2", { 7: stat("kubelet", "S", 4242) }),
    ],
    ["when it has ended and only waits to be collected", proc("zombie", "boot-1", { 7: stat("kubelet", "Z", 4242) })],
    ["when nothing has its number", proc("gone", "boot-1", {})],
  ])("not %s", (_, now) => {
    expect(isAlive(ours!, now)).toBe(false);
  });
});

test.each([
  ["plain", "7 (sh) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 55 0", "55"],
  ["with brackets and spaces in its name", "7 (a) b) R (c) S 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 55 0", "55"],
])("the start of a process is found in its stat line: %s", (_, line, ticks) => {
  expect(startTicksOf(line)).toBe(ticks);
});

test("what is recorded can be read again; what is not a record is passed over", () => {
  const pids = join(folder, "pids");
  record(pids, "etcd", { pid: 12, startTicks: "34", bootId: "b" });
  writeFileSync(join(pids, "kubelet.json"), "{");
  writeFileSync(join(pids, "proxy.json"), '{"pid":"12"}');
  expect([...recorded(pids)]).toEqual([["etcd", { pid: 12, startTicks: "34", bootId: "b" }]]);
  expect(recorded(join(folder, "nothing")).size).toBe(0);
});

test.runIf(process.platform === "linux")(
  "a process that ignores SIGTERM is killed after the patience given to it",
  async () => {
    const child = spawn("sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const id = identify(child.pid!)!;
    const ended = new Promise((resolve) =>
      child.once("exit", (_, signal) => {
        resolve(signal);
      }),
    );
    await stop([id], 100);
    expect(await ended).toBe("SIGKILL");
    expect(isAlive(id)).toBe(false);
  },
);

test.runIf(process.platform === "linux")(
  "a process that only shares a number with a recorded one is left alone",
  async () => {
    const child = spawn("sleep", ["60"]);
    const id = identify(child.pid!)!;
    await stop(
      [
        { ...id, startTicks: "1" },
        { ...id, bootId: "another" },
      ],
      100,
    );
    expect(isAlive(id)).toBe(true);
    child.kill();
  },
);

test("mounts below a folder are found from the inside out, odd names included", () => {
  const mountinfo = [
    "22 1 0:21 / / rw - ext4 /dev/vda rw",
    "30 22 0:31 / /lab/run rw - tmpfs x rw",
    "31 30 0:32 / /lab/run/a\\040b rw - tmpfs x rw",
    "32 22 0:33 / /lab/running rw - tmpfs x rw",
  ].join("\n");
  expect(mountsBelow(mountinfo, "/lab/run")).toEqual(["/lab/run/a b", "/lab/run"]);
});
