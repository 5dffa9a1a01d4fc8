import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import { indexOfStep, rowOf, type Message } from "../support/cli-events";
import { test, type Open } from "../support/lab-test";
import { firstLine, lines } from "../support/rollout";
import type { Run, Settings, Stack, StackOptions } from "../support/up";

const row = "TrafficGate web-live";

function stackOf(open: Open, config: Settings, environment?: StackOptions["environment"]): Stack {
  return open(
    { scenario: "gate", ...config },
    { program: "test/programs/gate", ...(environment === undefined ? {} : { environment }) },
  );
}

const on = (run: Run, name = row): readonly Message[] => run.messages.filter((message) => message.row === name);
const errors = (run: Run): readonly Message[] =>
  on(run).filter(({ severity, ephemeral }) => severity === "error" && !ephemeral);
const changes = (run: Run): Readonly<Record<string, number>> =>
  run.events.find(({ summaryEvent }) => summaryEvent !== undefined)?.summaryEvent?.resourceChanges ?? {};
const startOf = (run: Run, name: string): number =>
  run.events.findIndex(
    ({ resourcePreEvent: step }) =>
      step !== undefined && step.metadata.op !== "same" && rowOf(step.metadata.urn) === name,
  );

describe("a gate in pulumi up", () => {
  test("opens when traffic arrives, has what depends on it wait, and is not checked again for nothing", async ({
    open,
  }) => {
    const stack = stackOf(open, { second: "true", gate: '{"minReady":"100%","path":"/healthz"}' });

    const preview = await stack.preview();
    expect(on(preview).map(({ text }) => text)).toEqual([
      `would wait for ready endpoints for 100 % of the Pods of Service web in ${stack.namespace} and a 2xx from GET /healthz, at most 10 min`,
    ]);

    const first = await stack.up();
    expect(first.exitCode, first.output).toBe(0);
    expect(on(first).at(-1)?.text, lines(on(first))).toMatch(
      /^ready after \S+ s: 2 of 2 endpoints, GET \/healthz answered$/,
    );
    for (const [gate, after] of [
      [row, "ConfigMap after"],
      ["TrafficGate api-live", "ConfigMap after-api"],
    ] as const) {
      const done = indexOfStep(first.events, gate, "done");
      expect(done).toBeDefined();
      expect(startOf(first, after)).toBeGreaterThan(done ?? Infinity);
    }
    expect(first.output).toMatch(/addresses: \[\s+\[0\]: "10\.244\.\d+\.\d+:8080"\s+\[1\]: "10\.244\.\d+\.\d+:8080"/);
    expect(first.output).toMatch(/endpoints: 2\s+readyIn {2}: \d/);

    const same = await stack.up({ config: { gate: '{"minReady":"100%","path":"/healthz","timeout":"5m"}' } });
    expect(changes(same)).toEqual({ same: 10 });
    expect(on(same)).toEqual([]);

    const fewer = await stack.up({ config: { gate: '{"minReady":1,"triggers":["anew"]}' } });
    expect(changes(fewer), fewer.output).toEqual({ same: 9, update: 1 });
    expect(on(fewer).at(-1)?.text).toMatch(/^ready after \S+ s: 2 of 2 endpoints$/);

    const destroyed = await stack.destroy();
    expect(destroyed.exitCode, destroyed.output).toBe(0);
    expect(on(destroyed)).toEqual([]);
  });

  test("fails early with the near miss of a selector, and opens when that is corrected", async ({ open }) => {
    const stack = stackOf(open, { selector: "wbe" });
    const failed = await stack.up();
    expect(failed.exitCode).not.toBe(0);
    const [error] = errors(failed);
    expect(error?.text, failed.output).toMatch(
      /^Service web will not become ready: selects app=wbe, no Pod has it; Deployment web has app=web\ngave up after \S+ s with 0 of 1 endpoint ready .*: waiting changes nothing/,
    );
    expect(error?.text).toContain('in the selector of Service web: { app: "web" }');
    expect(startOf(failed, "ConfigMap after"), "what depends on it is not created").toBe(-1);

    const corrected = await stack.up({ config: { selector: "web" } });
    expect(corrected.exitCode, corrected.output).toBe(0);
    expect(startOf(corrected, "ConfigMap after")).toBeGreaterThan(-1);
  });

  test("is not opened by a container that is ready for moments before it crashes", async ({ open }) => {
    const stack = stackOf(open, {
      script: "echo 'config: DB_HOST is not set' >&2; sleep 1; echo 'panic: cannot connect to db' >&2; exit 3",
      gate: '{"timeout":"15s"}',
    });
    const run = await stack.up();
    expect(run.exitCode).not.toBe(0);
    expect(errors(run).map(firstLine), run.output).toEqual([
      expect.stringMatching(/^Service web .*container web exited 3: "panic: cannot connect to db"$/),
    ]);
    expect(errors(run)[0]?.text).toMatch(/log .*web-.*\n\s+config: DB_HOST is not set\n\s+panic: cannot connect to db/);
  });

  test("waits until a path answers", async ({ open }) => {
    const stack = stackOf(open, {
      script: "mkdir /www; (sleep 15; echo ok > /www/late) & httpd -f -p 8080 -h /www",
      gate: '{"path":"/late","timeout":"60s"}',
    });
    const run = await stack.up();
    expect(run.exitCode, run.output).toBe(0);
    expect(lines(on(run))).toMatch(/2 of 2 endpoints ready; GET \/late → 404/);
    expect(on(run).at(-1)?.text).toMatch(/GET \/late answered$/);
  });

  test("ends at once on a Ctrl-C, and says so", async ({ open }) => {
    const stack = stackOf(open, { selector: "wbe", gate: '{"failFast":false}' });
    let at = Infinity;
    const run = await stack.up({
      onEvent: ({ diagnosticEvent }, running) => {
        if (at !== Infinity || diagnosticEvent?.message.includes("selects app=wbe") !== true) return;
        at = performance.now();
        running.interrupt();
      },
    });
    expect(performance.now() - at, run.output).toBeLessThan(5000);
    expect(run.exitCode).not.toBe(0);
    expect(errors(run).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^cancelled after \S+ s: 0 of 1 endpoint ready: selects app=wbe/),
    ]);
  });

  test("tells a mistake in its arguments before anything is created", async ({ open }) => {
    const run = await stackOf(open, { gate: '{"mindReady":2}' }).preview();
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('TypeError: TrafficGate web-live has no argument "mindReady"; it takes service,');
  });

  test.for(["resource", "name"])(
    "reaches the cluster of a secret kubeconfig, and keeps nothing of it (Service by %s)",
    async (by, { lab, open }) => {
      const stack = stackOf(
        open,
        { byName: String(by === "name"), gate: '{"timeout":"30s"}' },
        { KUBECONFIG: "/nonexistent", SECRET_KUBECONFIG: lab.kubeconfig },
      );
      const config = await stack.kubectl("config", "view", "--raw", "--output=json", `--kubeconfig=${lab.kubeconfig}`);
      const { users } = JSON.parse(config) as { users: { user: Record<string, string> }[] };
      const key = users[0]?.user["client-key-data"] ?? "";
      expect(key.length).toBeGreaterThan(100);
      const run = await stack.up();
      expect(run.exitCode, run.output).toBe(0);
      expect(on(run).at(-1)?.text).toMatch(/^ready after/);
      const state = path.join(stack.folder, "state");
      const kept = readdirSync(state, { recursive: true, encoding: "utf8" })
        .filter((file) => file.includes(`${path.sep}stacks${path.sep}`) && file.endsWith(".json"))
        .map((file) => readFileSync(path.join(state, file), "utf8"));
      expect(kept.join("\n")).toContain("kubespy:TrafficGate");
      // Not the texts themselves: a failure would print the key.
      expect([run.output, ...kept].filter((text) => text.includes(key.slice(0, 80))).length).toBe(0);
    },
  );
});
