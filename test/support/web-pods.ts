import { endpoint, merge, pod, podEvent, podWith, slice, terminated, waiting, type Raw } from "./objects";

/* The Pods of web: both in order, and what can be wrong with one. Hand-written, to be patched. */

export const two: readonly Raw[] = [pod("web-1-a"), pod("web-1-b")];
/** The EndpointSlice of both, and one without endpoints. */
export const both: Raw = slice([endpoint("web-1-a"), endpoint("web-1-b")]);
export const none: Raw = slice([]);

export const named = (name: string, raw: Raw): Raw => merge(raw, { metadata: { name, uid: `uid-${name}` } });
export const crashing = (name = "web-1-a", exit = 3): Raw => named(name, podWith(terminated(exit)));
export const pulling = (name = "web-1-a"): Raw =>
  named(name, podWith(waiting("ContainerCreating"), { phase: "Pending" }));
export const badImage = (name = "web-1-a"): Raw =>
  named(name, podWith(waiting("ErrImagePull", "web:nope: not found"), { container: { image: "web:nope" } }));

/** A Pod whose container waits to be started again. */
export const backOff = (end: Raw, restarts = 1, more: Parameters<typeof podWith>[1] = {}): Raw =>
  podWith(
    waiting("CrashLoopBackOff", "back-off 10s restarting failed container=web pod=web", {
      restartCount: restarts,
      lastState: { terminated: end },
    }),
    more,
  );

/** The kubelet's event about a probe that failed. */
export const unhealthy = (probe: string, words: string, time: number, patch: Raw = {}): Raw =>
  podEvent("Unhealthy", `${probe} probe failed: ${words}`, time, patch);
export const notFound = "HTTP probe failed with statuscode: 404";
