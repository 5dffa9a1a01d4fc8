import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis";
import { diagnosisDocument, renderBlock } from "../../src/render";
import { clusterDns, node, proxy } from "../support/cluster-objects";
import {
  at,
  deployment,
  endpoint,
  logOf,
  merge,
  moment,
  podWith,
  replicaSet,
  service,
  slice,
  snapshotOf,
  terminated,
  unready,
  waiting,
  type Raw,
} from "../support/objects";
import { two } from "../support/web-pods";

const ends = slice([merge(endpoint("web-1-a"), { nodeName: "n1" }), merge(endpoint("web-1-b"), { nodeName: "n2" })]);
const block = (objects: readonly Raw[]): string => renderBlock(diagnose(snapshotOf(objects), moment(5)), { logs: [] });

describe("what else is wrong", () => {
  const crashing = (name: string): Raw => merge(podWith(terminated(3)), { metadata: { name, uid: `uid-${name}` } });
  const pulling = merge(podWith(waiting("ErrImagePull", "lab.local/web:1: not found"), { phase: "Pending" }), {
    metadata: { name: "web-1-c", uid: "uid-web-1-c" },
  });
  const three = { spec: { replicas: 3 } };
  const rows = (objects: readonly Raw[]): readonly string[] => block(objects).split("\n").slice(2);
  test("stands in a row of its own", () => {
    expect(
      rows([
        deployment(merge(unready, three)),
        replicaSet(three),
        crashing("web-1-a"),
        crashing("web-1-b"),
        pulling,
      ])[0],
    ).toBe("  also     1 of 3 Pods cannot pull an image ← image lab.local/web:1 does not exist");
  });
  test("is listed for an object with several faults of its own", () => {
    const port = (number: number): Raw => ({ service: { name: "web", port: { number } } });
    const ingress: Raw = {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "web", namespace: "prod", uid: "uid-ingress", creationTimestamp: at(0) },
      spec: {
        rules: [{ http: { paths: [1, 2].map((number) => ({ path: `/${number}`, backend: port(number) })) } }],
      },
    };
    expect(block([ingress, service(), ends, ...two]).split("\n")).toEqual(
      expect.arrayContaining([
        "Ingress web will not become ready: backend: Service web has no port 1, only 80; 1 more fault",
        "  also     backend: Service web has no port 2, only 80",
      ]),
    );
  });
  test("one Pod's two logs are not two Pods'", () => {
    const diagnosis = diagnose(snapshotOf([crashing("web-1-a"), crashing("web-1-b")]), moment(5));
    const logs = [logOf(["fatal"]), logOf(["fatal"], { previous: true })];
    expect(renderBlock(diagnosis, { logs })).toContain("web-1-a/web, last line\n");
  });
});

describe("hints below a verdict", () => {
  test("a Service that is ready gets them, with what to type", () => {
    expect(block([service(), ends, ...two, node("n1"), node("n2"), ...clusterDns(0), proxy("n2", -60)])).toBe(
      [
        "Service web is ready: 2 of 2 endpoints on 10.96.0.7:80",
        "",
        "  hint     Service kube-dns: cluster DNS has no ready endpoint: Deployment coredns has 0 of 2 Pods ready",
        "           Pod kube-proxy-n2: kube-proxy is not ready on node n2: Pods there may not reach Service addresses",
        "  try      kubectl -n kube-system get pods -l k8s-app=kube-dns",
        "           kubectl -n kube-system describe pod kube-proxy-n2",
      ].join("\n"),
    );
  });
  test("without any, ready stays one line", () => {
    expect(block([service(), ends, ...two, node("n1"), node("n2"), ...clusterDns(2), proxy("n1"), proxy("n2")])).toBe(
      "Service web is ready: 2 of 2 endpoints on 10.96.0.7:80",
    );
  });
  test("the JSON has them beside the verdict, which stays ready", () => {
    const diagnosis = diagnose(snapshotOf([service(), ends, ...two, ...clusterDns(0)]), moment(5));
    const document = diagnosisDocument(diagnosis);
    expect(document.verdict).toBe("ready");
    expect(document.diagnosis.hints?.map(({ reason }) => reason)).toEqual(["DnsNotReady"]);
  });
});
