import { isUnknown, portOf, type Maybe } from "../../wiring";
import { portNameOf } from "../causes";
import { inNamespace, type DeclaredObject } from "../declared";
import type { Declaration } from "../declaration";
import type { Judgement } from "../finding";
import { judgeEach, type OpenRelation, type Verdict } from "../judge-each";
import { follow, type Reference } from "../reference";
import type { Rule } from "../rule";
import { servicePortsText, serviceSource } from "../service-source";
import { field, isEmpty, listField, portField, textField } from "../tree";

/**
 * Does each Service exist that the API server is told to ask, with that port (443 unless it is said):
 * those of admission webhooks, of APIServices, of the conversion of custom resources? Where it does
 * not, the API server refuses what the webhook is for.
 * Source: `ServiceReference` of k8s.io/api/admissionregistration/v1, of apiextensions/v1 and of kube-aggregator's apiregistration/v1.
 */
export const webhookServiceExists: Rule = {
  code: "webhook-service-exists",
  title: "Services of webhooks exist",
  description: "Each Service that a webhook, an APIService or a conversion leads to exists and has the port.",
  remedy: "Let name and namespace be service.metadata.name and service.metadata.namespace.",
  severity: "error",
  group: "services",
  scope: "stack",
  judge,
};

interface ServiceReference extends Reference {
  readonly port: Maybe<string | number> | undefined;
  readonly portPath: string;
}

type Open = ServiceReference | OpenRelation;

function judge(declaration: Declaration): Judgement {
  const webhooks = declaration.own(
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
    "admissionregistration.k8s.io/MutatingWebhookConfiguration",
  );
  const references = [
    ...webhooks.flatMap(webhooksOf),
    ...declaration
      .own("apiregistration.k8s.io/APIService")
      .flatMap((object) => serviceAt(object, field(object.tree, "spec", "service"), "spec", "spec.service")),
    ...declaration.own("apiextensions.k8s.io/CustomResourceDefinition").flatMap(conversionOf),
  ];
  return judgeEach(references, (reference) => verdictOn(declaration, reference));
}

function webhooksOf(object: DeclaredObject): readonly Open[] {
  const webhooks = listField(object.tree, "webhooks");
  if (isEmpty(object.tree) || isUnknown(webhooks)) return [{ object, doubt: "its webhooks are not known yet" }];
  return webhooks.flatMap((webhook, index) =>
    serviceAt(object, field(webhook, "clientConfig", "service"), "webhooks", `webhooks[${index}].clientConfig.service`),
  );
}

/** apiextensions.k8s.io/v1, and v1beta1 before it. */
function conversionOf(object: DeclaredObject): readonly Open[] {
  return [["webhook", "clientConfig"], ["webhookClientConfig"]].flatMap((way) =>
    serviceAt(
      object,
      field(object.tree, "spec", "conversion", ...way, "service"),
      "spec",
      ["spec.conversion", ...way, "service"].join("."),
    ),
  );
}

function serviceAt(object: DeclaredObject, tree: unknown, property: string, path: string): readonly Open[] {
  if (tree === undefined) return [];
  const name = textField(tree, "name");
  const namespace = textField(tree, "namespace");
  if (isUnknown(tree)) return [{ object, doubt: `${path} is not known yet` }];
  if (name === undefined || namespace === undefined) return [];
  return [
    {
      object,
      kinds: ["/Service"],
      name,
      place: inNamespace(object.place, namespace),
      property,
      path: `${path}.name`,
      fix: (code) => `name: ${code}`,
      within: "the API server looks in the namespace that is stated",
      abroad: (other) => `namespace: ${JSON.stringify(other)}`,
      port: portField(tree, "port"),
      portPath: `${path}.port`,
    },
  ];
}

function verdictOn(declaration: Declaration, reference: ServiceReference): Verdict {
  const { object, port, portPath } = reference;
  const found = follow(declaration, reference, "nobody");
  if (found.answer !== "yes") return found.answer === "no" ? found.value : found.why;
  if (isUnknown(port)) return "the port of the Service is not known yet";
  const { object: service, sure } = found.value;
  const has = portOf(serviceSource(service), port ?? 443);
  if (has.answer === "cannot-tell") return has.why;
  if (has.answer === "yes" || has.value.missing !== "port") return undefined;
  const { declared } = has.value;
  const first = declared[0]?.split("=").pop();
  return {
    object,
    path: portPath,
    certainty: sure ? "certain" : "possible",
    message: `${portPath} is ${port === undefined ? "absent, which means 443" : JSON.stringify(port)}: Service ${service.ref.name} ${servicePortsText(declared)}`,
    remedy: first === undefined ? `in Service ${service.ref.name}: ports: [{ port: … }]` : `port: ${first}`,
    nearest: service,
    cause: portNameOf(service, String(port)),
  };
}
