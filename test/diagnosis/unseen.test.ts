import { describe, expect, test } from "vitest";
import type { Coverage } from "../../src/diagnosis";
import { look } from "../support/look";
import { deployment, replicaSet, service, unready } from "../support/objects";

const without =
  (kind: string, gap: string) =>
  (seen: string): Coverage =>
    seen === kind ? { gap } : "complete";

describe("what cannot be seen for lack of a right", () => {
  test.each([
    ["Pods of a Deployment", [deployment(unready), replicaSet()], "Pod", "kubectl -n prod auth can-i watch pod"],
    ["EndpointSlices of a Service", [service()], "EndpointSlice", "kubectl -n prod auth can-i watch endpointslice"],
  ])("comes with a command that says whether it is there: %s", (_, objects, kind, command) => {
    const diagnosis = look(objects, 5, { coverage: without(kind, "403 as alice") });
    const [unseen = diagnosis] = diagnosis.because;
    expect(unseen.reason).toBe("NotVisible");
    expect(unseen.actions).toEqual([
      { text: `ask for the right to list and watch ${kind}s in prod; this says whether it is there`, command },
    ]);
  });

  test("and the object itself", () => {
    const root = { apiVersion: "v1", kind: "Service", namespace: "prod", name: "web" };
    const { actions } = look([], 5, { root, coverage: without("Service", "403 as alice") });
    expect(actions.map(({ command }) => command)).toEqual(["kubectl -n prod auth can-i watch service"]);
  });

  test("of a server that does not answer no right is missing", () => {
    const diagnosis = look([deployment(unready), replicaSet()], 5, { coverage: without("Pod", "connection refused") });
    expect(diagnosis.because[0]?.actions).toEqual([]);
  });
});
