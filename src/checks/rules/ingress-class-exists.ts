import { classReference } from "../class-reference";
import type { Declaration } from "../declaration";
import type { Judgement } from "../finding";
import { judgeEach } from "../judge-each";
import { followed } from "../reference";
import type { Rule } from "../rule";
import { textField } from "../tree";

/**
 * Does an Ingress name its IngressClass, or a Gateway its GatewayClass, as it is called? No
 * controller takes one whose class does not exist. Most come with the controller, so only a slip and
 * a name that Pulumi makes up otherwise are told. The old annotation names no object.
 * Source: `IngressSpec.ingressClassName` of k8s.io/api/networking/v1, `GatewaySpec.gatewayClassName` of gateway-api's apis/v1.
 */
export const ingressClassExists: Rule = {
  code: "ingress-class-exists",
  title: "IngressClasses are named as they are called",
  description: "The class of an Ingress or Gateway is not another name for one that is created along with it.",
  remedy: "Let ingressClassName be ingressClass.metadata.name.",
  severity: "error",
  group: "routing",
  scope: "stack",
  judge,
};

const classes = [
  { of: "networking.k8s.io/Ingress", kind: "networking.k8s.io/IngressClass", at: "ingressClassName" },
  { of: "gateway.networking.k8s.io/Gateway", kind: "gateway.networking.k8s.io/GatewayClass", at: "gatewayClassName" },
] as const;

function judge(declaration: Declaration): Judgement {
  const references = classes.flatMap(({ of, kind, at }) =>
    declaration.own(of).flatMap((object) => {
      const name = textField(object.tree, "spec", at);
      return name === undefined || name === "" ? [] : [classReference(object, kind, name, `spec.${at}`)];
    }),
  );
  return judgeEach(references, (reference) => followed(declaration, reference, "mostly others"));
}
