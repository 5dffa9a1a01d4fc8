import { describe, expect, test } from "vitest";
import { look } from "../support/look";
import {
  at,
  container,
  deployment,
  endpoint,
  merge,
  pod,
  podEvent,
  replicaSet,
  running,
  service,
  slice,
  told,
  type Raw,
} from "../support/objects";
import { daemonSet, nodePod, ordinalPod, statefulSet } from "../support/workloads";

const livenessProbe = (patch: Raw = {}): Raw => ({
  httpGet: { path: "/dead", port: 8080 },
  periodSeconds: 10,
  failureThreshold: 3,
  ...patch,
});
const spec = (probe: Raw = livenessProbe()): Raw => ({ spec: { containers: [container({ livenessProbe: probe })] } });
/** A Pod that is ready since second 2, whose liveness probe has failed so often by then. */
const failing = (name: string, count: number, last: number, probe = livenessProbe()): readonly Raw[] => [
  merge(pod(name), spec(probe)),
  podEvent("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 404", 10, {
    involvedObject: { name, uid: `uid-${name}` },
    metadata: { name: `${name}.liveness` },
    count,
    lastTimestamp: at(last),
  }),
];

describe("a Pod that is ready while its liveness probe fails", () => {
  type Row = readonly [name: string, objects: readonly Raw[], seconds: number, hint: string | undefined];
  test.each<Row>([
    ["once, is not spoken of", failing("web-1-a", 1, 10), 12, undefined],
    [
      "twice in a row, is about to be killed",
      failing("web-1-a", 2, 20),
      22,
      "container web is about to be killed: liveness GET :8080/dead → 404",
    ],
    ["twice, long ago, is well", failing("web-1-a", 2, 20), 60, undefined],
    ["now and then, with passes between, is well", failing("web-1-a", 2, 50), 52, undefined],
    ["as often as it may is being killed: the kubelet says so", failing("web-1-a", 3, 30), 31, undefined],
    [
      "and would be killed at the first failure: that is told when it happens",
      failing("web-1-a", 1, 10, livenessProbe({ failureThreshold: 1 })),
      10,
      undefined,
    ],
    [
      "twice, before the container was started anew, is well",
      [
        merge(merge(pod("web-1-a"), spec()), {
          status: { containerStatuses: [running({ state: { running: { startedAt: at(21) } } })] },
        }),
        ...failing("web-1-a", 2, 20).slice(1),
      ],
      22,
      undefined,
    ],
    ["without an event about it, is well", failing("web-1-a", 2, 20).slice(0, 1), 22, undefined],
  ])("%s", (_, objects, seconds, hint) => {
    const diagnosis = look(objects, seconds);
    expect(told(diagnosis)).toBe("Current healthy Ready: ready");
    expect((diagnosis.hints ?? []).map(({ message }) => message)).toEqual(hint === undefined ? [] : [hint]);
  });

  test("says when the kill is due: failureThreshold failures, a period apart, from the first", () => {
    const diagnosis = look(failing("web-1-a", 2, 20), 22);
    expect(diagnosis.hints?.[0]?.until).toBe(new Date(at(30)).toISOString());
    expect(diagnosis.until).toBe(new Date(at(30)).toISOString());
  });
});

describe("a workload whose Pods are ready and about to be killed", () => {
  const both = [...failing("web-1-a", 2, 20), ...failing("web-1-b", 2, 21)];
  const pods = [deployment(), replicaSet()];
  test.each<readonly [name: string, objects: readonly Raw[], expected: string, hint: string]>([
    [
      "a Deployment",
      [...pods, ...both],
      "Current healthy Ready: 2 of 2 Pods ready",
      "2 of 2 Pods are about to be killed: container web: liveness GET :8080/dead → 404",
    ],
    [
      "a Deployment with one such Pod",
      [...pods, ...failing("web-1-a", 2, 20), pod("web-1-b")],
      "Current healthy Ready: 2 of 2 Pods ready",
      "1 of 2 Pods is about to be killed: container web: liveness GET :8080/dead → 404",
    ],
    [
      "a ReplicaSet",
      [replicaSet(), ...both],
      "Current healthy Ready: 2 of 2 Pods ready",
      "2 of 2 Pods are about to be killed: container web: liveness GET :8080/dead → 404",
    ],
    [
      "a StatefulSet",
      [
        statefulSet({ spec: { serviceName: "" } }),
        merge(ordinalPod(0), spec()),
        ...failing("db-0", 2, 20).slice(1),
        ordinalPod(1),
        ordinalPod(2),
      ],
      "Current healthy Ready: 3 of 3 Pods ready",
      "1 of 3 Pods is about to be killed: container web: liveness GET :8080/dead → 404",
    ],
    [
      "a DaemonSet",
      [daemonSet(), merge(nodePod("n1"), spec()), ...failing("agent-n1", 2, 20).slice(1), nodePod("n2"), nodePod("n3")],
      "Current healthy Ready: 3 of 3 Pods ready",
      "1 of 3 Pods is about to be killed: container web: liveness GET :8080/dead → 404",
    ],
    [
      "a Service",
      [service(), slice([endpoint("web-1-a"), endpoint("web-1-b")]), ...both],
      "Current healthy Ready: 2 of 2 endpoints ready on 10.96.0.7:80",
      "2 of 2 Pods are about to be killed: container web: liveness GET :8080/dead → 404",
    ],
  ])("%s is Current, and tells it", (_, objects, expected, hint) => {
    const diagnosis = look(objects, 23);
    expect(told(diagnosis)).toBe(expected);
    expect((diagnosis.hints ?? []).map(({ message }) => message)).toEqual([hint]);
    expect(diagnosis.until).toBe(new Date(at(30)).toISOString());
  });
});
