import type { LogExcerpt } from "../diagnosis/snapshot";
import type { RecordingHeader } from "./change";
import type { RawChange, StateChange } from "./feed";
import { recordable } from "./recordable";

/** One line of a recording before it is written. */
export type RecordingLine = Readonly<Record<string, unknown>> & { readonly time: string; readonly type: string };

/** An object's change, as {@link recordable}; a complete list as BOOKMARK, a kind that cannot be seen as GONE. */
export function changeLine(change: RawChange | StateChange): RecordingLine {
  const { type, time } = change;
  switch (type) {
    case "SYNCED":
      return { time, type: "BOOKMARK", object: { kind: change.kind, metadata: { namespace: change.namespace } } };
    case "GAP":
      return {
        time,
        type: "GONE",
        object: { kind: change.kind, metadata: { namespace: change.namespace } },
        cause: change.cause,
        status: change.status,
      };
    default:
      return { time, type, object: recordable(change.raw) };
  }
}

/** A log excerpt that is fit to be shown: redacted by the caller. */
export function logLine(log: LogExcerpt, time: string): RecordingLine {
  const { namespace, pod, container, previous, lines, withheld } = log;
  return { time, type: "LOG", namespace, pod, container, previous, text: lines.join("\n"), withheld };
}

/**
 * Writes a recording/v1, line by line: the header at once, then what it is given. {@link change}
 * fits a hub's `tap`. Each line is handed to `write` whole, with its newline, so that a recording
 * that is broken off can be read up to its last line.
 */
export class RecordingWriter {
  constructor(
    private readonly write: (line: string) => void,
    header: RecordingHeader,
  ) {
    this.line(header);
  }

  change(change: RawChange | StateChange): void {
    this.line(changeLine(change));
  }

  log(log: LogExcerpt, time: string): void {
    this.line(logLine(log, time));
  }

  private line(value: object): void {
    this.write(`${JSON.stringify(value)}\n`);
  }
}
