import { readEvent, type Event } from "./event";
import { readMeta, type ObjectMeta } from "./meta";
import { readNode, type Node } from "./node";
import { readOther, type OtherObject } from "./other";
import { readPod, type Pod } from "./pod";
import { record, text } from "./raw";
import { readEndpointSlice, readService, type EndpointSlice, type Service } from "./service";
import { readDeployment, readReplicaSet, type Deployment, type ReplicaSet } from "./workloads";

/** The kinds that have a reader of their own, by API group and kind. */
interface Known {
  Pod: Pod;
  ReplicaSet: ReplicaSet;
  Deployment: Deployment;
  Service: Service;
  EndpointSlice: EndpointSlice;
  Event: Event;
  Node: Node;
}
export type KnownKind = keyof Known;
export type KubeObject = Known[KnownKind] | OtherObject;

type Reader<T> = (apiVersion: string, metadata: ObjectMeta, raw: unknown) => T;

const readers: {
  readonly [K in KnownKind]: {
    readonly apiVersion: string;
    readonly groups: readonly string[];
    readonly read: Reader<Known[K]>;
  };
} = {
  Pod: { apiVersion: "v1", groups: [""], read: readPod },
  ReplicaSet: { apiVersion: "apps/v1", groups: ["apps", "extensions"], read: readReplicaSet },
  Deployment: { apiVersion: "apps/v1", groups: ["apps", "extensions"], read: readDeployment },
  Service: { apiVersion: "v1", groups: [""], read: readService },
  EndpointSlice: { apiVersion: "discovery.k8s.io/v1", groups: ["discovery.k8s.io"], read: readEndpointSlice },
  Event: { apiVersion: "v1", groups: ["", "events.k8s.io"], read: readEvent },
  Node: { apiVersion: "v1", groups: [""], read: readNode },
};

function isKnown(kind: string): kind is KnownKind {
  return Object.hasOwn(readers, kind);
}

/**
 * Reads one Kubernetes object from JSON. Never throws: a field of a wrong type counts as absent.
 * Old recordings leave out apiVersion: a known kind then gets its usual one. Gives undefined for
 * what is no object at all (no kind or no name).
 */
export function readObject(raw: unknown): KubeObject | undefined {
  const source = record(raw);
  const kind = text(source["kind"]);
  const metadata = readMeta(source["metadata"]);
  if (kind === undefined || kind === "" || metadata.name === "") return undefined;
  const apiVersion = text(source["apiVersion"]);
  if (isKnown(kind)) {
    const reader = readers[kind];
    const group = apiVersion === undefined ? reader.groups[0] : groupName(apiVersion);
    if (reader.groups.includes(group ?? "")) {
      return reader.read(apiVersion ?? reader.apiVersion, metadata, raw);
    }
  }
  return readOther(apiVersion ?? "", kind, metadata, raw);
}

function groupName(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** Is it of that kind, with all the fields its reader knows? A foreign group's kind of the same name is not. */
export function isKind<K extends KnownKind>(object: KubeObject, kind: K): object is Known[K] {
  return object.kind === kind && readers[kind].groups.includes(groupName(object.apiVersion));
}

export type { Known };
