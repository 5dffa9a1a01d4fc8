import type * as pulumi from "@pulumi/pulumi";
import { keyOf, type ObjectRef } from "../objects";
import type { Mask } from "../render/mask";
import { targetsFor } from "../watch";
import { plainValue } from "./cluster-choice";
import type { ClusterSession } from "./cluster-session";
import type { ClusterSessions } from "./cluster-sessions";
import type { ResolvedOptions } from "./options";
import { componentName, Program, type ProgramResource } from "./program";
import type { RemoteChild } from "./remote-children";
import { objectType } from "./resource-identity";
import { collectSecrets } from "./secret-inputs";
import { isCustom, isFollowed, isRelease, isTraceable } from "./traceable";
import { TracedObject, versionIn, type Phase, type Version } from "./traced-object";
import { TracedObjects } from "./traced-objects";

export interface FollowingOptions {
  readonly options: ResolvedOptions;
  readonly sessions: ClusterSessions;
  readonly mask: Mask;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly after: (ms: number, run: () => void) => void;
  /** Something that the whole stack is told once. */
  readonly note: (line: string) => void;
  readonly fault: (error: unknown) => void;
}

/** What a custom resource has once its constructor is through. */
interface Registered {
  readonly urn: pulumi.Output<string>;
  readonly id: pulumi.Output<string>;
}

/** What inputs say of an object's place, if it is known. */
interface Stated {
  readonly name?: unknown;
  readonly generateName?: unknown;
  readonly namespace?: unknown;
}

/**
 * From resources to objects: takes what the program registers and which steps begin, finds the
 * cluster that each goes to, and has its objects followed there.
 */
export class Following {
  readonly program = new Program();
  readonly objects = new TracedObjects();
  private readonly begun = new Set<string>();
  private readonly finished = new Set<string>();
  private readonly starting = new Set<Promise<void>>();
  /** Resources that no object is followed of; the text says why that is a pity, if it is. */
  private readonly unfollowed = new Map<string, string>();
  /** Nothing more is taken up. */
  private stopped = false;
  private readonly isOver = (): boolean => this.stopped;

  constructor(private readonly around: FollowingOptions) {}

  /** Do resources of this type get hooks and lines? */
  follows(type: string): boolean {
    return isFollowed(type, this.around.options.rules);
  }

  /** A resource of the program is being registered: remember it, and what in it is secret. */
  register(args: pulumi.ResourceTransformationArgs, isToldOf = true): void {
    this.collectSecrets(args.type, args.props);
    if (!isToldOf || !this.follows(args.type)) return;
    const entry = this.program.add(args);
    const resource = args.resource as unknown as Registered;
    // A resource without changes runs no hook; when it is there, it is looked at without a word.
    queueMicrotask(() => {
      resource.id.apply((id) => {
        this.registered(resource, entry, id);
      });
    });
  }

  registerRemote(child: RemoteChild, isToldOf: boolean): void {
    this.collectSecrets(child.type, child.props);
    if (!isToldOf || !this.follows(child.type)) return;
    const entry = this.program.addRemote(child);
    // The component's registration is over when its children's are: what had no changes has run no hook by then.
    child.component.urn.apply(() => {
      if (this.begun.has(child.urn) || this.isOver()) return;
      this.start(() => this.follow(child.urn, child.type, entry, child.props, "unchanged"));
    });
  }

  began(args: pulumi.ResourceHookArgs): void {
    const entry = this.program.find(args.urn);
    this.begun.add(args.urn);
    this.finished.delete(args.urn);
    const before = versionIn(args.oldOutputs);
    this.start(() => this.follow(args.urn, args.type, entry, args.newInputs, "operating", before, args.id));
  }

  done(urn: string): void {
    this.finished.add(urn);
    for (const object of this.objects.of(urn)) {
      object.phase = "done";
      this.objects.sessionOf(object)?.look(object);
    }
  }

  /** Pulumi deletes an object whose resource has left the program: told on the stack's row, since nobody knows its URN. */
  deleting(session: ClusterSession, ref: ObjectRef): void {
    const { kinds, namespaces } = this.around.options;
    if (kinds?.has(ref.kind) === false || namespaces?.has(ref.namespace ?? "") === false) return;
    const object = new TracedObject("", "", undefined, ref, true, this.around.now(), "deleting");
    this.objects.add(object, session, targetsFor(ref));
  }

  /** The object whose deletion has failed; undefined where it cannot be followed. Also when nothing more is taken up. */
  async failedDeletion({ urn, type, oldInputs }: pulumi.ErrorHookArgs): Promise<TracedObject | undefined> {
    const found = objectType(type);
    const stated = await plainValue((oldInputs as { metadata?: unknown } | undefined)?.metadata);
    const { name, namespace } = (stated ?? {}) as { readonly name?: unknown; readonly namespace?: unknown };
    if (found === undefined || !isTraceable(found) || typeof name !== "string") return undefined;
    const ref = { ...found, name, ...(typeof namespace === "string" ? { namespace } : {}) };
    const isIt = (object: TracedObject): boolean => keyOf(object.ref) === keyOf(ref);
    // In another cluster there may be one of the same name.
    const known = this.objects.of(urn).find(isIt) ?? this.objects.all().find(isIt);
    const entry = this.program.find(urn);
    const session =
      (known === undefined ? undefined : this.objects.sessionOf(known)) ??
      (await this.around.sessions.open(await this.program.settingsOf(entry, this.around.environment)));
    if (session === undefined) return undefined;
    const row = this.program.rowOf(urn, entry);
    const object = new TracedObject(urn, row, componentName(entry), ref, row !== urn, this.around.now(), "failed");
    if (known !== undefined) this.objects.forget(known.urn);
    this.objects.add(object, session, targetsFor(ref));
    return object;
  }

  stop(): void {
    this.stopped = true;
  }

  /** Is or was a step of it performed in this update? */
  hasBegun(urn: string): boolean {
    return this.begun.has(urn);
  }

  /** Why nothing is followed of a resource: "" when nothing is to be; undefined when it is followed, or soon will be. */
  whyUnfollowed(urn: string): string | undefined {
    return this.unfollowed.get(urn);
  }

  /** What was taken up so far has found its cluster, or has not. */
  async started(): Promise<void> {
    await Promise.allSettled(this.starting);
  }

  private collectSecrets(type: string, props: unknown): void {
    collectSecrets(type, props, (value) => {
      this.around.mask.add(value);
    });
  }

  private registered(resource: Registered, entry: ProgramResource, id: string): void {
    resource.urn.apply((urn) => {
      if (this.begun.has(urn) || this.isOver()) return;
      const slash = id.indexOf("/");
      const metadata = slash < 0 ? { name: id } : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
      this.start(() => this.follow(urn, entry.type, entry, { metadata }, "unchanged"));
    });
  }

  private start(run: () => Promise<void>): void {
    // Not before the hook's answer is on its way: the step waits for that, and opening a cluster takes time.
    const running = new Promise<void>((begin) => {
      this.around.after(10, begin);
    })
      .then(run)
      .catch(this.around.fault);
    this.starting.add(running);
    void running.then(() => this.starting.delete(running));
  }

  private async follow(
    urn: string,
    type: string,
    entry: ProgramResource | undefined,
    inputs: unknown,
    phase: Phase,
    before?: Version,
    id?: string,
  ): Promise<void> {
    this.unfollowed.delete(urn);
    const found = isRelease(type) ? "release" : objectType(type);
    if (found === undefined || !this.follows(type) || this.isOver()) return;
    const startedAt = this.around.now();
    const settings = await this.program.settingsOf(entry, this.around.environment);
    if (settings.renderYamlToDirectory !== undefined) {
      this.around.note(
        `kubespy: the provider renders YAML to ${settings.renderYamlToDirectory}, so there is no rollout to show`,
      );
      this.unfollowed.set(urn, "");
      return;
    }
    const source = found === "release" ? inputs : (inputs as { metadata?: unknown }).metadata;
    const stated = (await plainValue(source)) as Stated | undefined;
    const generateName = typeof stated?.generateName === "string" ? stated.generateName : "";
    // What the API server has named is known by that name from then on.
    const name = stated?.name ?? (generateName === "" ? undefined : nameInId(id));
    if (typeof name !== "string" && (generateName === "" || found === "release")) {
      this.unfollowed.set(urn, "its name is not known, so nobody can tell whether it is ready");
      return;
    }
    const session = await this.around.sessions.open(settings);
    if (session === undefined)
      this.unfollowed.set(urn, "its cluster cannot be read, so nobody can tell whether it is ready");
    if (session === undefined || this.isOver()) return;
    const namespace =
      typeof stated?.namespace === "string" && stated.namespace !== ""
        ? stated.namespace
        : (settings.namespace ?? session.cluster.defaultNamespace);
    if (this.around.options.namespaces?.has(namespace) === false || this.isUnwanted(found)) {
      this.unfollowed.set(urn, "");
      return;
    }
    const row = this.program.rowOf(urn, entry);
    const add = (ref: ObjectRef, targets = targetsFor(ref)): void => {
      if (this.around.options.kinds?.has(ref.kind) === false) return;
      const shares = row !== urn || found === "release";
      const now = this.finished.has(urn) ? "done" : phase;
      const component = componentName(entry);
      this.objects.add(new TracedObject(urn, row, component, ref, shares, startedAt, now, before), session, targets);
    };
    this.objects.forget(urn);
    if (typeof name !== "string") {
      if (found !== "release") session.traceGenerated({ ...found, namespace, name: generateName }, startedAt, add);
    } else if (found === "release") session.traceRelease({ name, namespace }, add);
    else if (isCustom(found, this.around.options.rules)) await session.discover({ ...found, namespace, name }, add);
    else add({ ...found, namespace, name });
  }

  private isUnwanted(found: "release" | { readonly kind: string }): boolean {
    return found !== "release" && this.around.options.kinds?.has(found.kind) === false;
  }
}

/** "shop/web" → "web"; undefined before there is an object. */
function nameInId(id: string | undefined): string | undefined {
  const name = id?.slice(id.indexOf("/") + 1);
  return name === "" ? undefined : name;
}
