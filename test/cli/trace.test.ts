import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { faultsOf } from "../render/json-schema";
import { StubApiServer } from "../support/stub-api-server";
import { Rollout } from "./rollout";
import { Screen } from "./screen";
import { ran, Running, type Surroundings } from "./terminal-world";

let server: StubApiServer;
let rollout: Rollout;
let around: Surroundings;

beforeEach(async () => {
  server = await StubApiServer.start();
  rollout = new Rollout(server);
  around = { kubeconfig: server.kubeconfig({ namespace: "prod" }) };
  server.put({ kind: "Namespace", metadata: { name: "prod" } });
});
afterEach(async () => {
  await server.close();
});

/** The output without the times. */
const timeless = (text: string): string =>
  text.replaceAll(/\d\d:\d\d:\d\d/g, "TIME").replaceAll(/after \d+(\.\d+)? s/g, "after N s");

describe("kubespy trace in a pipe", () => {
  test("tells the rollout until it is ready, and ends with 0", async () => {
    rollout.begin();
    const running = new Running(["trace", "deploy/web", "svc/web"], around);
    await running.says("Deployment web  0 of 1 Pod ready");
    rollout.ready();
    const { code, out, err } = await running.ended;
    expect([code, err]).toEqual([0, ""]);
    expect(timeless(out)).toMatch(
      /^TIME Deployment web {2}0 of 1 Pod ready; .*\nTIME Service web {5}no ready endpoints; .*\n/,
    );
    expect(timeless(out)).toContain(
      "TIME Deployment web  ready: 1 of 1 Pod, Service web → 1 endpoint on 10.96.0.7:80\n",
    );
    expect(timeless(out)).toContain("TIME Service web     ready: 1 of 1 endpoint on 10.96.0.7:80\n");
  });

  test("tells a problem with the container's own words, then the verdict when the time is up: 4", async () => {
    rollout.begin();
    rollout.crashed();
    const { code, out } = await ran(["trace", "deploy", "web", "-t", "2s"], around);
    expect(code).toBe(4);
    expect(timeless(out)).toBe(
      [
        'TIME Deployment web  warning: 1 of 1 Pod crashes: container web exited 3: "panic: cannot connect to db"',
        "not ready after N s (--timeout)",
        "",
        'Deployment web is not ready: 1 of 1 Pod crashes: container web exited 3: "panic: cannot connect to db"',
        "",
        "  log      web-1-a/web, last 2 lines",
        "             config: DB_HOST is not set",
        "             panic: cannot connect to db",
        "  users    no ready endpoint: nothing serves Service web",
        "  try      kubectl -n prod logs web-1-a -c web",
        "",
      ].join("\n"),
    );
  });

  test("tells the verdict that will not heal at once, and goes on", async () => {
    rollout.begin();
    rollout.noImage();
    const running = new Running(["trace", "deploy/web", "-t", "30s"], around);
    await running.says("Deployment web will not become ready: 1 of 1 Pod cannot pull an image");
    rollout.ready();
    const { code, out } = await running.ended;
    expect(code).toBe(0);
    expect(out).toContain("ready: 1 of 1 Pod");
  });

  test("tells of progress at the timeout what it waits for: 3", async () => {
    rollout.begin();
    const { code, out } = await ran(["trace", "deploy/web", "-t", "1s"], around);
    expect(code).toBe(3);
    expect(timeless(out)).toMatch(/not ready after N s \(--timeout\)\nDeployment web is not ready yet: .*\n$/);
  });

  test("ends at Ctrl-C with how it stands: 130", async () => {
    rollout.begin();
    rollout.crashed();
    const running = new Running(["trace", "deploy/web"], around);
    await running.says("warning:");
    running.interrupt();
    const { code, out } = await running.ended;
    expect(code).toBe(130);
    expect(timeless(out)).toContain(
      'interrupted after N s\n\nDeployment web is not ready: 1 of 1 Pod crashes: container web exited 3: "panic: cannot connect to db"\n',
    );
  });

  test("with --follow tells that it did not stay ready", async () => {
    rollout.begin();
    rollout.ready();
    const running = new Running(["trace", "deploy/web", "-f", "-t", "30s"], around);
    await running.says("ready: 1 of 1 Pod");
    rollout.crashed();
    await running.says(
      'warning: was ready, then: 1 of 1 Pod crashes: container web exited 3: "panic: cannot connect to db"',
    );
    running.interrupt();
    expect((await running.ended).code).toBe(130);
  });

  test("with --steady does not believe the first moment", async () => {
    rollout.begin();
    rollout.ready();
    const running = new Running(["trace", "deploy/web", "--steady", "700ms", "-t", "2s"], around);
    await running.says("ready: 1 of 1 Pod");
    rollout.crashed();
    expect((await running.ended).code).toBe(4);
    expect(await ran(["trace", "deploy/web", "--no-wait"], around)).toMatchObject({ code: 4 });
  });
});

describe("kubespy trace --no-wait", () => {
  test("says how it stands, and ends", async () => {
    rollout.begin();
    rollout.crashed();
    const { code, out } = await ran(["trace", "deploy/web", "svc/web", "--wait=false"], around);
    expect(code).toBe(4);
    expect(out).toMatch(/^Deployment web is not ready: 1 of 1 Pod crashes/);
    expect(out).toMatch(/\nService web is not ready: no ready endpoints, for the same cause as Deployment web\n$/);
  });

  test("of what is ready is one line", async () => {
    rollout.begin();
    rollout.ready();
    expect(await ran(["trace", "deploy/web", "--no-wait"], around)).toMatchObject({
      code: 0,
      out: "Deployment web is ready: 1 of 1 Pod\n",
      err: "",
    });
  });

  test.each([
    ["deploy/wbe", "Deployment wbe does not exist in namespace prod: did you mean web?"],
    ["rs/web", "ReplicaSet web does not exist in namespace prod: did you mean web-1?"],
    ["pod/database", "Pod database does not exist in namespace prod: it has Pod web-1-a"],
  ])("of %s, which does not exist, says what does: 2", async (target, sentence) => {
    rollout.begin();
    expect(await ran(["trace", target, "--no-wait"], around)).toMatchObject({
      code: 2,
      out: "",
      err: `kubespy: ${sentence}\n`,
    });
  });

  test("in a namespace that does not exist says so once, and which was meant", async () => {
    rollout.begin();
    const { code, err } = await ran(["trace", "deploy/web", "svc/web", "-n", "prdo", "--no-wait"], around);
    expect([code, err]).toEqual([2, "kubespy: namespace prdo does not exist: did you mean prod?\n"]);
  });
});

describe("kubespy trace of what is not there yet", () => {
  test("says so at once, and waits for it", async () => {
    const running = new Running(["trace", "deploy/web"], around);
    await running.says(
      "kubespy: Deployment web does not exist in namespace prod: it has no Deployment; waiting for it",
    );
    rollout.begin();
    rollout.ready();
    expect((await running.ended).code).toBe(0);
  });
  test("ends with 2 when it never came", async () => {
    expect((await ran(["trace", "deploy/web", "-t", "1s"], around)).code).toBe(2);
  });
});

describe("kubespy trace where something cannot be seen", () => {
  test("says what is therefore not shown, and tells the rest", async () => {
    rollout.begin();
    rollout.ready();
    server.misbehave("list", "events", { do: "answer", status: 403 });
    const running = new Running(["trace", "deploy/web", "-f", "-t", "20s"], around);
    await running.says("kubespy: cannot watch Events in prod (403 as alice@acme): Events are not shown\n");
    await running.says("ready: 1 of 1 Pod");
    running.interrupt();
    await running.ended;
  });

  test("of an API server that is not there says so: 6", async () => {
    const kubeconfig = server.kubeconfig({ namespace: "prod", server: "http://127.0.0.1:1" });
    const { code, err, out } = await ran(["trace", "deploy/web", "-t", "9s"], { kubeconfig });
    expect(code).toBe(6);
    expect(err).toBe(
      "kubespy: cannot reach the API server (connection refused, http://127.0.0.1:1): what is shown is not up to date\n",
    );
    expect(out).toMatch(/Deployment web cannot be judged|http:\/\/127\.0\.0\.1:1 has not answered after/);
  });
});

describe("kubespy trace -o json", () => {
  test("prints a document per change of mind, each as its schema says", async () => {
    rollout.begin();
    const running = new Running(["trace", "deploy/web", "-o", "json"], around);
    await running.says('"verdict":"progressing"');
    rollout.ready();
    const { code, out } = await running.ended;
    const documents = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { verdict: string });
    const schema = JSON.parse(
      readFileSync(path.resolve(__dirname, "../../schemas/diagnosis-v1.json"), "utf8"),
    ) as unknown;
    expect(code).toBe(0);
    expect(documents.at(-1)?.verdict).toBe("ready");
    for (const document of documents) expect(faultsOf(schema, document)).toEqual([]);
  });
});

describe("kubespy trace on a terminal", () => {
  test("draws the Pods in place, keeps what is worth keeping, and leaves the last state", async () => {
    rollout.begin();
    const running = new Running(["trace", "deploy/web", "svc/web"], {
      ...around,
      isTerminal: true,
      columns: 90,
      rows: 20,
    });
    await running.says("web-1-a  …");
    rollout.ready();
    const { code, out } = await running.ended;
    const screen = new Screen(90, 20);
    screen.write(out);
    expect(code).toBe(0);
    const [stays, state] = [
      screen.lines().filter((line) => /^\d\d:/.test(line)),
      screen.lines().filter((line) => !/^\d\d:/.test(line)),
    ];
    expect(stays.map(timeless)).toEqual(
      expect.arrayContaining(["TIME Deployment web  ready: 1 of 1 Pod, Service web → 1 endpoint on 10.96.0.7:80"]),
    );
    expect(state).toEqual([
      "Deployment web  ✓ 1 of 1 Pod ready",
      "  web-1-a  ✓ ready on lab, 10.244.0.9",
      "Service web  ✓ 1 of 1 endpoint ready on 10.96.0.7:80",
      "  ClusterIP 10.96.0.7:80",
    ]);
    expect(screen.colour()).toBe("");
  });

  test.each([[{ NO_COLOR: "1" }], [{ TERM: "dumb" }]])("has no colours with %o", async (env) => {
    rollout.begin();
    rollout.ready();
    const { out } = await ran(["trace", "deploy/web", "--no-wait"], { ...around, isTerminal: true, env });
    expect(out).toBe("Deployment web is ready: 1 of 1 Pod\n");
  });
});

describe("secrets that a Pod uses", () => {
  const secret = {
    kind: "Secret",
    metadata: { name: "db", namespace: "prod" },
    data: { password: Buffer.from("hunter22").toString("base64") },
  };
  beforeEach(() => {
    rollout.usesSecret = "db";
    rollout.begin();
    rollout.crashed();
    server.setLog("web-1-a", "web", false, "panic: cannot connect with hunter22\n");
  });

  test("are not shown", async () => {
    server.put(secret);
    const { out } = await ran(["trace", "deploy/web", "--no-wait"], around);
    expect(out).toContain("panic: cannot connect with [secret]");
    expect(out).not.toContain("hunter22");
  });

  test("hide the whole log where they cannot be read", async () => {
    server.put(secret);
    server.misbehave("get", "secrets", { do: "answer", status: 403 });
    const { out } = await ran(["trace", "deploy/web", "--no-wait"], around);
    expect(out).toContain(
      "log      web-1-a/web: not shown: Secret db cannot be read (403 as alice@acme), so its values could not be hidden",
    );
    expect(out).not.toContain("hunter22");
  });
});
