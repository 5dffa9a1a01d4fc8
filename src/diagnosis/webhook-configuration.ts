import type { MutatingWebhookConfiguration, ValidatingWebhookConfiguration, Webhook } from "../objects";
import { isAbsent, serviceBehind, serviceName } from "./api-service";
import { diagnoseDeletion } from "./deletion";
import type { Action, Diagnosis } from "./diagnosis";
import { kubectl } from "./kubectl";
import type { Scene } from "./scene";
import { isProblem, verdict, worstOutlook } from "./verdict";
import { counted } from "./wording";

export type WebhookConfiguration = ValidatingWebhookConfiguration | MutatingWebhookConfiguration;

/**
 * The admission webhooks of one configuration: Current when the Service behind each that must answer
 * (failurePolicy Fail) has an endpoint. Where Services cannot be seen, and for webhooks called by
 * URL, nothing is said against them.
 */
export function diagnoseWebhookConfiguration(configuration: WebhookConfiguration, scene: Scene): Diagnosis {
  const deletion = diagnoseDeletion(configuration, scene);
  if (deletion !== undefined) return deletion;
  const { webhooks } = configuration;
  const demanding = webhooks.filter(({ failurePolicy }) => failurePolicy === "Fail");
  const lost = demanding.find(({ service }) => service !== undefined && isAbsent(service, scene));
  if (lost?.service !== undefined) {
    const { name, service } = lost;
    const message = `${serviceName(service)} does not exist: nobody answers webhook ${name}`;
    return verdict(configuration, "AdmissionUnreachable", message, {
      outlook: "may-heal",
      actions: [
        { text: "see which Services there are", command: kubectl(service.namespace, "get", "services") },
        ...lookActions(configuration),
      ],
    });
  }
  const silent = demanding.flatMap((webhook) => {
    const cause = webhook.service === undefined ? undefined : serviceBehind(webhook.service, scene);
    return cause !== undefined && cause.status !== "Current" ? [{ webhook, cause }] : [];
  });
  const [first] = silent;
  if (first === undefined) return verdict(configuration, "Ready", counted(webhooks.length, "webhook"));
  return verdict(configuration, "AdmissionUnreachable", `webhook ${first.webhook.name} has nobody to answer`, {
    outlook: isProblem(first.cause) ? worstOutlook(["may-heal", first.cause.outlook], "may-heal") : "waiting",
    because: [first.cause],
    actions: lookActions(configuration),
  });
}

/** What it refuses meanwhile, and the way out of it. */
function lookActions({ kind, metadata: { name } }: WebhookConfiguration): readonly Action[] {
  return [
    {
      text: "see which requests it is asked about: they are refused",
      command: kubectl(undefined, "describe", kind.toLowerCase(), name),
    },
    { text: `if what answered it is gone for good, delete the ${kind}` },
  ];
}

/** The configuration that has a webhook of this name, and the webhook; undefined where none is known. */
export function webhookNamed(
  name: string,
  { objects }: Scene,
): { readonly configuration: WebhookConfiguration; readonly webhook: Webhook } | undefined {
  const all: readonly WebhookConfiguration[] = [
    ...objects.all("ValidatingWebhookConfiguration"),
    ...objects.all("MutatingWebhookConfiguration"),
  ];
  for (const configuration of all) {
    const webhook = configuration.webhooks.find((one) => one.name === name);
    if (webhook !== undefined) return { configuration, webhook };
  }
  return undefined;
}
