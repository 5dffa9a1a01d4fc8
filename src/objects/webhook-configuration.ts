import { readServiceReference, type ServiceReference } from "./api-service";
import type { ObjectMeta } from "./meta";
import { integer, list, record, text } from "./raw";

/** One admission webhook. Defaults of admissionregistration.k8s.io/v1 are filled in: Fail, 10 s. */
export interface Webhook {
  readonly name: string;
  /** Absent: it is called by URL, outside of the cluster's Services. */
  readonly service: ServiceReference | undefined;
  /** "Fail": what it does not answer for is refused. */
  readonly failurePolicy: string;
  readonly timeoutSeconds: number;
}

interface WebhookConfiguration<Kind extends string> {
  readonly apiVersion: string;
  readonly kind: Kind;
  readonly metadata: ObjectMeta;
  readonly webhooks: readonly Webhook[];
}
export type ValidatingWebhookConfiguration = WebhookConfiguration<"ValidatingWebhookConfiguration">;
export type MutatingWebhookConfiguration = WebhookConfiguration<"MutatingWebhookConfiguration">;

function readWebhook(raw: unknown): Webhook {
  const webhook = record(raw);
  return {
    name: text(webhook["name"]) ?? "",
    service: readServiceReference(record(webhook["clientConfig"])["service"]),
    failurePolicy: text(webhook["failurePolicy"]) ?? "Fail",
    timeoutSeconds: integer(webhook["timeoutSeconds"]) ?? 10,
  };
}

const webhooksIn = (raw: unknown): readonly Webhook[] => list(record(raw)["webhooks"], readWebhook);

export function readValidatingWebhookConfiguration(
  apiVersion: string,
  metadata: ObjectMeta,
  raw: unknown,
): ValidatingWebhookConfiguration {
  return { apiVersion, kind: "ValidatingWebhookConfiguration", metadata, webhooks: webhooksIn(raw) };
}

export function readMutatingWebhookConfiguration(
  apiVersion: string,
  metadata: ObjectMeta,
  raw: unknown,
): MutatingWebhookConfiguration {
  return { apiVersion, kind: "MutatingWebhookConfiguration", metadata, webhooks: webhooksIn(raw) };
}
