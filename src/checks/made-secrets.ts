import { isUnknown } from "../wiring";
import type { DeclaredObject } from "./declared";
import type { Declaration } from "./declaration";
import { field, isRecord, textField } from "./tree";

const certManager = /^cert-manager\.io\/|^certmanager\.k8s\.io\/|^kubernetes\.io\/tls-acme$/;

/** Why the Secret of an Ingress's or Gateway's certificate may come by itself, as a part of a sentence: cert-manager makes it where an annotation asks for it. */
export function makesCertificates({ tree }: DeclaredObject): string | undefined {
  const annotations = field(tree, "metadata", "annotations");
  if (isUnknown(annotations)) return "its annotations are not known yet";
  if (!isRecord(annotations) || !Object.keys(annotations).some((key) => certManager.test(key))) return undefined;
  return "cert-manager may make the Secret";
}

const servingCertificate = [
  "service.beta.openshift.io/serving-cert-secret-name",
  "service.alpha.openshift.io/serving-cert-secret-name",
] as const;

/** The names of the Secrets that OpenShift makes for Services which ask for a certificate. */
export function madeCertificates(declaration: Declaration): ReadonlySet<string> {
  const names = declaration.all("/Service").flatMap(({ tree }) =>
    servingCertificate.flatMap((key) => {
      const name = textField(tree, "metadata", "annotations", key);
      return typeof name === "string" ? [name] : [];
    }),
  );
  return new Set(names);
}
