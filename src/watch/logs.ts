import { type ApiFailure, phraseOf, toApiFailure } from "./api-failure";
import type { Cluster } from "./cluster";

export interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Of the instance before the present one. */
  readonly previous: boolean;
  readonly tailLines: number;
  /** At most so much of the end of the log; whole lines, unless a single one is longer. */
  readonly limitBytes: number;
}

/** Lines as the container wrote them, oldest first; or why there are none to show, as a phrase. */
export type LogAnswer = { readonly lines: readonly string[] } | { readonly withheld: string };

/** What the server may send at most before we cut: its own limit keeps the beginning, ours the end. */
const longestAnswer = 4 * 1024 * 1024;
/** The kubelet says with status 200 that it has removed the log. */
const removed = /^unable to retrieve container logs for \S+\s*$/;

/**
 * The last lines of a container's log. Does not redact: what the container wrote is what comes.
 * Never throws but for an abort; a container that has not started yet, a Pod that is gone, and a
 * user who may not read are all answers.
 */
export async function readLog(cluster: Cluster, request: LogRequest, signal?: AbortSignal): Promise<LogAnswer> {
  const { namespace, pod, container, previous, tailLines, limitBytes } = request;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
  try {
    const answer = await cluster.get(
      path,
      { container, previous: previous || undefined, tailLines, limitBytes: longestAnswer },
      signal,
      { timeoutMs: 10_000, maxBytes: longestAnswer + 64 * 1024 },
    );
    if (removed.test(answer.text)) return { withheld: "the node no longer has this log" };
    return { lines: lastLines(answer.text, tailLines, limitBytes) };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return { withheld: withheldBy(toApiFailure(error), cluster) };
  }
}

function withheldBy(failure: ApiFailure, cluster: Cluster): string {
  // 400: not started yet, or no previous instance; 404: the Pod is gone. The server says it best.
  if (failure.status === 400 || failure.status === 404) return failure.message;
  return phraseOf(failure, cluster);
}

function lastLines(text: string, tailLines: number, limitBytes: number): readonly string[] {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  const kept: string[] = [];
  let bytes = 0;
  for (const line of lines.reverse()) {
    bytes += Buffer.byteLength(line) + 1;
    if (kept.length === tailLines || bytes > limitBytes) break;
    kept.unshift(line);
  }
  const last = lines[0] ?? "";
  if (kept.length === 0 && last !== "" && tailLines > 0) return [`…${endOf(last, limitBytes)}`];
  return kept.length === 1 && kept[0] === "" ? [] : kept;
}

/** The end of a text that fits into so many bytes, without half a character at its beginning. */
function endOf(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  return bytes
    .subarray(Math.max(0, bytes.length - maxBytes))
    .toString("utf8")
    .replace(/^\uFFFD+/, "");
}
