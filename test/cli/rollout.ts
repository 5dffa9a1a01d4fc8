import type { StubApiServer, StubObject } from "../support/stub-api-server";

/** A Deployment of one Pod and its Service in namespace prod, as a cluster would have them, put into a stub API server. */
export class Rollout {
  /** The Secret whose key `password` the container gets as a variable. */
  usesSecret: string | undefined;
  private readonly labels = { app: "web" };
  private readonly created: string;

  constructor(private readonly server: StubApiServer) {
    this.created = new Date(Date.now() - 2000).toISOString().replace(/\.\d+/, "");
  }

  /** The Pod waits for its image. */
  begin(): void {
    this.deployment(0);
    this.put(
      "apps/v1",
      "ReplicaSet",
      "web-1",
      { replicas: 1, selector: { matchLabels: this.labels }, template: this.template() },
      { observedGeneration: 1, replicas: 1 },
      "Deployment",
      "web",
      { "deployment.kubernetes.io/revision": "1" },
    );
    this.pod({ waiting: { reason: "ContainerCreating" } }, false);
    this.service();
  }

  ready(): void {
    this.pod({ running: { startedAt: this.created } }, true);
    this.endpoints(true);
    this.deployment(1);
  }

  crashed(restarts = 0): void {
    const end = { exitCode: 3, reason: "Error", startedAt: this.created, finishedAt: this.created };
    this.server.setLog("web-1-a", "web", false, "config: DB_HOST is not set\npanic: cannot connect to db\n");
    this.server.setLog("web-1-a", "web", true, "config: DB_HOST is not set\npanic: cannot connect to db\n");
    this.pod({ terminated: end }, false, restarts);
    this.endpoints(false);
    this.deployment(0);
  }

  noImage(): void {
    this.pod(
      {
        waiting: {
          reason: "ErrImagePull",
          message: 'rpc error: code = NotFound desc = failed to pull and unpack image "web:nope": not found',
        },
      },
      false,
    );
  }

  service(selector: object = this.labels): void {
    this.put(
      "v1",
      "Service",
      "web",
      { type: "ClusterIP", clusterIP: "10.96.0.7", selector, ports: [{ port: 80, targetPort: 8080 }] },
      {},
    );
  }

  private deployment(ready: number): void {
    const status = {
      observedGeneration: 1,
      replicas: 1,
      updatedReplicas: 1,
      readyReplicas: ready,
      availableReplicas: ready,
      unavailableReplicas: 1 - ready,
    };
    this.put(
      "apps/v1",
      "Deployment",
      "web",
      { replicas: 1, selector: { matchLabels: this.labels }, template: this.template() },
      status,
      undefined,
      undefined,
      { "deployment.kubernetes.io/revision": "1" },
    );
  }

  private pod(state: object, ready: boolean, restartCount = 0): void {
    const conditions = [
      { type: "PodScheduled", status: "True", lastTransitionTime: this.created },
      { type: "ContainersReady", status: ready ? "True" : "False", lastTransitionTime: this.created },
      { type: "Ready", status: ready ? "True" : "False", lastTransitionTime: this.created },
    ];
    const containerStatuses = [
      { name: "web", image: "web:1", ready, started: ready, restartCount, state, lastState: {} },
    ];
    const status = {
      phase: ready ? "Running" : "Pending",
      startTime: this.created,
      podIP: "10.244.0.9",
      conditions,
      containerStatuses,
    };
    this.put("v1", "Pod", "web-1-a", { ...this.template().spec, nodeName: "lab" }, status, "ReplicaSet", "web-1");
  }

  private endpoints(ready: boolean): void {
    this.server.put({
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: "web-abc", namespace: "prod", labels: { "kubernetes.io/service-name": "web" } },
      addressType: "IPv4",
      ports: [{ name: "", port: 8080, protocol: "TCP" }],
      endpoints: [
        {
          addresses: ["10.244.0.9"],
          conditions: { ready, serving: ready },
          targetRef: { kind: "Pod", name: "web-1-a", uid: "uid-Pod-web-1-a" },
        },
      ],
    });
  }

  private template(): { readonly metadata: object; readonly spec: object } {
    const secrets =
      this.usesSecret === undefined
        ? []
        : [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: this.usesSecret, key: "password" } } }];
    const container = {
      name: "web",
      image: "web:1",
      ports: [{ containerPort: 8080 }],
      env: [{ name: "MODE", value: "plain" }, ...secrets],
    };
    return { metadata: { labels: this.labels }, spec: { containers: [container] } };
  }

  private put(
    apiVersion: string,
    kind: string,
    name: string,
    spec: object,
    status: object,
    ownerKind?: string,
    owner?: string,
    annotations: object = {},
  ): void {
    const ownerReferences =
      ownerKind === undefined || owner === undefined
        ? []
        : [{ apiVersion: "apps/v1", kind: ownerKind, name: owner, uid: `uid-${ownerKind}-${owner}`, controller: true }];
    const object: StubObject = {
      apiVersion,
      kind,
      metadata: {
        name,
        namespace: "prod",
        uid: `uid-${kind}-${name}`,
        generation: 1,
        creationTimestamp: this.created,
        labels: this.labels,
        annotations,
        ownerReferences,
      },
      spec,
      status,
    };
    this.server.put(object);
  }
}
