import type { Declaration } from "../declaration";
import type { Judgement } from "../finding";
import { gatewayGroup, listenerCertificates } from "../gateway-routes";
import { judgeEach, type Verdict } from "../judge-each";
import { makesCertificates } from "../made-secrets";
import { followed, type Reference } from "../reference";
import type { Rule } from "../rule";

/**
 * Does each Secret exist that a Gateway's listeners take their certificate from? Secrets that
 * somebody else makes are usual, so that a name which nothing declared resembles is only advice.
 * Source: `GatewayTLSConfig.certificateRefs` of gateway-api's apis/v1.
 */
export const gatewayCertificateExists: Rule = {
  code: "gateway-certificate-exists",
  title: "Certificates of Gateways exist",
  description: "Each Secret that a listener of a Gateway takes its certificate from exists.",
  remedy: "Let the name be secret.metadata.name.",
  severity: "error",
  group: "routing",
  scope: "stack",
  judge,
};

function judge(declaration: Declaration): Judgement {
  const certificates = declaration
    .own(`${gatewayGroup}/Gateway`)
    .flatMap(listenerCertificates)
    .filter((one) => "doubt" in one || (one.group === "" && one.kind === "Secret"));
  return judgeEach(certificates, ({ object, name, place, path }): Verdict => {
    const reference: Reference = {
      object,
      kinds: ["/Secret"],
      name,
      place,
      property: "spec",
      path: `${path}.name`,
      fix: (code) => `name: ${code}`,
      within: "a certificate without a namespace is looked for in the Gateway's own",
    };
    return makesCertificates(object) ?? followed(declaration, reference, "others");
  });
}
