import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import { type Raw, merge, deployment, unready, replicaSet, logOf, chain } from "../support/objects";
import { badImage, crashing, pulling } from "../support/web-pods";

describe("folding by cause", () => {
  const set = replicaSet({ spec: { replicas: 4 } });
  const four = deployment(merge(unready, { spec: { replicas: 4 }, status: { replicas: 4, updatedReplicas: 4 } }));

  test("most Pods first, then by name; what is only on its way comes last", () => {
    const objects = [four, set, badImage("web-1-a"), crashing("web-1-b"), crashing("web-1-c"), pulling("web-1-d")];
    expect(look(objects).because.map(({ message }) => message)).toEqual([
      "2 of 4 Pods crash",
      "1 of 4 Pods cannot pull an image",
      "1 of 4 Pods: volumes and network are being set up on node lab",
    ]);
  });
  test("what will not heal decides, whichever cause is named first", () => {
    expect(
      look([four, set, badImage("web-1-a"), crashing("web-1-b"), crashing("web-1-c"), pulling("web-1-d")]).outlook,
    ).toBe("will-not-heal");
  });
  test("different log lines of one cause are one entry; the Pod whose log is known speaks", () => {
    const logs = [logOf(["panic at 12:00:01"], { pod: "web-1-b" })];
    const told = look(
      [four, set, crashing("web-1-a"), crashing("web-1-b"), crashing("web-1-c"), crashing("web-1-d")],
      5,
      { logs },
    );
    expect(chain(told)).toBe('0 of 4 Pods ready ← 4 of 4 Pods crash ← container web exited 3: "panic at 12:00:01"');
  });
  test("Pods on their way are one entry, whichever their nodes", () => {
    const on = (name: string, nodeName: string): Raw => merge(pulling(name), { spec: { nodeName } });
    const message = (pods: readonly Raw[]): string | undefined => look([four, set, ...pods], 1).because[0]?.message;
    expect(message([on("web-1-a", "n1"), on("web-1-b", "n2")])).toBe(
      "2 of 4 Pods: volumes and network are being set up",
    );
    expect(message([on("web-1-a", "n1"), on("web-1-b", "n1")])).toBe(
      "2 of 4 Pods: volumes and network are being set up on node n1",
    );
  });
  test("different exit codes are different causes", () => {
    expect(look([four, set, crashing("web-1-a", 3), crashing("web-1-b", 4)]).because).toHaveLength(2);
  });
});
