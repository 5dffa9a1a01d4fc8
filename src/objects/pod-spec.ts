import { readNodeSelector, type NodeSelector } from "./node-selector";
import {
  flag,
  integer,
  list,
  optionalRecord,
  record,
  stringMap,
  text,
  textOrInteger,
  texts,
  type StringMap,
} from "./raw";

export interface ContainerPort {
  readonly name: string | undefined;
  readonly containerPort: number | undefined;
  /** TCP when the object does not say. */
  readonly protocol: string;
  /** The port of the node itself that it takes; undefined for most. */
  readonly hostPort: number | undefined;
}

/** A probe: exactly one of the four actions is set in a valid object. Times in seconds, defaults of the API filled in. */
export interface Probe {
  readonly httpGet:
    { readonly path: string; readonly port: string | number | undefined; readonly scheme: string } | undefined;
  readonly tcpSocket: { readonly port: string | number | undefined } | undefined;
  readonly grpc: { readonly port: number | undefined } | undefined;
  readonly exec: { readonly command: readonly string[] } | undefined;
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
  readonly successThreshold: number;
}

/** A hook of a container's life: what it runs or asks. */
export type Hook = Pick<Probe, "exec" | "httpGet">;

/** A ConfigMap or Secret that a container or volume needs. */
export interface ConfigRef {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string;
  readonly key: string | undefined;
  readonly optional: boolean;
}

export interface Container {
  readonly name: string;
  readonly image: string | undefined;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly ports: readonly ContainerPort[];
  /** "Always" makes an init container a native sidecar. */
  readonly restartPolicy: string | undefined;
  readonly requests: StringMap;
  readonly limits: StringMap;
  /** Names of the plain variables; values are dropped on arrival, they may be secret. */
  readonly envNames: readonly string[];
  readonly configRefs: readonly ConfigRef[];
  readonly readinessProbe: Probe | undefined;
  readonly livenessProbe: Probe | undefined;
  readonly startupProbe: Probe | undefined;
  /** Runs right after the start; the container is killed if it fails. */
  readonly postStart: Hook | undefined;
  /** It has a hook that runs before SIGTERM is sent. */
  readonly hasPreStop: boolean;
}

export interface Volume {
  readonly name: string;
  readonly configRefs: readonly ConfigRef[];
  readonly claimName: string | undefined;
}

export interface PodSpec {
  readonly nodeName: string | undefined;
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
  /** For debugging: no part of what makes the Pod ready. */
  readonly ephemeralContainers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly restartPolicy: string;
  readonly terminationGracePeriodSeconds: number | undefined;
  readonly readinessGates: readonly string[];
  readonly schedulingGates: readonly string[];
  readonly nodeSelector: StringMap;
  /** What its affinity requires of a node, beside nodeSelector. */
  readonly requiredNodes: NodeSelector;
  /** The only node that its affinity admits, by name: how a DaemonSet places its Pods. */
  readonly pinnedNode: string | undefined;
  readonly serviceAccountName: string | undefined;
  readonly imagePullSecrets: readonly string[];
  /** Of the Pod as a whole, in place of its containers' sums; empty for most. */
  readonly requests: StringMap;
  readonly limits: StringMap;
  /** What its runtime takes beside its containers (RuntimeClass). */
  readonly overhead: StringMap;
}

/** spec.template of a workload. */
export interface PodTemplate {
  readonly labels: StringMap;
  readonly spec: PodSpec;
}

function readPort(raw: unknown): ContainerPort {
  const port = record(raw);
  return {
    name: text(port["name"]),
    containerPort: integer(port["containerPort"]),
    protocol: text(port["protocol"]) ?? "TCP",
    hostPort: integer(port["hostPort"]),
  };
}

function readProbe(raw: unknown): Probe | undefined {
  const probe = optionalRecord(raw);
  if (probe === undefined) return undefined;
  const http = optionalRecord(probe["httpGet"]);
  const tcp = optionalRecord(probe["tcpSocket"]);
  const grpc = optionalRecord(probe["grpc"]);
  const exec = optionalRecord(probe["exec"]);
  return {
    httpGet: http && {
      path: text(http["path"]) ?? "/",
      port: textOrInteger(http["port"]),
      scheme: text(http["scheme"]) ?? "HTTP",
    },
    tcpSocket: tcp && { port: textOrInteger(tcp["port"]) },
    grpc: grpc && { port: integer(grpc["port"]) },
    exec: exec && { command: texts(exec["command"]) },
    initialDelaySeconds: integer(probe["initialDelaySeconds"]) ?? 0,
    periodSeconds: integer(probe["periodSeconds"]) ?? 10,
    timeoutSeconds: integer(probe["timeoutSeconds"]) ?? 1,
    failureThreshold: integer(probe["failureThreshold"]) ?? 3,
    successThreshold: integer(probe["successThreshold"]) ?? 1,
  };
}

function readHook(raw: unknown): Hook | undefined {
  const hook = readProbe(raw);
  return hook && { exec: hook.exec, httpGet: hook.httpGet };
}

function configRef(kind: ConfigRef["kind"], raw: unknown, nameField: string): readonly ConfigRef[] {
  const source = optionalRecord(raw);
  const name = source && text(source[nameField]);
  if (source === undefined || name === undefined) return [];
  return [{ kind, name, key: text(source["key"]), optional: flag(source["optional"]) ?? false }];
}

function readEnvRefs(raw: unknown): readonly ConfigRef[] {
  return list(raw, record).flatMap((variable) => {
    const from = record(variable["valueFrom"]);
    return [
      ...configRef("ConfigMap", from["configMapKeyRef"], "name"),
      ...configRef("Secret", from["secretKeyRef"], "name"),
    ];
  });
}

function readEnvFromRefs(raw: unknown): readonly ConfigRef[] {
  return list(raw, record).flatMap((source) => [
    ...configRef("ConfigMap", source["configMapRef"], "name"),
    ...configRef("Secret", source["secretRef"], "name"),
  ]);
}

function readContainer(raw: unknown): Container {
  const container = record(raw);
  const resources = record(container["resources"]);
  return {
    name: text(container["name"]) ?? "",
    image: text(container["image"]),
    command: texts(container["command"]),
    args: texts(container["args"]),
    ports: list(container["ports"], readPort),
    restartPolicy: text(container["restartPolicy"]),
    requests: stringMap(resources["requests"]) ?? {},
    limits: stringMap(resources["limits"]) ?? {},
    envNames: list(container["env"], (item) => text(record(item)["name"]) ?? ""),
    configRefs: [...readEnvRefs(container["env"]), ...readEnvFromRefs(container["envFrom"])],
    readinessProbe: readProbe(container["readinessProbe"]),
    livenessProbe: readProbe(container["livenessProbe"]),
    startupProbe: readProbe(container["startupProbe"]),
    postStart: readHook(record(container["lifecycle"])["postStart"]),
    hasPreStop: optionalRecord(record(container["lifecycle"])["preStop"]) !== undefined,
  };
}

function readVolume(raw: unknown): Volume {
  const volume = record(raw);
  const projected = list(record(volume["projected"])["sources"], record);
  return {
    name: text(volume["name"]) ?? "",
    configRefs: [
      ...configRef("Secret", volume["secret"], "secretName"),
      ...configRef("ConfigMap", volume["configMap"], "name"),
      ...projected.flatMap((source) => [
        ...configRef("Secret", source["secret"], "name"),
        ...configRef("ConfigMap", source["configMap"], "name"),
      ]),
    ],
    claimName: text(record(volume["persistentVolumeClaim"])["claimName"]),
  };
}

const namesIn = (raw: unknown): readonly string[] =>
  list(raw, (item) => text(record(item)["name"]) ?? "").filter((name) => name !== "");

const requiredNodes = (affinity: unknown): NodeSelector =>
  readNodeSelector(record(record(affinity)["nodeAffinity"])["requiredDuringSchedulingIgnoredDuringExecution"]);

/** Source: ReplaceDaemonSetPodNodeNameNodeAffinity of pkg/controller/daemon/util. */
function pinnedNode(required: NodeSelector): string | undefined {
  const names = required.flatMap((term) => term.names);
  return new Set(names).size === 1 ? names[0] : undefined;
}

export function readPodSpec(raw: unknown): PodSpec {
  const spec = record(raw);
  const required = requiredNodes(spec["affinity"]);
  return {
    nodeName: text(spec["nodeName"]),
    containers: list(spec["containers"], readContainer),
    initContainers: list(spec["initContainers"], readContainer),
    ephemeralContainers: list(spec["ephemeralContainers"], readContainer),
    volumes: list(spec["volumes"], readVolume),
    restartPolicy: text(spec["restartPolicy"]) ?? "Always",
    terminationGracePeriodSeconds: integer(spec["terminationGracePeriodSeconds"]),
    readinessGates: list(spec["readinessGates"], (gate) => text(record(gate)["conditionType"]) ?? ""),
    schedulingGates: namesIn(spec["schedulingGates"]),
    nodeSelector: stringMap(spec["nodeSelector"]) ?? {},
    requiredNodes: required,
    pinnedNode: pinnedNode(required),
    serviceAccountName: text(spec["serviceAccountName"]),
    imagePullSecrets: namesIn(spec["imagePullSecrets"]),
    requests: stringMap(record(spec["resources"])["requests"]) ?? {},
    limits: stringMap(record(spec["resources"])["limits"]) ?? {},
    overhead: stringMap(spec["overhead"]) ?? {},
  };
}

export function readPodTemplate(raw: unknown): PodTemplate {
  const template = record(raw);
  return {
    labels: stringMap(record(template["metadata"])["labels"]) ?? {},
    spec: readPodSpec(template["spec"]),
  };
}
