import { describe, expect, test } from "vitest";
import { diagnose, type Diagnosis } from "../../src/diagnosis";
import {
  deepest,
  deployment,
  event,
  merge,
  moment,
  replicaSet,
  service,
  slice,
  snapshotOf,
  told,
  unready,
  type Raw,
} from "../support/objects";

/** A Deployment whose Pods are refused with these words. */
function refused(words: string, others: readonly Raw[] = []): Diagnosis {
  const objects = [
    deployment(unready),
    replicaSet({ status: { replicas: 0, readyReplicas: 0, availableReplicas: 0 } }),
    event("ReplicaSet", "web-1", "FailedCreate", `Error creating: ${words}`, 3),
    ...others,
  ];
  return diagnose(snapshotOf(objects), moment(5));
}
/** The refusal itself: the deepest cause that is no Service. */
function refusal(diagnosis: Diagnosis): Diagnosis | undefined {
  return diagnosis.because[0]?.because[0];
}

const kyverno = `admission webhook "validate.kyverno.svc-fail" denied the request: 

resource Pod/prod/web-1-a was blocked due to the following policies 

require-labels:
  check-team: 'validation error: The label team is required. rule check-team failed at path /metadata/labels/team/'
`;
const called = 'Internal error occurred: failed calling webhook "guard.example.com": failed to call webhook: ';
const post = 'Post "https://guard.security.svc:443/validate?timeout=10s": ';

describe("why admission refuses", () => {
  test.each<readonly [string, string, string]>([
    [
      "Kyverno: policy, rule, field",
      kyverno,
      "AdmissionDenied will-not-heal: Kyverno policy require-labels, rule check-team: The label team is required (metadata.labels.team)",
    ],
    [
      "Kyverno: a field in a list",
      kyverno.replace("/metadata/labels/team/", "/spec/containers/0/image/"),
      "AdmissionDenied will-not-heal: Kyverno policy require-labels, rule check-team: The label team is required (spec.containers[0].image)",
    ],
    [
      "Gatekeeper: the constraint",
      'admission webhook "validation.gatekeeper.sh" denied the request: [must-have-owner] you must provide labels: {"owner"}',
      'AdmissionDenied will-not-heal: Gatekeeper constraint must-have-owner denies: you must provide labels: {"owner"}',
    ],
    [
      "a webhook: its name and words",
      'admission webhook "images.example.com" denied the request: spec.containers[0].image: must come from reg.corp',
      "AdmissionDenied will-not-heal: webhook images.example.com denies: spec.containers[0].image: must come from reg.corp",
    ],
    [
      "a webhook without words",
      'admission webhook "images.example.com" denied the request without explanation',
      "AdmissionDenied will-not-heal: webhook images.example.com denies: no reason given",
    ],
    [
      "a policy of the API server",
      `pods "web-1-a" is forbidden: ValidatingAdmissionPolicy 'images' with binding 'prod' denied request: failed expression: object.spec.replicas <= 5`,
      "AdmissionDenied will-not-heal: policy images denies: failed expression: object.spec.replicas <= 5",
    ],
    [
      "a webhook that takes too long",
      `${called}${post}context deadline exceeded`,
      "AdmissionUnreachable may-heal: webhook guard.example.com does not answer within 10 s (Service guard in security)",
    ],
    [
      "a webhook that refuses the connection",
      `${called}${post}dial tcp 10.0.0.1:443: connect: connection refused`,
      "AdmissionUnreachable may-heal: webhook guard.example.com refuses the connection (Service guard in security)",
    ],
    [
      "a webhook without endpoints",
      `${called}${post}no endpoints available for service "guard"`,
      "AdmissionUnreachable may-heal: webhook guard.example.com has no ready endpoint (Service guard in security)",
    ],
    [
      "a webhook without a Service",
      `${called}${post}service "guard" not found`,
      "AdmissionUnreachable may-heal: webhook guard.example.com: Service guard in security does not exist",
    ],
    [
      "a webhook with a foreign certificate",
      `${called}${post}tls: failed to verify certificate: x509: certificate signed by unknown authority`,
      "AdmissionUnreachable may-heal: webhook guard.example.com cannot be called: its certificate is not accepted: certificate signed by unknown authority (Service guard in security)",
    ],
  ])("%s", (_, words, expected) => {
    const { reason, outlook, message } = refusal(refused(words)) ?? deepest(refused(words));
    expect(`${reason} ${outlook}: ${message}`).toBe(expected);
  });
});

describe("the Service behind a webhook", () => {
  const guard = merge(service({ spec: { selector: { app: "guard" } } }, "guard"), {
    metadata: { namespace: "security" },
  });
  test("that has no endpoint is in the chain", () => {
    const told = refusal(refused(`${called}${post}context deadline exceeded`, [guard]));
    expect(told?.because[0]?.object).toMatchObject({ kind: "Service", namespace: "security", name: "guard" });
  });
  test("that is well is not", () => {
    const endpoints = merge(slice([{ addresses: ["10.0.0.9"], conditions: { ready: true } }]), {
      metadata: { namespace: "security", labels: { "kubernetes.io/service-name": "guard" } },
    });
    expect(refusal(refused(`${called}${post}context deadline exceeded`, [guard, endpoints]))?.because).toEqual([]);
  });
  test("of a webhook that guards its own Pods is told as a deadlock, once", () => {
    const own = deployment({
      metadata: { name: "guard", namespace: "security", uid: "uid-guard" },
      spec: { selector: { matchLabels: { app: "guard" } }, template: { metadata: { labels: { app: "guard" } } } },
      status: { replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0 },
    });
    const set = replicaSet({
      metadata: {
        name: "guard-1",
        namespace: "security",
        uid: "uid-guard-1",
        ownerReferences: [
          { apiVersion: "apps/v1", kind: "Deployment", name: "guard", uid: "uid-guard", controller: true },
        ],
      },
      spec: { template: { metadata: { labels: { app: "guard" } } } },
      status: {
        replicas: 0,
        readyReplicas: 0,
        availableReplicas: 0,
        conditions: [
          {
            type: "ReplicaFailure",
            status: "True",
            reason: "FailedCreate",
            message: `${called}${post}context deadline exceeded`,
          },
        ],
      },
    });
    const diagnosis = diagnose(snapshotOf([own, set, guard]), moment(5));
    expect(told(diagnosis)).toContain("its own Pods wait for it");
    expect(diagnosis.outlook).toBe("will-not-heal");
  });
});

describe("a webhook configuration", () => {
  const configuration = (webhook: Raw): Raw => ({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "guard", uid: "u" },
    webhooks: [
      merge({ name: "guard.example.com", clientConfig: { service: { namespace: "prod", name: "guard" } } }, webhook),
    ],
  });
  test.each<readonly [string, Raw, string]>([
    [
      "asks a Service that is not there",
      {},
      "InProgress may-heal AdmissionUnreachable: Service guard in prod does not exist: nobody answers webhook guard.example.com",
    ],
    ["may be ignored", { failurePolicy: "Ignore" }, "Current healthy Ready: 1 webhook"],
    [
      "asks by URL",
      { clientConfig: { url: "https://guard.example.com", service: undefined } },
      "Current healthy Ready: 1 webhook",
    ],
  ])("%s", (_, webhook, expected) => {
    expect(told(diagnose(snapshotOf([configuration(webhook)]), moment(5)))).toBe(expected);
  });
  test("is named in the advice about its refusals", () => {
    const words = 'admission webhook "guard.example.com" denied the request: no';
    const commands = refusal(refused(words, [configuration({})]))?.actions.map(({ command }) => command);
    expect(commands?.[0]).toBe("kubectl describe validatingwebhookconfiguration guard");
  });
});
