import { claim, crashing, daemonSet, mounts, plain, service, serve, shell, statefulSet, web } from "./objects.ts";
import { apply, pause, until, type Manifest, type Situation } from "./situation.ts";

const set = { kind: "StatefulSet", name: "web" };
const daemons = { kind: "DaemonSet", name: "web" };
const headless = service({ clusterIP: "None" });
const ready: Manifest = { ports: web["ports"], readinessProbe: web["readinessProbe"] };
const second: Manifest = { ...web, image: "lab.local/web:2" };
const template = (storageClassName?: string): Manifest => {
  const { metadata, spec } = claim(storageClassName === undefined ? {} : { storageClassName });
  return { volumeClaimTemplates: [{ metadata, spec }] };
};
/** Both ordinals of version 1 are running. */
const settled = (spec: Manifest = {}) => [
  apply(statefulSet(web, { spec }), headless),
  until("statefulset/web", "jsonpath={.status.readyReplicas}=2"),
  pause(1),
];
const everyNode = (more: Parameters<typeof daemonSet>[1] = {}) => [
  apply(daemonSet(web, more)),
  until("daemonset/web", "jsonpath={.status.numberReady}=1"),
  pause(1),
];

/** StatefulSets and DaemonSets. */
export const workloads: readonly Situation[] = [
  {
    name: "stateful-set",
    shows: "A StatefulSet starts its two Pods one after the other",
    root: set,
    steps: [apply(statefulSet(web), headless)],
    seconds: 10,
  },
  {
    name: "stateful-set-parallel",
    shows: "A StatefulSet starts its Pods at once",
    root: set,
    steps: [apply(statefulSet(web, { spec: { podManagementPolicy: "Parallel" } }), headless)],
    seconds: 8,
  },
  {
    name: "stateful-set-first-crashes",
    shows: "The first Pod of a StatefulSet crashes, so the second is never made",
    root: set,
    steps: [apply(statefulSet(crashing), headless)],
    seconds: 18,
  },
  {
    name: "stateful-set-second-crashes",
    shows: "The second Pod of a StatefulSet crashes",
    root: set,
    steps: [
      apply(
        statefulSet(shell(`case $HOSTNAME in *-1) echo "error: no peer"; exit 1;; esac; ${serve}`, ready)),
        headless,
      ),
    ],
    seconds: 20,
  },
  {
    name: "stateful-set-claim-pending",
    shows: "The claim of a StatefulSet's first Pod has no class and no volume",
    root: set,
    steps: [apply(statefulSet({ ...plain, ...mounts("data") }, { spec: template() }), headless)],
    seconds: 10,
  },
  {
    name: "stateful-set-class-missing",
    shows: "The claims of a StatefulSet have a class that does not exist",
    root: set,
    steps: [apply(statefulSet({ ...plain, ...mounts("data") }, { spec: template("rec-nope") }), headless)],
    seconds: 10,
  },
  {
    name: "stateful-set-service-missing",
    shows: "The Service that a StatefulSet names does not exist",
    root: set,
    steps: [apply(statefulSet(web))],
    seconds: 10,
  },
  {
    name: "stateful-set-update",
    shows: "A StatefulSet is updated from its last Pod to its first",
    root: set,
    before: settled(),
    steps: [apply(statefulSet(second))],
    seconds: 14,
  },
  {
    name: "stateful-set-partition",
    shows: "A partition keeps the first Pod of a StatefulSet at the old revision",
    root: set,
    before: settled(),
    steps: [
      apply(
        statefulSet(second, { spec: { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } } } }),
      ),
    ],
    seconds: 10,
  },
  {
    name: "stateful-set-on-delete",
    shows: "A StatefulSet is updated, and nobody deletes its Pods",
    root: set,
    before: settled({ updateStrategy: { type: "OnDelete" } }),
    steps: [apply(statefulSet(second, { spec: { updateStrategy: { type: "OnDelete" } } }))],
    seconds: 6,
  },
  {
    name: "stateful-set-failing-update",
    shows: "The last Pod of a StatefulSet cannot pull the new image, so the update stops there",
    root: set,
    before: settled(),
    steps: [apply(statefulSet({ ...web, image: "registry.lab.local/web:nope" }))],
    seconds: 14,
  },
  {
    name: "stateful-set-update-blocked",
    shows: "The update that would repair a StatefulSet waits for the Pod that is broken",
    root: set,
    before: [
      apply(statefulSet(crashing), headless),
      until("pod/web-0", "jsonpath={.status.containerStatuses[0].restartCount}=1"),
    ],
    steps: [apply(statefulSet(web))],
    seconds: 14,
  },
  {
    name: "daemon-set",
    shows: "A DaemonSet has a Pod on every node",
    root: daemons,
    steps: [apply(daemonSet(web))],
    seconds: 7,
  },
  {
    name: "daemon-set-crash",
    shows: "The Pod of a DaemonSet crashes",
    root: daemons,
    steps: [apply(daemonSet(crashing))],
    seconds: 18,
  },
  {
    name: "daemon-set-no-node",
    shows: "No node has the label that a DaemonSet wants",
    root: daemons,
    steps: [apply(daemonSet(web, { pod: { nodeSelector: { gpu: "yes" } } }))],
    seconds: 5,
  },
  {
    name: "daemon-set-too-large",
    shows: "The Pod of a DaemonSet does not fit on its node",
    root: daemons,
    steps: [apply(daemonSet({ ...web, resources: { requests: { memory: "900Gi" } } }))],
    seconds: 8,
  },
  {
    name: "daemon-set-update",
    shows: "A DaemonSet is updated",
    root: daemons,
    before: everyNode(),
    steps: [apply(daemonSet(second))],
    seconds: 9,
  },
  {
    name: "daemon-set-on-delete",
    shows: "A DaemonSet is updated, and nobody deletes its Pods",
    root: daemons,
    before: everyNode({ spec: { updateStrategy: { type: "OnDelete" } } }),
    steps: [apply(daemonSet(second, { spec: { updateStrategy: { type: "OnDelete" } } }))],
    seconds: 6,
  },
  {
    name: "daemon-set-failing-update",
    shows: "The new image of a DaemonSet does not exist",
    root: daemons,
    before: everyNode(),
    steps: [apply(daemonSet({ ...web, image: "registry.lab.local/web:nope" }))],
    seconds: 12,
  },
];
