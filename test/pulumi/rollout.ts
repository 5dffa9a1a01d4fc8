import type { StubApiServer, StubObject } from "../support/stub-api-server";

export interface ContainerStatus {
  readonly [field: string]: unknown;
}

/** What a rollout is made of; everything has a default. */
export interface About {
  readonly name?: string;
  readonly namespace?: string;
  readonly replicas?: number;
  /** Put into the containers' and the Pod's spec. */
  readonly container?: Readonly<Record<string, unknown>>;
  readonly podSpec?: Readonly<Record<string, unknown>>;
  /** Of the Pods. */
  readonly annotations?: Readonly<Record<string, string>>;
}

const seconds = (ago: number): string => new Date(Date.now() - ago * 1000).toISOString().replace(/\.\d+/, "");

/**
 * A Deployment, its ReplicaSet and Pods and a Service in front of them, as the controllers write
 * them into a stub API server while a rollout goes on.
 */
export class Rollout {
  private readonly name: string;
  private readonly namespace: string;
  private readonly replicas: number;
  private readonly template: { readonly metadata: object; readonly spec: object };
  private deployment: StubObject | undefined;
  private replicaSet: StubObject | undefined;

  constructor(
    private readonly stub: StubApiServer,
    private readonly about: About = {},
  ) {
    this.name = about.name ?? "web";
    this.namespace = about.namespace ?? "shop";
    this.replicas = about.replicas ?? 2;
    const container = { name: "web", image: "lab.local/web:1", ports: [{ containerPort: 8080 }], ...about.container };
    this.template = { metadata: { labels: this.labels }, spec: { containers: [container], ...about.podSpec } };
  }

  /** The Deployment and its ReplicaSet; no Pod yet. */
  created(ready = 0): this {
    const unavailable = this.replicas - ready;
    this.deployment = this.put(
      "apps/v1",
      "Deployment",
      this.name,
      { generation: 1, annotations: { "deployment.kubernetes.io/revision": "1" } },
      {
        spec: {
          replicas: this.replicas,
          selector: { matchLabels: this.labels },
          template: this.template,
          progressDeadlineSeconds: 600,
          strategy: { type: "RollingUpdate" },
        },
        status: {
          observedGeneration: 1,
          replicas: this.replicas,
          updatedReplicas: this.replicas,
          ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
          ...(unavailable > 0 ? { unavailableReplicas: unavailable } : {}),
          conditions: [
            {
              type: "Available",
              status: unavailable > 0 ? "False" : "True",
              reason: unavailable > 0 ? "MinimumReplicasUnavailable" : "MinimumReplicasAvailable",
              message: "",
              lastUpdateTime: seconds(0),
              lastTransitionTime: seconds(0),
            },
            {
              type: "Progressing",
              status: "True",
              reason: unavailable > 0 ? "ReplicaSetUpdated" : "NewReplicaSetAvailable",
              message: "",
              lastUpdateTime: seconds(0),
              lastTransitionTime: seconds(0),
            },
          ],
        },
      },
    );
    const labels = { ...this.labels, "pod-template-hash": "7c9f" };
    this.replicaSet = this.put(
      "apps/v1",
      "ReplicaSet",
      `${this.name}-7c9f`,
      {
        generation: 1,
        labels,
        annotations: {
          "deployment.kubernetes.io/revision": "1",
          "deployment.kubernetes.io/desired-replicas": String(this.replicas),
        },
        ownerReferences: owner(this.deployment),
      },
      {
        spec: {
          replicas: this.replicas,
          selector: { matchLabels: labels },
          template: { ...this.template, metadata: { labels } },
        },
        status: {
          observedGeneration: 1,
          replicas: this.replicas,
          fullyLabeledReplicas: this.replicas,
          ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
        },
      },
    );
    return this;
  }

  /** Pods that are scheduled and pull their image. */
  starting(): this {
    this.created();
    for (const pod of this.podNames)
      this.pod(pod, "Pending", false, { state: { waiting: { reason: "ContainerCreating" } } });
    return this;
  }

  /** Pods that run and are ready, and their endpoints. */
  ready(): this {
    this.created(this.replicas);
    for (const pod of this.podNames)
      this.pod(pod, "Running", true, { ready: true, started: true, state: { running: { startedAt: seconds(1) } } });
    return this.service(this.replicas);
  }

  /** Pods whose container has exited and waits to be started again; their logs say why. */
  crashing(log = "config: DB_HOST is not set\npanic: cannot connect to db\n", exitCode = 3): this {
    this.created();
    const terminated = {
      exitCode,
      reason: "Error",
      startedAt: seconds(3),
      finishedAt: seconds(2),
      containerID: "containerd://1",
    };
    for (const pod of this.podNames) {
      this.stub.setLog(pod, "web", true, log);
      this.stub.setLog(pod, "web", false, log);
      this.pod(pod, "Running", false, {
        restartCount: 2,
        started: false,
        state: {
          waiting: { reason: "CrashLoopBackOff", message: `back-off 10s restarting failed container=web pod=${pod}` },
        },
        lastState: { terminated },
      });
    }
    return this.service(0);
  }

  /** Pods whose container waits for a reason. */
  waiting(reason: string, message: string): this {
    this.created();
    for (const pod of this.podNames) this.pod(pod, "Pending", false, { state: { waiting: { reason, message } } });
    return this;
  }

  /** Pods that no node takes, in the scheduler's words. */
  unscheduled(message: string): this {
    this.created();
    for (const pod of this.podNames)
      this.put(
        "v1",
        "Pod",
        pod,
        { labels: { ...this.labels, "pod-template-hash": "7c9f" }, ownerReferences: owner(this.replicaSet) },
        {
          spec: { restartPolicy: "Always", ...this.template.spec },
          status: {
            phase: "Pending",
            conditions: [
              {
                type: "PodScheduled",
                status: "False",
                reason: "Unschedulable",
                message,
                lastTransitionTime: seconds(0),
              },
            ],
          },
        },
      );
    return this.service(0);
  }

  /** A Service that selects the Pods, with so many ready endpoints. */
  service(ready: number): this {
    const service = this.put(
      "v1",
      "Service",
      this.name,
      {},
      {
        spec: {
          type: "ClusterIP",
          clusterIP: "10.96.81.228",
          clusterIPs: ["10.96.81.228"],
          selector: this.labels,
          ports: [{ port: 80, targetPort: 8080, protocol: "TCP" }],
        },
        status: { loadBalancer: {} },
      },
    );
    this.put(
      "discovery.k8s.io/v1",
      "EndpointSlice",
      `${this.name}-abcde`,
      {
        labels: {
          "kubernetes.io/service-name": this.name,
          "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
        },
        ownerReferences: owner(service),
      },
      {
        addressType: "IPv4",
        ports: [{ name: "", port: 8080, protocol: "TCP" }],
        endpoints: this.podNames.map((pod, at) => ({
          addresses: [`10.244.0.${String(at + 2)}`],
          conditions: { ready: at < ready, serving: at < ready, terminating: false },
          targetRef: { kind: "Pod", name: pod, namespace: this.namespace },
        })),
      },
    );
    return this;
  }

  get podNames(): readonly string[] {
    return Array.from({ length: this.replicas }, (_, at) => `${this.name}-7c9f-${"abcdefgh".charAt(at)}`);
  }

  private get labels(): Readonly<Record<string, string>> {
    return { app: this.about.name ?? "web" };
  }

  private pod(name: string, phase: string, ready: boolean, status: ContainerStatus): void {
    const condition = (type: string, met: boolean): object => ({
      type,
      status: met ? "True" : "False",
      lastTransitionTime: seconds(1),
      ...(met ? {} : { reason: "ContainersNotReady", message: "containers with unready status: [web]" }),
    });
    this.put(
      "v1",
      "Pod",
      name,
      {
        labels: { ...this.labels, "pod-template-hash": "7c9f" },
        annotations: this.about.annotations ?? {},
        ownerReferences: owner(this.replicaSet),
      },
      {
        spec: { nodeName: "lab", restartPolicy: "Always", ...this.template.spec },
        status: {
          phase,
          startTime: seconds(3),
          podIP: "10.244.0.2",
          conditions: [
            condition("PodScheduled", true),
            condition("Initialized", true),
            condition("ContainersReady", ready),
            condition("Ready", ready),
          ],
          containerStatuses: [
            {
              name: "web",
              image: "lab.local/web:1",
              imageID: "",
              ready: false,
              restartCount: 0,
              started: false,
              lastState: {},
              ...status,
            },
          ],
        },
      },
    );
  }

  private put(apiVersion: string, kind: string, name: string, metadata: object, rest: object): StubObject {
    return this.stub.put({ apiVersion, kind, metadata: { name, namespace: this.namespace, ...metadata }, ...rest });
  }
}

function owner(object: StubObject | undefined): readonly object[] {
  if (object === undefined) return [];
  const { apiVersion, kind, metadata } = object;
  return [{ apiVersion, kind, name: metadata.name, uid: metadata["uid"], controller: true, blockOwnerDeletion: true }];
}
