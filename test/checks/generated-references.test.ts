import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choice, partsOf, type Choice, type Parts } from "./generated-application";
import { firstPreview, reportOn, urnOf, type Declared } from "./stack";

/*
 * Applications that refer to objects in every way, wired right: no finding. The same with one wire
 * broken: exactly that one.
 */

const stacks = (most: number) => fc.array(choice, { minLength: 1, maxLength: most });

const edited = (one: Declared | undefined, from: string | RegExp, to: string): Declared | undefined => {
  if (one === undefined) return undefined;
  const text = JSON.stringify(one.props);
  const changed = text.replace(from, to);
  return changed === text ? undefined : { ...one, props: JSON.parse(changed) as Declared["props"] };
};

type Part = keyof Parts;

/** One part edited: which, what, and what is reported of which part. */
interface Breaker {
  readonly edits: Part;
  readonly from: string | RegExp;
  readonly to: string;
  readonly code: string;
  readonly at?: Part;
}

/** Of a name that Pulumi made up nobody can tell that it is misspelt. */
const classes: ReadonlySet<string> = new Set(["storage-class-exists", "priority-class-exists", "ingress-class-exists"]);

const breakers: Readonly<Record<string, Breaker>> = {
  "the name of a ConfigMap": {
    edits: "workload",
    from: /("configMapKeyRef":\{"name":"\w+-)settings/,
    to: "$1setitngs",
    code: "config-map-exists",
  },
  "a key of a ConfigMap": { edits: "workload", from: '"key":"level"', to: '"key":"levels"', code: "config-map-exists" },
  "an item of a volume": {
    edits: "workload",
    from: '"key":"app.conf"',
    to: '"key":"app.cnf"',
    code: "config-map-exists",
  },
  "the data of a ConfigMap": {
    edits: "configMap",
    from: '"level":',
    to: '"lvl":',
    code: "config-map-exists",
    at: "workload",
  },
  "the name of a Secret": {
    edits: "workload",
    from: /("secretKeyRef":\{"name":"\w+-)credentials/,
    to: "$1credentails",
    code: "secret-exists",
  },
  "a key of a Secret": { edits: "workload", from: '"key":"token"', to: '"key":"tokn"', code: "secret-exists" },
  "the Secret of an Ingress": {
    edits: "ingress",
    from: /("secretName":"\w+-)credentials/,
    to: "$1credntials",
    code: "secret-exists",
  },
  "a pull secret": { edits: "account", from: /(\w+-)credentials/, to: "$1credntials", code: "secret-exists" },
  "a ServiceAccount": { edits: "workload", from: /(\w+-)runner/, to: "$1runenr", code: "service-account-exists" },
  "a subject": { edits: "binding", from: /(\w+-)runner/, to: "$1runenr", code: "service-account-exists" },
  "a Role": { edits: "binding", from: /(\w+-)reader/, to: "$1raeder", code: "bound-role-exists" },
  "a claim": { edits: "workload", from: /(\w+-)uploads/, to: "$1uplaods", code: "claim-exists" },
  "a StorageClass": { edits: "claim", from: /(\w+-)disks/, to: "$1dikss", code: "storage-class-exists" },
  "the StorageClass of a template": {
    edits: "workload",
    from: /(\w+-)disks/,
    to: "$1dikss",
    code: "storage-class-exists",
  },
  "a PriorityClass": { edits: "workload", from: /(\w+-)urgent/, to: "$1urgnet", code: "priority-class-exists" },
  "an IngressClass": { edits: "ingress", from: /(\w+-)internal/, to: "$1intenral", code: "ingress-class-exists" },
  "the target of an autoscaler": {
    edits: "autoscaler",
    from: /("kind":"\w+","name":")\w+/,
    to: "$1zulu",
    code: "autoscaler-target-exists",
  },
  "the kind of an autoscaler's target": {
    edits: "autoscaler",
    from: /"kind":"(?:Deployment|StatefulSet)","name"/,
    to: '"kind":"DaemonSet","name"',
    code: "autoscaler-target-exists",
  },
  "the selector of a budget": {
    edits: "budget",
    from: /"matchLabels":\{"app":"/,
    to: '"matchLabels":{"app":"z',
    code: "disruption-budget-selects-pods",
  },
  "the selector of a policy": {
    edits: "policy",
    from: /"podSelector":\{"matchLabels":\{"app":"/,
    to: '"podSelector":{"matchLabels":{"app":"z',
    code: "network-policy-selects-pods",
  },
  "the peer of a policy": {
    edits: "policy",
    from: /"from":\[\{"podSelector":\{"matchLabels":\{"app":"/,
    to: '"from":[{"podSelector":{"matchLabels":{"app":"z',
    code: "network-policy-selects-pods",
  },
  "the port of a policy": {
    edits: "policy",
    from: '"port":"http"',
    to: '"port":"https"',
    code: "network-policy-selects-pods",
  },
  "the selector of a ServiceMonitor": {
    edits: "monitor",
    from: /"matchLabels":\{"app":"/,
    to: '"matchLabels":{"app":"z',
    code: "monitor-selects-services",
  },
  "the labels of a Service": {
    edits: "service",
    from: /,"labels":\{"app":"\w+"\}/,
    to: "",
    code: "monitor-selects-services",
    at: "monitor",
  },
  "the port of a ServiceMonitor": {
    edits: "monitor",
    from: '"port":"http"',
    to: '"port":"web"',
    code: "monitor-selects-services",
  },
  "the port of a PodMonitor": {
    edits: "podMonitor",
    from: '"port":"http"',
    to: '"port":"web"',
    code: "monitor-selects-services",
  },
  "the Service of a StatefulSet": {
    edits: "workload",
    from: /"serviceName":"/,
    to: '"serviceName":"z',
    code: "stateful-set-service-exists",
  },
  "the Service of a webhook": {
    edits: "webhook",
    from: '"service":{"name":"',
    to: '"service":{"name":"z',
    code: "webhook-service-exists",
  },
  "the port of a webhook": { edits: "webhook", from: '"port":80', to: '"port":443', code: "webhook-service-exists" },
  "the Service of a route": {
    edits: "route",
    from: '"backendRefs":[{"name":"',
    to: '"backendRefs":[{"name":"z',
    code: "route-backend-exists",
  },
  "the port of a route": { edits: "route", from: '"port":80', to: '"port":8080', code: "route-backend-exists" },
  "the listener of a route": {
    edits: "route",
    from: '"sectionName":"https"',
    to: '"sectionName":"http"',
    code: "route-parent-exists",
  },
  "whom a listener takes": {
    edits: "gateway",
    from: /"from":"\w+"/,
    to: '"from":"None"',
    code: "route-parent-exists",
    at: "route",
  },
  "the certificate of a Gateway": {
    edits: "gateway",
    from: /(\w+)-tls/,
    to: "$1-tsl",
    code: "gateway-certificate-exists",
  },
  "a grant": {
    edits: "grant",
    from: '"kind":"HTTPRoute"',
    to: '"kind":"GRPCRoute"',
    code: "reference-grant-missing",
    at: "route",
  },
  "a namespace": { edits: "notes", from: /-gateways"/, to: '-gatewyas"', code: "namespace-exists" },
};

const codes = (stack: readonly Declared[]): readonly string[] =>
  reportOn(stack).findings.map(({ code, urn }) => `${code} ${String(urn)}`);

const listed = (parts: Parts): readonly Declared[] => Object.values(parts);

describe("of applications that refer to objects in every way", () => {
  test("those that are wired right have no finding", () => {
    fc.assert(
      fc.property(stacks(3), fc.boolean(), (choices: readonly Choice[], first) => {
        const stack = choices.map(partsOf).flatMap(listed);
        expect(codes(first ? firstPreview(stack) : stack)).toEqual([]);
      }),
      { numRuns: 1000, seed: 20261122 },
    );
  });

  test.each(Object.entries(breakers))("those with %s broken have exactly that finding", (_, breaker) => {
    const { edits, from, to, code, at = edits } = breaker;
    let found = 0;
    fc.assert(
      fc.property(stacks(2), fc.nat(), fc.boolean(), (choices: readonly Choice[], where, first) => {
        const all = choices.map(partsOf);
        const index = where % all.length;
        const parts = all[index] ?? {};
        const broken = edited(parts[edits], from, to);
        const reported = parts[at];
        if (broken === undefined || reported === undefined) return;
        if (code === "reference-grant-missing" && choices[index]?.routeAbroad !== true) return;
        if (classes.has(code) && choices[index]?.madeUp === true) return;
        const stack = all.flatMap((one, position) => listed(position === index ? { ...one, [edits]: broken } : one));
        expect(codes(first ? firstPreview(stack) : stack)).toEqual([`${code} ${urnOf(reported)}`]);
        found++;
      }),
      { numRuns: 40, seed: 20261122 },
    );
    expect(found).toBeGreaterThan(1);
  });
});
