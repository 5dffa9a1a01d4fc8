import { list, record, text, texts } from "../objects/raw";
import { ApiFailure, phraseOf, servedResources, toApiFailure, type Cluster } from "../watch";
import { UsageError } from "./command";
import { knownNames, readTypedKind, type TypedKind } from "./kinds";
import { didYouMean, listed } from "./suggestion";

/** A kind that the API server serves. */
export interface ServedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** The path segment of the API: "certificates". */
  readonly plural: string;
  readonly isNamespaced: boolean;
}

interface Entry extends ServedKind {
  /** Plural, singular, short names and the kind itself, in lower case. */
  readonly names: readonly string[];
  readonly isWatchable: boolean;
}

interface Group {
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly string[];
}

/** How many groups are asked side by side. */
const atOnce = 8;

/**
 * What kinds the API server says it serves. Asks no more than it takes to find one: the core group,
 * then group after group in the server's order, the preferred version of each before the others; and
 * nothing twice. Source: `APIGroupList` and `APIResourceList` of the discovery API.
 */
export class ServedKinds {
  private readonly entries = new Map<string, Promise<readonly Entry[]>>();
  private known: Promise<readonly Group[]> | undefined;
  /** Versions of groups that did not answer, with why. */
  private readonly silent = new Map<string, string>();

  constructor(private readonly cluster: Cluster) {}

  /**
   * The kind that was meant, as kubectl reads it. Throws {@link UsageError} where there is none, with
   * the nearest name, and ApiFailure where the API server cannot be asked.
   */
  async find(typed: string): Promise<ServedKind> {
    const wanted = readTypedKind(typed);
    const found = await this.search(wanted);
    if (found === undefined) throw new UsageError(await this.absence(typed, wanted));
    if (!found.isWatchable)
      throw new UsageError(`kind ${found.kind} cannot be listed and watched: there is nothing to trace`);
    return found;
  }

  /** The kind of a resource by its plural and group ("widgets.example.com"). Undefined where it is not served or cannot be watched. Never throws. */
  async named(resource: string): Promise<ServedKind | undefined> {
    const [name = "", ...group] = resource.split(".");
    const wanted = { name, group: group.join("."), version: undefined };
    const found = await this.search(wanted).catch(() => undefined);
    return found?.isWatchable === true ? found : undefined;
  }

  private async search({ name, group, version }: TypedKind): Promise<Entry | undefined> {
    const isMeant = ({ names }: Entry): boolean => names.includes(name);
    if (group === undefined || group === "") {
      const found = (await this.core()).find(isMeant);
      if (found !== undefined || group === "") return found;
    }
    const groups = (await this.groups()).filter((one) => group === undefined || one.name === group);
    const versions = groups.map((one) =>
      one.versions.filter((each) => version === undefined || each === version).map((each) => `${one.name}/${each}`),
    );
    const order = [...versions.flatMap((each) => each.slice(0, 1)), ...versions.flatMap((each) => each.slice(1))];
    for (let at = 0; at < order.length; at += atOnce) {
      const served = await Promise.all(order.slice(at, at + atOnce).map((each) => this.entriesOf(each)));
      const found = served.flat().find(isMeant);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private core(): Promise<readonly Entry[]> {
    return this.once("v1", () => this.ask("/api/v1").then((answer) => readEntries("v1", answer)));
  }

  /** None where the group does not answer: others may have what is looked for. */
  private entriesOf(apiVersion: string): Promise<readonly Entry[]> {
    return this.once(apiVersion, async () => {
      try {
        return readEntries(apiVersion, (await this.cluster.get(`/apis/${apiVersion}`)).json);
      } catch (error) {
        this.silent.set(apiVersion, phraseOf(toApiFailure(error), this.cluster));
        return [];
      }
    });
  }

  private once(key: string, ask: () => Promise<readonly Entry[]>): Promise<readonly Entry[]> {
    const asked = this.entries.get(key) ?? ask();
    this.entries.set(key, asked);
    return asked;
  }

  private groups(): Promise<readonly Group[]> {
    return (this.known ??= this.ask("/apis").then((answer) => list(record(answer)["groups"], readGroup)));
  }

  private async ask(path: string): Promise<unknown> {
    try {
      return (await this.cluster.get(path)).json;
    } catch (error) {
      const failure = toApiFailure(error);
      const { status, code } = failure;
      const why = phraseOf(failure, this.cluster);
      throw new ApiFailure(`cannot ask the API server for its kinds (${why})`, { status, code, cause: error });
    }
  }

  private async absence(typed: string, { name, version, group }: TypedKind): Promise<string> {
    const groups = await this.groups();
    const silent = [...this.silent].map(([apiVersion, why]) => `API ${apiVersion} does not answer: ${why}`);
    const aside = silent.length === 0 ? "" : ` (${silent.join("; ")})`;
    const own = groups.find((one) => one.name === group);
    if (group !== undefined && group !== "" && own === undefined) {
      const names = groups.map((one) => one.name);
      return `the cluster has no API group "${group}"${didYouMean(group, names)}${aside}`;
    }
    if (version !== undefined && own !== undefined && !own.versions.includes(version))
      return `the cluster has no version ${version} of ${own.name}: it has ${listed(own.versions)}${aside}`;
    const served = (await Promise.all(this.entries.values())).flat();
    const nearest = didYouMean(name, [...knownNames, ...served.flatMap(({ names }) => names)]);
    const known = served.flatMap(({ plural, isWatchable }) => (isWatchable ? [plural] : []));
    const others =
      nearest !== "" || group === undefined
        ? nearest || ": kubectl api-resources lists those that it has"
        : `: the group has ${listed([...new Set(known)].slice(0, 5))}`;
    return `the cluster has no kind "${typed}"${others}${aside}`;
  }
}

function readGroup(answer: unknown): Group {
  const group = record(answer);
  const versionOf = (value: unknown): string => text(record(value)["version"]) ?? "";
  const versions = [versionOf(group["preferredVersion"]), ...list(group["versions"], versionOf)];
  return { name: text(group["name"]) ?? "", versions: [...new Set(versions)].filter((version) => version !== "") };
}

function readEntries(apiVersion: string, answer: unknown): readonly Entry[] {
  return servedResources(answer).map(({ kind, plural, isNamespaced, entry }) => {
    const verbs = texts(entry["verbs"]);
    const names = [plural, text(entry["singularName"]) ?? "", kind, ...texts(entry["shortNames"])];
    return {
      apiVersion,
      kind,
      plural,
      isNamespaced,
      names: names.map((name) => name.toLowerCase()).filter((name) => name !== ""),
      isWatchable: verbs.includes("list") && verbs.includes("watch"),
    };
  });
}
