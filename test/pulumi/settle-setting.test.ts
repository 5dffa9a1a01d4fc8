import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { withoutProviderWait } from "../../src/pulumi/provider-wait";
import { annotatedSettle, limitOf, readSettle, settleAnnotation } from "../../src/pulumi/settle-setting";

const noted = (annotations: object): object => ({ metadata: { annotations } });
const wait = { "pulumi.com/waitFor": "jsonpath={.metadata.uid}" };

describe("the setting", () => {
  test.for([
    [true, true],
    ["true", true],
    ["1", true],
    [false, false],
    ["false", false],
    [90, 90],
    ["90", 90],
    [0, undefined],
    [-5, undefined],
    [1.5, undefined],
    ["soon", undefined],
    ["5m", undefined],
    [100_000, undefined],
    [undefined, undefined],
  ])("%o is read as %o", ([value, read]) => {
    expect(readSettle(value)).toBe(read);
  });

  test("a wrong annotation is an error that names the object and what is accepted", () => {
    expect(() => annotatedSettle("web", noted({ [settleAnnotation]: "soon" }))).toThrow(
      'the annotation kubespy.pulumi.com/settle of "web" must be true, false or a number of seconds from 1 to 86400, not "soon"',
    );
    expect(annotatedSettle("web", noted({ [settleAnnotation]: "90" }))).toBe(90);
    expect(annotatedSettle("web", {})).toBeUndefined();
    expect(annotatedSettle("web", undefined)).toBeUndefined();
  });

  test.for([
    ["ten minutes", true, {}, {}, 600_000],
    ["its own seconds", 90, {}, { customTimeouts: { create: "5m" } }, 90_000],
    ["the resource's own timeout", true, {}, { customTimeouts: { create: "1h30m" } }, 5_400_000],
    ["the timeout of updates where there is no other", true, {}, { customTimeouts: { update: "90s" } }, 90_000],
    ["the provider's annotation", true, noted({ "pulumi.com/timeoutSeconds": "20" }), {}, 20_000],
    ["ten minutes for a timeout that is none", true, {}, { customTimeouts: { create: "soon" } }, 600_000],
  ] as const)("the limit is %s", ([, settle, props, opts, ms]) => {
    expect(limitOf(settle, props, opts)).toBe(ms);
  });
});

const known = (value: unknown): Promise<unknown> =>
  (pulumi.output(value) as unknown as { promise(): Promise<unknown> }).promise();

describe("the provider's wait", () => {
  test.for([
    ["a Deployment", "kubernetes:apps/v1:Deployment", { spec: {} }],
    ["a Job", "kubernetes:batch/v1:Job", { spec: {} }],
    ["a Service inside the cluster", "kubernetes:core/v1:Service", { spec: {} }],
    ["a NodePort", "kubernetes:core/v1:Service", { spec: { type: "NodePort" } }],
  ] as const)("%s is done for the provider when it exists", ([, type, props]) => {
    expect(withoutProviderWait(type, props)).toEqual({ ...props, metadata: { annotations: wait } });
  });

  test.for([
    ["a load balancer, whose address comes later", "kubernetes:core/v1:Service", { spec: { type: "LoadBalancer" } }],
    ["a Service of a type not known yet", "kubernetes:core/v1:Service", { spec: { type: pulumi.output("ClusterIP") } }],
    ["a Service of which nothing is known yet", "kubernetes:core/v1:Service", { spec: pulumi.output({}) }],
    ["a Pod, whose address comes later", "kubernetes:core/v1:Pod", { spec: {} }],
    ["an Ingress", "kubernetes:networking.k8s.io/v1:Ingress", { spec: {} }],
    ["a ConfigMap", "kubernetes:core/v1:ConfigMap", { data: {} }],
  ] as const)("%s is left alone", ([, type, props]) => {
    expect(withoutProviderWait(type, props)).toBe(props);
  });

  test.for([
    ["plain", { name: "web", annotations: { a: "b" } }],
    ["outputs", { name: "web", annotations: pulumi.output({ a: "b" }) }],
    ["an output as a whole", pulumi.output({ name: "web", annotations: { a: "b" } })],
    ["a promise", Promise.resolve({ name: "web", annotations: { a: "b" } })],
  ])("other annotations stay, be they %s", async ([, metadata]) => {
    const props = withoutProviderWait("kubernetes:apps/v1:Deployment", { metadata });
    expect(await known(props)).toEqual({ metadata: { name: "web", annotations: { a: "b", ...wait } } });
  });

  test.for([{ "pulumi.com/skipAwait": "true" }, { "pulumi.com/waitFor": "condition=Available" }])(
    "what the program says of waiting stays: %o",
    async (annotations) => {
      const props = withoutProviderWait("kubernetes:apps/v1:Deployment", noted(annotations));
      expect(await known(props)).toEqual(noted(annotations));
    },
  );

  test("secret metadata stays secret", async () => {
    const props = withoutProviderWait("kubernetes:apps/v1:Deployment", {
      metadata: pulumi.secret({ name: "web" }),
    }) as { metadata: pulumi.Output<unknown> };
    expect(await pulumi.isSecret(props.metadata)).toBe(true);
  });
});
