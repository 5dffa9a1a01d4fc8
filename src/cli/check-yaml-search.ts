import type { Event } from "js-yaml";
import { keyText } from "./check-scalar";
import { lineAt, type YamlDocument } from "./check-yaml";
import { deepest, scalarOf, type YamlParser } from "./check-yaml-values";

/** Where something begins: which event, and which offset of the text. */
interface Spot {
  readonly event: number;
  readonly offset: number;
}

/** Finds the lines of a document's fields. What was looked through once is kept: a list may be long and have many findings. */
export class YamlSearch {
  private readonly events: readonly Event[];
  private readonly children = new Map<number, ReadonlyMap<string, Spot>>();

  constructor(
    private readonly document: YamlDocument,
    private readonly parser: YamlParser,
  ) {
    this.events = eventsOf(document.text, parser);
  }

  /** The line of the file on which a field stands: of the deepest part of its path that is written in the document. */
  lineOf(path: readonly string[]): number {
    const { text, firstLine, line } = this.document;
    let at = this.events.findIndex(({ type }) => type !== this.parser.EVENT_ID.DOCUMENT);
    let offset: number | undefined;
    for (const step of path) {
      const spot = this.childrenOf(at).get(step);
      if (spot === undefined) break;
      at = spot.event;
      ({ offset } = spot);
    }
    return offset === undefined ? line : firstLine + lineAt(text, offset) - 1;
  }

  /** The fields of a map by name (of several of one name the last), the items of a list by number. */
  private childrenOf(container: number): ReadonlyMap<string, Spot> {
    const known = this.children.get(container);
    if (known !== undefined) return known;
    const found = new Map<string, Spot>();
    this.children.set(container, found);
    const { EVENT_ID } = this.parser;
    const type = this.events[container]?.type;
    if (type !== EVENT_ID.MAPPING && type !== EVENT_ID.SEQUENCE) return found;
    let at = container + 1;
    for (let index = 0; at < this.events.length && this.events[at]?.type !== EVENT_ID.POP; index++) {
      const start = startOf(this.events[at]);
      if (type === EVENT_ID.SEQUENCE) {
        found.set(String(index), { event: at, offset: start });
      } else {
        const name = this.nameAt(at);
        at = this.after(at);
        if (name !== undefined) found.set(name, { event: at, offset: start });
      }
      at = this.after(at);
    }
    return found;
  }

  private nameAt(at: number): string | undefined {
    const event = this.events[at];
    return event?.type === this.parser.EVENT_ID.SCALAR
      ? keyText(scalarOf(this.document.text, event, this.parser))
      : undefined;
  }

  /** The event after a value with all that stands in it. */
  private after(start: number): number {
    const { EVENT_ID } = this.parser;
    let at = start;
    let depth = 0;
    do {
      const type = this.events[at]?.type;
      if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth++;
      if (type === EVENT_ID.POP) depth--;
      at++;
    } while (depth > 0 && at < this.events.length);
    return at;
  }
}

/** Without events every field stands where its document begins. */
function eventsOf(text: string, parser: YamlParser): readonly Event[] {
  try {
    return parser.parseEvents(text, { maxDepth: deepest });
  } catch {
    return []; // JSON that is no YAML: the same name twice is none.
  }
}

function startOf(event: Event | undefined): number {
  if (event === undefined) return 0;
  if ("valueStart" in event) return Math.max(0, event.valueStart);
  if ("start" in event) return event.start;
  return "anchorStart" in event ? Math.max(0, event.anchorStart) : 0;
}

/** The steps of a path as findings write it: `spec.ports[0].name`, `metadata.annotations["a.b/c"]`. */
export function stepsOf(path: string): readonly string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, name]) => quoted ?? index ?? name ?? "",
  );
}
