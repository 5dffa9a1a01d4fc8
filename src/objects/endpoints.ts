import type { ObjectMeta } from "./meta";
import { list, record } from "./raw";
import { readEndpointSlice, type EndpointSlice } from "./service";

/**
 * A v1 Endpoints object, as recordings of older tools carry them, read as the EndpointSlice that says
 * the same: named after its Service, with the addresses and ports of all subsets. Clusters are not
 * asked for Endpoints. Source: `EndpointSubset` of k8s.io/api/core/v1.
 */
export function readEndpoints(metadata: ObjectMeta, raw: unknown): EndpointSlice {
  const subsets = list(record(raw)["subsets"], record);
  const addresses = (field: "addresses" | "notReadyAddresses", ready: boolean): readonly unknown[] =>
    subsets.flatMap((subset) =>
      list(subset[field], record).map((address) => ({
        addresses: [address["ip"]],
        conditions: { ready },
        nodeName: address["nodeName"],
        targetRef: address["targetRef"],
      })),
    );
  const slice = {
    addressType: "IPv4",
    endpoints: [...addresses("addresses", true), ...addresses("notReadyAddresses", false)],
    ports: subsets.flatMap((subset) => list(subset["ports"], record)),
  };
  return { ...readEndpointSlice("discovery.k8s.io/v1", metadata, slice), serviceName: metadata.name };
}
