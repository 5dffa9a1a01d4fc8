import type { LogExcerpt } from "./snapshot";

const strong =
  /\b(panic|fatal|exception|caused by|segmentation fault|traceback|exec format error)\b|\b\w*(Error|Exception)\b\s*[:(]/i;
const weak =
  /\b(err(or)?|cannot|can't|could not|couldn't|unable|failed|failure|denied|refused|not found|no such|missing|invalid|undefined|unknown|unexpected|timed? ?out|abort(ed)?|is not set|required|usage)\b/i;
/** Frames and trailers that follow the telling line of a stack trace. */
const frame =
  /^(\s+at\s|at\s+\S+\(|\s*File "|goroutine \d+|\s*\.{3} \d+ more|Node\.js v\d|exit status \d+|Traceback \(most recent call last\)|\[signal |\s*\^+\s*$|[\w./*()-]+\(0x|\t)/;

/** The kubelet's answer in the place of a log that is gone. */
const noLog = "unable to retrieve container logs for ";

/**
 * The line of a log that says why the program ended: the last that looks like a failure, strong
 * words before weak ones, else the last that is no stack frame. Undefined for an empty log.
 */
export function tellingLine(lines: readonly string[]): string | undefined {
  const candidates = lines
    .slice(-200)
    .map((line) => line.slice(0, 2000))
    .filter((line) => line.trim() !== "" && !frame.test(line) && !line.startsWith(noLog));
  const line =
    candidates.findLast((text) => strong.test(text)) ??
    candidates.findLast((text) => weak.test(text)) ??
    candidates.at(-1);
  return line === undefined ? undefined : withoutPrefix(line);
}

const timestamp =
  /^[[(]?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z|[+-]\d\d:?\d\d|UTC))?[\])]?[\s:|-]*/;
const jsonMessage = /"(?:msg|message|error|err)"\s*:\s*"((?:[^"\\]|\\.)*)"/;

/** Without the time in front, and of a JSON line only its message: the quote has little room. */
function withoutPrefix(line: string): string {
  const trimmed = line.trim();
  const message = trimmed.startsWith("{") ? jsonMessage.exec(trimmed)?.[1] : undefined;
  const text = (message ?? trimmed).replace(timestamp, "").replace(/\\"/g, "'").trim();
  return text === "" ? trimmed : text;
}

/** The excerpt of a container that has lines, the wanted instance's first. */
export function excerptOf(
  logs: readonly LogExcerpt[],
  pod: { readonly namespace: string | undefined; readonly name: string },
  container: string,
  previous: boolean,
): LogExcerpt | undefined {
  const own = logs.filter(
    (log) =>
      log.pod === pod.name && log.namespace === pod.namespace && log.container === container && log.lines.length > 0,
  );
  return own.find((log) => log.previous === previous) ?? own[0];
}
