import {
  at,
  container,
  event,
  merge,
  namespace,
  pod,
  podTemplate,
  running,
  terminated,
  waiting,
  type Raw,
} from "./objects";

/* StatefulSets, DaemonSets, Jobs and CronJobs that have settled, and their Pods: hand-written, to be patched. */

const controlledBy = (apiVersion: string, kind: string, name: string): readonly Raw[] => [
  { apiVersion, kind, name, uid: `uid-${name}`, controller: true },
];
const meta = (name: string, more: Raw = {}): Raw => ({
  name,
  namespace,
  uid: `uid-${name}`,
  creationTimestamp: at(0),
  generation: 1,
  ...more,
});

/** StatefulSet db with three ready Pods of one revision. */
export function statefulSet(patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: meta("db"),
      spec: {
        replicas: 3,
        serviceName: "db",
        podManagementPolicy: "OrderedReady",
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
        selector: { matchLabels: { app: "db" } },
        template: podTemplate({}, { app: "db" }),
      },
      status: {
        observedGeneration: 1,
        replicas: 3,
        readyReplicas: 3,
        availableReplicas: 3,
        updatedReplicas: 3,
        currentReplicas: 3,
        currentRevision: "db-r1",
        updateRevision: "db-r1",
      },
    },
    patch,
  );
}

/** The status of an update to revision db-r2. */
export const updating = (updated: number, ready: number, more: Raw = {}): Raw => ({
  status: {
    readyReplicas: ready,
    availableReplicas: ready,
    updatedReplicas: updated,
    updateRevision: "db-r2",
    ...more,
  },
});

/** Pod db-<ordinal>, ready, of a revision; `patch` is laid over it. */
export function ordinalPod(ordinal: number, patch: Raw = {}, revision = "db-r1"): Raw {
  const name = `db-${ordinal}`;
  return merge(
    pod(name, {
      metadata: {
        labels: { app: "db", "controller-revision-hash": revision, "statefulset.kubernetes.io/pod-name": name },
        ownerReferences: controlledBy("apps/v1", "StatefulSet", "db"),
      },
    }),
    patch,
  );
}

export function controllerRevision(owner: "StatefulSet" | "DaemonSet", revision: number, template: Raw = {}): Raw {
  const of = owner === "StatefulSet" ? "db" : "agent";
  const hash = `r${revision}`;
  return {
    apiVersion: "apps/v1",
    kind: "ControllerRevision",
    metadata: meta(`${of}-${hash}`, {
      labels: { "controller-revision-hash": owner === "StatefulSet" ? `${of}-${hash}` : hash },
      ownerReferences: controlledBy("apps/v1", owner, of),
    }),
    revision,
    data: { spec: { template: { ...podTemplate(template), $patch: "replace" } } },
  };
}

/** DaemonSet agent on three nodes, all ready. */
export function daemonSet(patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: meta("agent"),
      spec: {
        selector: { matchLabels: { app: "agent" } },
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
        template: podTemplate({}, { app: "agent" }),
      },
      status: {
        observedGeneration: 1,
        desiredNumberScheduled: 3,
        currentNumberScheduled: 3,
        updatedNumberScheduled: 3,
        numberReady: 3,
        numberAvailable: 3,
        numberMisscheduled: 0,
      },
    },
    patch,
  );
}

/** The Pod of DaemonSet agent on a node, ready. */
export function nodePod(node: string, patch: Raw = {}, revision = "r1"): Raw {
  return merge(
    pod(`agent-${node}`, {
      metadata: {
        labels: { app: "agent", "controller-revision-hash": revision },
        ownerReferences: controlledBy("apps/v1", "DaemonSet", "agent"),
      },
      spec: {
        nodeName: node,
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: [node] }] }],
            },
          },
        },
      },
    }),
    patch,
  );
}

/** Job migrate with one Pod that runs. */
export function job(patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: meta("migrate"),
      spec: {
        parallelism: 1,
        completions: 1,
        backoffLimit: 6,
        completionMode: "NonIndexed",
        suspend: false,
        template: podTemplate({ restartPolicy: "Never" }, { "job-name": "migrate" }),
      },
      status: { startTime: at(0), active: 1, ready: 1 },
    },
    patch,
  );
}

/** The status of a Job with this condition. */
export const jobWith = (type: string, reason: string, message: string, more: Raw = {}, seconds = 12): Raw => ({
  status: {
    active: 0,
    ready: 0,
    conditions: [{ type, status: "True", reason, message, lastTransitionTime: at(seconds) }],
    ...more,
  },
});

/** A Pod of Job migrate that runs and is ready. */
export function jobPod(name = "migrate-a", patch: Raw = {}): Raw {
  return merge(
    pod(name, {
      metadata: {
        labels: { "job-name": "migrate" },
        ownerReferences: controlledBy("batch/v1", "Job", "migrate"),
      },
      spec: { restartPolicy: "Never", containers: [container({ name: "migrate", image: "lab.local/app:1" })] },
      status: { containerStatuses: [running({ name: "migrate", image: "lab.local/app:1" })] },
    }),
    patch,
  );
}

/** A Pod of Job migrate that is over, with this exit code, at this second. */
export function endedJobPod(name: string, exitCode: number, seconds: number, patch: Raw = {}): Raw {
  const end = {
    exitCode,
    reason: exitCode === 0 ? "Completed" : "Error",
    startedAt: at(seconds - 1),
    finishedAt: at(seconds),
  };
  return jobPod(
    name,
    merge(
      {
        status: {
          phase: exitCode === 0 ? "Succeeded" : "Failed",
          conditions: [{ type: "Ready", status: "False", lastTransitionTime: at(seconds) }],
          containerStatuses: [
            {
              name: "migrate",
              ready: false,
              started: false,
              restartCount: 0,
              state: { terminated: end },
              lastState: {},
            },
          ],
        },
      },
      patch,
    ),
  );
}

/** A Pod of the Job whose image does not exist. */
export const jobPodWithoutImage: Raw = jobPod("migrate-a", {
  spec: { containers: [container({ name: "migrate", image: "app:nope" })] },
  status: {
    phase: "Pending",
    conditions: [],
    containerStatuses: [waiting("ErrImagePull", "app:nope: not found", { name: "migrate" })],
  },
});

/** CronJob backup, every five minutes, that has not run yet. */
export function cronJob(patch: Raw = {}): Raw {
  return merge(
    {
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: meta("backup"),
      spec: {
        schedule: "*/5 * * * *",
        suspend: false,
        concurrencyPolicy: "Allow",
        jobTemplate: { spec: { template: podTemplate({ restartPolicy: "Never" }, { app: "backup" }) } },
      },
      status: {},
    },
    patch,
  );
}

/** Job backup-<n> of CronJob backup, made at this second; `patch` is laid over {@link job}. */
export function scheduledJob(n: number, seconds: number, patch: Raw = {}): Raw {
  return job(
    merge(
      {
        metadata: {
          name: `backup-${n}`,
          uid: `uid-backup-${n}`,
          creationTimestamp: at(seconds),
          ownerReferences: controlledBy("batch/v1", "CronJob", "backup"),
        },
        status: { startTime: at(seconds) },
      },
      patch,
    ),
  );
}

/** One object of each of these kinds and states that some rule reads, for tests that change anything about them. */
export const everyWorkload: readonly Raw[] = [
  statefulSet(updating(1, 2, { conditions: [] })),
  ordinalPod(0),
  ordinalPod(1, { metadata: { deletionTimestamp: at(40), deletionGracePeriodSeconds: 30, finalizers: ["a/b"] } }),
  ordinalPod(2, { status: { phase: "Failed", reason: "Preempting", message: "Preempted" } }, "db-r2"),
  controllerRevision("StatefulSet", 1),
  controllerRevision("StatefulSet", 2, { containers: [container({ image: "lab.local/web:2" })] }),
  event(
    "StatefulSet",
    "db",
    "FailedCreate",
    'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: no',
    3,
  ),
  daemonSet({
    spec: { updateStrategy: { type: "OnDelete" } },
    status: { numberAvailable: 2, updatedNumberScheduled: 1 },
  }),
  nodePod("n1"),
  nodePod("n2", { status: { conditions: [], containerStatuses: [terminated(3)] } }, "r2"),
  controllerRevision("DaemonSet", 2),
  job({
    spec: { completions: 5, completionMode: "Indexed", activeDeadlineSeconds: 300, ttlSecondsAfterFinished: 60 },
    status: { failed: 2, succeeded: 1, completedIndexes: "0", failedIndexes: "1,3-4" },
  }),
  endedJobPod("migrate-a", 1, 5),
  event("Job", "migrate", "SuccessfulCreate", "Created pod: migrate-b", 1),
  event("Pod", "migrate-b", "BackOff", "Back-off pulling image", 2),
  cronJob({ status: { lastScheduleTime: at(3), active: [{ name: "backup-2" }] } }),
  scheduledJob(
    1,
    1,
    jobWith("Failed", "PodFailurePolicy", "Container a for pod b failed with exit code 1", { failed: 1 }, 2),
  ),
  scheduledJob(2, 3, { spec: { suspend: true } }),
  event("CronJob", "backup", "UnknownTimeZone", "invalid timeZone", 4),
];
