import type { LogExcerpt } from "../diagnosis/snapshot";
import type { RecordingHeader } from "./change";
import type { RawChange, StateChange } from "./feed";
import { recordable } from "./recordable";

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

  /** An object's change, as {@link recordable}; a complete list as BOOKMARK, a kind that cannot be seen as GONE. */
  change(change: RawChange | StateChange): void {
    const { type, time } = change;
    switch (type) {
      case "SYNCED":
        this.line({ time, type: "BOOKMARK", object: { kind: change.kind, metadata: { namespace: change.namespace } } });
        return;
      case "GAP":
        this.line({
          time,
          type: "GONE",
          object: { kind: change.kind, metadata: { namespace: change.namespace } },
          cause: change.cause,
          status: change.status,
        });
        return;
      default:
        this.line({ time, type, object: recordable(change.raw) });
    }
  }

  /** A log excerpt that is fit to be shown: redacted by the caller. */
  log(log: LogExcerpt, time: string): void {
    const { namespace, pod, container, previous, lines, withheld } = log;
    this.line({ time, type: "LOG", namespace, pod, container, previous, text: lines.join("\n"), withheld });
  }

  private line(value: object): void {
    this.write(`${JSON.stringify(value)}\n`);
  }
}
