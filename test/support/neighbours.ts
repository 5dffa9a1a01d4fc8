/** Somebody else's broken rollout in the same namespace. */
export function neighbours(namespace: string): readonly unknown[] {
  const labels = { app: "neighbour" };
  const meta = (name: string, owner?: object): object => ({
    name,
    namespace,
    uid: `other-${name}`,
    generation: 1,
    creationTimestamp: "2026-01-01T00:00:00Z",
    labels,
    ...(owner === undefined ? {} : { ownerReferences: [owner] }),
  });
  const template = { metadata: { labels }, spec: { containers: [{ name: "main", image: "neighbour:1" }] } };
  const end = { exitCode: 1, reason: "Error", startedAt: "2026-01-01T00:00:01Z", finishedAt: "2026-01-01T00:00:02Z" };
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: meta("neighbour"),
      spec: { replicas: 1, selector: { matchLabels: labels }, template },
      status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1 },
    },
    {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: meta("neighbour-1", {
        apiVersion: "apps/v1",
        kind: "Deployment",
        name: "neighbour",
        uid: "other-neighbour",
        controller: true,
      }),
      spec: { replicas: 1, selector: { matchLabels: labels }, template },
      status: { observedGeneration: 1, replicas: 1 },
    },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: meta("neighbour-1-a", {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        name: "neighbour-1",
        uid: "other-neighbour-1",
        controller: true,
      }),
      spec: { nodeName: "lab", containers: template.spec.containers },
      status: {
        phase: "Running",
        containerStatuses: [
          {
            name: "main",
            ready: false,
            restartCount: 9,
            state: { waiting: { reason: "CrashLoopBackOff" } },
            lastState: { terminated: end },
          },
        ],
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta("neighbour"),
      spec: { selector: labels, clusterIP: "10.96.0.9", ports: [{ port: 80 }] },
    },
    {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "neighbour.1", namespace },
      type: "Warning",
      reason: "BackOff",
      message: "Back-off restarting failed container main",
      count: 9,
      lastTimestamp: "2026-01-01T00:00:03Z",
      involvedObject: { kind: "Pod", namespace, name: "neighbour-1-a", uid: "other-neighbour-1-a" },
    },
  ];
}
