import { describe, expect, test } from "vitest";
import { deployment, endpoint, merge, pod, replicaSet, service, slice, unready, type Raw } from "../support/objects";
import { until } from "../watch/following";
import { Stage } from "./stage";

const pods = [pod("web-1-a"), pod("web-1-b")];
const listed = (...ready: readonly boolean[]): Raw =>
  slice(
    ready.map((isReady, index) =>
      merge(endpoint(index === 0 ? "web-1-a" : "web-1-b", isReady), { addresses: [`10.244.0.${index + 1}`] }),
    ),
  );
const serving = [service(), deployment(), replicaSet(), ...pods, listed(true, true)];

describe("a gate opens", () => {
  test("when the endpoints are there, and tells which and after how long", async () => {
    await using stage = await Stage.set();
    stage.put(...serving);
    const passed = await stage.wait({ minReady: 2 });
    expect(passed).toEqual({
      addresses: ["10.244.0.1:8080", "10.244.0.2:8080"],
      endpoints: 2,
      readyIn: expect.any(Number) as number,
    });
    expect(stage.said.at(-1)).toMatch(/^ready after .* s: 2 of 2 endpoints$/);
  });

  test("only when they have stayed for two seconds", async () => {
    await using stage = await Stage.set();
    stage.put(...serving);
    const started = stage.clock.now();
    let flaps = 0;
    const flapping = setInterval(() => {
      flaps += 1;
      if (flaps === 10) clearInterval(flapping);
      stage.put(listed(flaps % 2 === 0, false));
    }, 40);
    await stage.wait();
    clearInterval(flapping);
    expect(flaps, "it opened while they came and went").toBe(10);
    expect(stage.clock.now() - started).toBeGreaterThan(2000);
  });

  test("when the path answers 2xx, whatever it answered before", async () => {
    await using stage = await Stage.set();
    stage.put(...serving);
    stage.proxy = () => (stage.asked.length < 4 ? 404 : 204);
    const passed = await stage.wait({ path: "/healthz?full=1" });
    expect(stage.asked).toHaveLength(4);
    expect(new Set(stage.asked)).toEqual(new Set(["/api/v1/namespaces/prod/services/web:80/proxy/healthz?full=1"]));
    expect(stage.said).toContain("warning: 2 of 2 endpoints ready; GET /healthz?full=1 → 404");
    expect(passed.readyIn).toBeGreaterThan(2.5);
  });

  test("asks a TLS port as one, and the port that was named", async () => {
    await using stage = await Stage.set();
    stage.put(
      service({
        spec: {
          ports: [
            { name: "metrics", port: 9090, targetPort: 9090, protocol: "TCP" },
            { name: "https", port: 8443, targetPort: 8443, protocol: "TCP" },
          ],
        },
      }),
      ...serving.slice(1, -1),
      merge(listed(true, true), {
        ports: [
          { name: "metrics", port: 9090, protocol: "TCP" },
          { name: "https", port: 8443, protocol: "TCP" },
        ],
      }),
    );
    const passed = await stage.wait({ path: "/", port: "https" });
    expect(stage.asked).toEqual(["/api/v1/namespaces/prod/services/https:web:8443/proxy/"]);
    expect(passed.addresses).toEqual(["10.244.0.1:8443", "10.244.0.2:8443"]);
  });

  test("for a Service that comes later, and says so meanwhile", async () => {
    await using stage = await Stage.set();
    const opening = stage.wait();
    await until(
      () => stage.said.length > 0,
      () => stage.said,
    );
    expect(stage.said).toEqual(["0 of 1 endpoint ready: Service web does not exist yet"]);
    stage.put(...serving);
    expect((await opening).endpoints).toBe(2);
  });
});

describe("a gate stays shut", () => {
  test("when its time is over: what is missing, and why", async () => {
    await using stage = await Stage.set();
    stage.put(...serving);
    const text = await stage.refusal({ minReady: 3, timeout: "6s" });
    expect(text.split("\n")).toEqual([
      "Service web has 2 of 3 endpoints ready, and no more are on their way; Deployment web: 2 of 2 Pods ready",
      expect.stringMatching(
        /^gave up after \S+ s with 2 of 3 endpoints ready \(Service web in prod\): the timeout is over$/,
      ),
    ]);
  });

  test("early, when waiting changes nothing: with the near miss and what to change", async () => {
    await using stage = await Stage.set();
    stage.put(service({ spec: { selector: { app: "wbe" } } }), ...serving.slice(1, -1));
    const text = await stage.refusal();
    expect(text).toMatch(
      /^Service web will not become ready: selects app=wbe, no Pod has it; Deployment web has app=web\n/,
    );
    expect(text).toMatch(
      /\ngave up after \S+ s with 0 of 1 endpoint ready .*: waiting changes nothing; failFast: false/,
    );
    expect(text).toContain('in the selector of Service web: { app: "web" }');
  });

  test("not early with failFast off", async () => {
    await using stage = await Stage.set();
    stage.put(service({ spec: { selector: { app: "wbe" } } }), ...serving.slice(1, -1));
    const text = await stage.refusal({ failFast: false, timeout: "15s" });
    const [, seconds = "0"] = /\ngave up after (\S+) s .*: the timeout is over/.exec(text) ?? [];
    expect(Number(seconds)).toBeGreaterThanOrEqual(15);
  });

  test("and says from time to time that nothing has changed", async () => {
    await using stage = await Stage.set();
    stage.put(service(), deployment(unready), replicaSet());
    await stage.refusal({ timeout: "50s" });
    const [first = "", second = ""] = stage.said.slice(-2);
    expect(second.startsWith(first), stage.said.join("\n")).toBe(true);
    expect(second.slice(first.length)).toMatch(/^ \(still so after 3\d s\)$/);
  });

  test("with what a Service is called that was probably meant", async () => {
    await using stage = await Stage.set();
    stage.put(...serving);
    expect(await stage.refusal({ service: "wbe", timeout: 3 })).toMatch(
      /^Service wbe does not exist in namespace prod; there is Service web\ngave up after /,
    );
  });

  test("when the path does not answer, with a command to ask it oneself", async () => {
    await using stage = await Stage.set();
    stage.put(...serving);
    stage.proxy = () => 404;
    const text = await stage.refusal({ path: "/healthz", timeout: "8s" });
    expect(text).toMatch(/^Service web has 2 ready endpoints, but GET \/healthz → 404, \d+ times\n/);
    expect(text).toContain("kubectl get --raw '/api/v1/namespaces/prod/services/web:80/proxy/healthz'");
  });

  test("when nothing listens behind the endpoints: in the API server's words", async () => {
    await using stage = await Stage.set();
    stage.put(...serving);
    const message = "error trying to reach service: dial tcp 10.244.0.1:8080: connect: connection refused";
    stage.proxy = () => ({ code: 503, reason: "ServiceUnavailable", message });
    expect(await stage.refusal({ path: "/", timeout: "4s" })).toContain(
      "but GET / → dial tcp 10.244.0.1:8080: connect: connection refused",
    );
  });

  test("early, when the API server lets nobody through", async () => {
    await using stage = await Stage.set();
    stage.put(...serving);
    stage.proxy = () => ({ code: 403, reason: "Forbidden", message: "forbidden" });
    const text = await stage.refusal({ path: "/" });
    expect(text).toMatch(/but GET \/ → refused by the API server: 403 as alice@acme, who may not get services\/proxy/);
    expect(text).toContain("waiting changes nothing");
  });

  test("but a 403 of the program itself is waited out", async () => {
    await using stage = await Stage.set();
    stage.put(...serving);
    stage.proxy = () => (stage.asked.length < 9 ? 403 : 200);
    expect((await stage.wait({ path: "/" })).endpoints).toBe(2);
  });

  test("early, when the endpoints may not be seen", async () => {
    await using stage = await Stage.set();
    stage.put(...serving);
    stage.stub.misbehave("list", "endpointslices", { do: "answer", status: 403 });
    const text = await stage.refusal();
    expect(text).toMatch(
      /^Service web cannot be judged: EndpointSlices in prod cannot be seen \(403 as alice@acme\)\n/,
    );
    expect(text).toContain("waiting changes nothing");
  });

  test("on a Ctrl-C, at once", async () => {
    await using stage = await Stage.set();
    stage.put(service(), deployment(unready), replicaSet());
    const refusal = stage.refusal();
    await until(
      () => stage.said.length > 0,
      () => stage.said,
    );
    const at = Date.now();
    stage.cancel();
    expect(await refusal).toMatch(/^cancelled after \S+ s: 0 of 1 endpoint ready/);
    expect(Date.now() - at).toBeLessThan(100);
  });

  test("while the cluster does not answer, and no longer than its time", async () => {
    await using stage = await Stage.set();
    for (const plural of ["services", "endpointslices", "pods"])
      stage.stub.misbehave("list", plural, { do: "silence" });
    expect(await stage.refusal({ timeout: "3s" })).toMatch(/\ngave up after \S+ s with 0 of 1 endpoint ready/);
  });
});
