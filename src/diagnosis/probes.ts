import type { Container, ContainerPort, Probe } from "../objects";
import { phrase, quoted } from "./wording";

export type ProbeKind = "readiness" | "liveness" | "startup";

/** What a probe's failure says about the program. */
export type AnswerKind = "answered" | "refused" | "timeout" | "other";
export interface ProbeAnswer {
  readonly kind: AnswerKind;
  /** For a sentence: "404", "connection refused". */
  readonly text: string;
  readonly code?: number;
}

/** "readiness GET :8080/healthz", "liveness TCP :5432", "startup exec cat /tmp/ok". */
export function probeTitle(kind: ProbeKind, probe: Probe, container: Container): string {
  if (probe.httpGet !== undefined) {
    const { path, port, scheme } = probe.httpGet;
    return `${kind} GET ${scheme === "HTTP" ? "" : `${scheme.toLowerCase()} `}:${portOf(port, container)}${path.startsWith("/") ? "" : "/"}${phrase(path, 40)}`;
  }
  if (probe.tcpSocket !== undefined) return `${kind} TCP :${portOf(probe.tcpSocket.port, container)}`;
  if (probe.grpc !== undefined) return `${kind} gRPC :${probe.grpc.port ?? "?"}`;
  if (probe.exec !== undefined) return `${kind} exec ${phrase(probe.exec.command.join(" "), 40)}`;
  return `${kind} probe`;
}

/** The number that the probe asks, when it can be known: a name is resolved by the container's own ports. */
export function probePort(probe: Probe, { ports }: Container): number | undefined {
  const port = probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port;
  if (typeof port !== "string") return port;
  return ports.find(({ name }) => name === port)?.containerPort;
}

function portOf(port: string | number | undefined, { ports }: Container): string {
  if (typeof port !== "string") return String(port ?? "?");
  return String(ports.find(({ name }) => name === port)?.containerPort ?? port);
}

/** The TCP ports that the container declares, when the probed one is not among them: the near miss. */
export function otherPorts(probe: Probe, container: Container): readonly ContainerPort[] {
  const port = probePort(probe, container);
  const declared = container.ports.filter(
    ({ containerPort, protocol }) => containerPort !== undefined && protocol === "TCP",
  );
  return port === undefined || declared.some(({ containerPort }) => containerPort === port) ? [] : declared;
}

const unhealthy = /^(Readiness|Liveness|Startup) probe (?:failed|errored|warning)[^:]*:?\s*/i;

/**
 * Reads the message of an Unhealthy event about this container; undefined when it is none. `counts` is
 * false for what the kubelet does not count as a failure: errors of its own, and redirects elsewhere.
 */
export function readUnhealthy(
  message: string,
  container: Container,
): { readonly probe: ProbeKind; readonly answer: ProbeAnswer; readonly counts: boolean } | undefined {
  const match = unhealthy.exec(message);
  if (match === null) return undefined;
  const probe = (match[1] ?? "").toLowerCase() as ProbeKind;
  const text = message.slice(match[0].length, match[0].length + 1000);
  return { probe, answer: answerIn(text, container[`${probe}Probe`]), counts: / probe failed/i.test(match[0]) };
}

function answerIn(text: string, probe: Probe | undefined): ProbeAnswer {
  const code = /statuscode: (\d{3})/i.exec(text)?.[1];
  if (code !== undefined) return { kind: "answered", text: code, code: Number(code) };
  if (/connection refused/i.test(text)) return { kind: "refused", text: "connection refused" };
  if (/failed to connect service/i.test(text)) return { kind: "refused", text: "no connection" };
  if (/HTTP response to HTTPS client/i.test(text)) return { kind: "answered", text: "plain HTTP, not HTTPS" };
  if (/malformed HTTP (response|status)/i.test(text))
    return { kind: "answered", text: "no HTTP (TLS or another protocol)" };
  if (/connection reset|\bEOF\b/i.test(text)) return { kind: "answered", text: "connection closed without an answer" };
  if (/NOT_SERVING/.test(text)) return { kind: "answered", text: "NOT_SERVING" };
  if (isTimeout(text, probe)) {
    const limit = probe === undefined ? "in time" : `within ${probe.timeoutSeconds} s (timeoutSeconds)`;
    return { kind: "timeout", text: `no answer ${limit}` };
  }
  if (/no route to host|network is unreachable/i.test(text)) return { kind: "other", text: "no route to the Pod" };
  const words = text.trim();
  return { kind: "other", text: words === "" ? "failed without a word" : quoted(words, 50) };
}

/** What a command prints about a time limit of its own is not the kubelet's: only its own words count there. */
function isTimeout(text: string, probe: Probe | undefined): boolean {
  const words =
    probe?.exec === undefined
      ? /deadline ?exceeded|timed? ?out|i\/o timeout/i
      : /^\s*command\b.*\btimed out\b|deadline ?exceeded/i;
  return words.test(text);
}

/** From a container's start until its liveness (or startup) probe can have it killed, in seconds. */
export function killTime({ livenessProbe, startupProbe }: Container): number {
  return Math.max(failureTime(livenessProbe), failureTime(startupProbe));
}

/** From a container's start until this probe has failed failureThreshold times, in seconds; 0 without one. */
export function failureTime(probe: Probe | undefined): number {
  if (probe === undefined) return 0;
  return probe.initialDelaySeconds + probe.periodSeconds * probe.failureThreshold + probe.timeoutSeconds;
}
