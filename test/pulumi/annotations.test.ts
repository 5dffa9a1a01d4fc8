import { describe, expect, test } from "vitest";
import { isLeftAlone, traceAnnotation } from "../../src/pulumi/annotations";
import { Rollout } from "./rollout";
import { deployment, runProgram, service, startCluster } from "./running";

const noted = (text: unknown): object => ({ metadata: { annotations: { [traceAnnotation]: text } } });

describe("annotations of one object", () => {
  test("an object is left alone only when it says so", () => {
    expect([noted("false"), noted("true"), {}, undefined].map((props) => isLeftAlone("web", props))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(() => isLeftAlone("web", noted("no"))).toThrow(
      'the annotation kubespy.pulumi.com/trace of "web" must be true or false, not "no"',
    );
  });

  test("nothing is told of what is left alone, and all of the others", async () => {
    const stub = await startCluster();
    const engine = runProgram(stub, {
      program: "unit-web",
      env: { ANNOTATIONS: JSON.stringify({ [traceAnnotation]: "false" }) },
      perform: (): undefined => void new Rollout(stub).crashing(),
    });
    const { code } = await engine.finished;
    expect(code).toBe(0);
    expect(engine.events.logs(deployment)).toEqual([]);
    expect(engine.events.logs(service).length).toBeGreaterThan(0);
  });

  test("a Pod can keep its log to itself", async () => {
    const stub = await startCluster();
    const annotations = { "kubespy.pulumi.com/log-lines": "0" };
    const engine = runProgram(stub, {
      program: "unit-web",
      perform: (): undefined => void new Rollout(stub, { annotations }).crashing(),
    });
    await engine.finished;
    expect(engine.events.text).toMatch(/container web exited 3/);
    expect(engine.events.text).not.toContain("panic");
    expect(stub.requests.filter(({ path }) => path.includes("/log"))).toEqual([]);
  });
});
