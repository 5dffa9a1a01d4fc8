import { describe, expect, test } from "vitest";
import { diagnose, type Snapshot } from "../../src/diagnosis";
import { nameOf, readObject, refOf } from "../../src/objects";
import { TracedObject } from "../../src/pulumi/traced-object";
import { Verdicts, type Seen } from "../../src/pulumi/verdicts";
import {
  deployment,
  endpoint,
  moment,
  podWith,
  replicaSet,
  service,
  slice,
  snapshotOf,
  unready,
  unscheduledPod,
  waiting,
  type Raw,
} from "../support/objects";
import { budget, claim, ingress, ingressClass, storageClass } from "../support/referring-objects";

const refusal = 'Back-off pulling image "lab.local/web:nope": not found';
const broken = [
  deployment(unready),
  replicaSet({ status: { replicas: 1, readyReplicas: 0 } }),
  podWith(waiting("ImagePullBackOff", refusal)),
];
const toPods = [service(), slice([endpoint("web-1-a", false)])];
const unbound = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found";
const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];

/** The objects that are traced in a cluster, as Pulumi is about to give up the first of them. */
function seenIn(cluster: Snapshot, traced: readonly Raw[], resource?: string): readonly Seen[] {
  return traced.map((raw): Seen => {
    const read = readObject(raw);
    if (read === undefined) throw new Error("it is an object");
    const ref = refOf(read);
    const row = resource ?? nameOf(ref);
    const object = new TracedObject(row, row, undefined, ref, false, 0, "operating");
    const snapshot = { ...cluster, root: ref };
    object.diagnosis = diagnose(snapshot, moment(30));
    return { object, snapshot };
  });
}

const kept = (traced: readonly Raw[], ...around: readonly Raw[]): Promise<readonly string[]> =>
  keptOf(seenIn(snapshotOf([...traced, ...around]), traced));

/** Row: first line. */
async function keptOf(seen: readonly Seen[]): Promise<readonly string[]> {
  const said: string[] = [];
  const verdicts = new Verdicts((urn, text) => {
    said.push(`${urn}: ${text.split("\n")[0] ?? ""}`);
    return Promise.resolve();
  });
  const [first] = seen;
  if (first !== undefined) await verdicts.report(first, seen);
  for (const one of seen) await verdicts.reportUnlessReady(one, seen);
  return said;
}

describe("one cause has one block, on the row where it is to be mended", () => {
  test.each<readonly [name: string, lines: Promise<readonly string[]>, expected: readonly RegExp[]]>([
    [
      "a Service leaves it to the workload",
      kept([...toPods.slice(0, 1), deployment(unready)], ...broken.slice(1), ...toPods.slice(1)),
      [/^Deployment web: .*cannot pull/, /^Service web: .*\(see Deployment web\)$/],
    ],
    [
      "an Ingress leaves it to the workload",
      kept([ingress(), deployment(unready)], ...broken.slice(1), ...toPods, ingressClass()),
      [/^Deployment web: .*cannot pull/, /^Ingress web: .*\(see Deployment web\)$/],
    ],
    [
      "a budget has nothing to add to it",
      kept([budget({ status: { disruptionsAllowed: 0, currentHealthy: 0 } }), deployment(unready)], ...broken.slice(1)),
      [/^Deployment web: .*cannot pull/],
    ],
    [
      "an Ingress leaves it to the Service that selects nothing",
      kept([ingress(), service({ spec: { selector: { app: "wbe" } } })], deployment(), ingressClass()),
      [/^Service web: /, /^Ingress web: .*\(see Service web\)$/],
    ],
    [
      "a claim leaves it to the workload that it keeps from starting",
      kept(
        [claim({ spec: { storageClassName: "fast" } }), deployment(unready)],
        replicaSet({ status: { replicas: 1, readyReplicas: 0 } }),
        unscheduledPod({ reason: "Unschedulable", message: unbound }, { volumes }),
        storageClass(),
      ),
      [/^Deployment web: .*wants StorageClass fast/, /^PersistentVolumeClaim data: .*\(see Deployment web\)$/],
    ],
    [
      "a budget of Pods whose workload nobody traces has its own",
      kept([budget({ status: { disruptionsAllowed: 0, currentHealthy: 0 } })], ...broken),
      [/^PodDisruptionBudget web: .*cannot pull/],
    ],
    [
      "a claim that nobody uses has its own",
      kept([claim({ spec: { storageClassName: "fast" } })], storageClass()),
      [/^PersistentVolumeClaim data: .*wants StorageClass fast/],
    ],
  ])("%s", async (_, lines, expected) => {
    expect(await lines).toEqual(expected.map((line) => expect.stringMatching(line) as unknown));
  });

  test("the same in another cluster is another cause", async () => {
    const [blue, green] = ["blue", "green"].map((name) => seenIn(snapshotOf(broken), broken.slice(0, 1), name));
    expect(await keptOf([...(blue ?? []), ...(green ?? [])])).toEqual([
      expect.stringMatching(/^blue: Deployment web .*cannot pull/),
      expect.stringMatching(/^green: Deployment web .*cannot pull/),
    ]);
  });
});
