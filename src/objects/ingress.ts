import type { ObjectMeta } from "./meta";
import { annotation, list, optionalRecord, record, text, textOrInteger, texts } from "./raw";

/** Where an Ingress sends requests: a Service's port, or an object of another kind that its controller knows. */
export interface IngressBackend {
  readonly service:
    | {
        readonly name: string;
        /** A number or a name as the Ingress spells it; absent in an object that the API server would refuse. */
        readonly port: string | number | undefined;
      }
    | undefined;
  readonly resource: { readonly kind: string; readonly name: string } | undefined;
}

export interface IngressPath {
  readonly path: string | undefined;
  readonly backend: IngressBackend;
}

export interface Ingress {
  readonly apiVersion: string;
  readonly kind: "Ingress";
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly ingressClassName: string | undefined;
    readonly defaultBackend: IngressBackend | undefined;
    readonly rules: readonly { readonly host: string | undefined; readonly paths: readonly IngressPath[] }[];
    readonly tls: readonly { readonly hosts: readonly string[]; readonly secretName: string | undefined }[];
  };
  /** The annotation kubernetes.io/ingress.class, which was the class's name before there were IngressClasses. */
  readonly legacyClass: string | undefined;
  readonly status: {
    readonly ingress: readonly { readonly ip: string | undefined; readonly hostname: string | undefined }[];
  };
}

/** networking.k8s.io/v1 has service.name and service.port; v1beta1 and extensions serviceName and servicePort. */
function readBackend(raw: unknown): IngressBackend | undefined {
  const backend = optionalRecord(raw);
  if (backend === undefined) return undefined;
  const service = optionalRecord(backend["service"]);
  const port = record(service?.["port"]);
  const number = textOrInteger(port["number"]);
  const resource = optionalRecord(backend["resource"]);
  const oldName = text(backend["serviceName"]);
  const name = service === undefined ? oldName : text(service["name"]);
  return {
    service:
      name === undefined
        ? undefined
        : {
            name,
            port: service === undefined ? textOrInteger(backend["servicePort"]) : (number ?? text(port["name"])),
          },
    resource: resource && { kind: text(resource["kind"]) ?? "", name: text(resource["name"]) ?? "" },
  };
}

const nowhere: IngressBackend = { service: undefined, resource: undefined };

export function readIngress(apiVersion: string, metadata: ObjectMeta, raw: unknown): Ingress {
  const object = record(raw);
  const spec = record(object["spec"]);
  return {
    apiVersion,
    kind: "Ingress",
    metadata,
    spec: {
      ingressClassName: text(spec["ingressClassName"]),
      defaultBackend: readBackend(spec["defaultBackend"] ?? spec["backend"]),
      rules: list(spec["rules"], (rule) => ({
        host: text(record(rule)["host"]),
        paths: list(record(record(rule)["http"])["paths"], (item) => ({
          path: text(record(item)["path"]),
          backend: readBackend(record(item)["backend"]) ?? nowhere,
        })),
      })),
      tls: list(spec["tls"], (item) => ({
        hosts: texts(record(item)["hosts"]),
        secretName: text(record(item)["secretName"]),
      })),
    },
    legacyClass: annotation(raw, "kubernetes.io/ingress.class"),
    status: {
      ingress: list(record(record(object["status"])["loadBalancer"])["ingress"], (item) => ({
        ip: text(record(item)["ip"]),
        hostname: text(record(item)["hostname"]),
      })),
    },
  };
}
