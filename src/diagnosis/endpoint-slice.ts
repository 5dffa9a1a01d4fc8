import { isKind, type EndpointSlice, type Pod } from "../objects";
import type { Diagnosis } from "./diagnosis";
import { drainingWords, isOfFormer } from "./endpoints";
import { foldPods } from "./fold";
import { diagnoseDeletion } from "./generic";
import { diagnosePod } from "./pod";
import type { Scene } from "./scene";
import { verdict, worstOutlook } from "./verdict";
import { counted } from "./wording";

/** An EndpointSlice by itself: Current when one of its endpoints is ready, else what its Pods lack. */
export function diagnoseEndpointSlice(slice: EndpointSlice, scene: Scene): Diagnosis {
  const deletion = diagnoseDeletion(slice, scene);
  if (deletion !== undefined) return deletion;
  const { endpoints } = slice;
  const service = scene.objects.findKnown("Service", slice.metadata.namespace, slice.serviceName ?? "");
  if (service !== undefined && isOfFormer(slice, service))
    return verdict(slice, "EndpointsStale", `belongs to a Service ${service.metadata.name} that was deleted`);
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  const draining = endpoints.filter((endpoint) => !endpoint.ready && endpoint.serving && endpoint.terminating).length;
  const drains = ready > 0 ? "" : drainingWords(draining);
  const message = `${ready} of ${counted(endpoints.length, "endpoint")} ready${drains}`;
  if (ready > 0) return verdict(slice, "Ready", message);
  if (endpoints.length === 0) return verdict(slice, "NoPodsYet", "no endpoints");
  const pods = endpoints.flatMap(({ targetRef }): readonly Pod[] => {
    const pod =
      targetRef?.kind === "Pod"
        ? scene.objects.find({
            apiVersion: "v1",
            kind: "Pod",
            ...(slice.metadata.namespace === undefined ? {} : { namespace: slice.metadata.namespace }),
            name: targetRef.name,
          })
        : undefined;
    return pod !== undefined && isKind(pod, "Pod") ? [pod] : [];
  });
  const because = foldPods(
    pods.map((pod) => diagnosePod(pod, scene)),
    endpoints.length,
  );
  return verdict(slice, "NoReadyEndpoints", message, {
    outlook: worstOutlook(
      because.map(({ outlook }) => outlook),
      "waiting",
    ),
    because,
  });
}
