import { doesBring } from "./brings";
import type { DeclaredObject } from "./declared";
import { opaqueObject, type OpaqueSource } from "./opaque";
import { samePlace, type Place } from "./place";
import { podTemplateOf, type PodTemplatePaths } from "./pod-template";
import { SourceIndex, type PlacedSource } from "./source-index";
import { isEmpty, labelsField } from "./tree";

export interface DeclarationOptions {
  /** What brings objects beside those that are declared (Helm releases, charts without objects). What objects bring is seen by themselves. */
  readonly opaque?: readonly OpaqueSource[];
  /** Where kinds that nobody here knows keep their Pod template. */
  readonly podTemplates?: PodTemplatePaths;
  /** What messages call all of it. Default "this stack". */
  readonly called?: string;
}

/** The objects of one kind. */
interface OfKind {
  readonly all: DeclaredObject[];
  readonly own: DeclaredObject[];
  /** Made where a reference asks for one. */
  named: ReadonlyMap<string, readonly DeclaredObject[]> | undefined;
}

/**
 * All that a program or a set of manifests declares, indexed. Built once, read by all rules. Keys of
 * kinds are "apps/Deployment" and "/Service": the versions of a group are the same objects.
 */
export class Declaration {
  /** What runs Pods, patches left out. */
  readonly sources: readonly PlacedSource[];
  readonly opaque: readonly OpaqueSource[];
  readonly called: string;
  private readonly kinds = new Map<string, OfKind>();
  private objectsById: ReadonlyMap<string, DeclaredObject> | undefined;
  private sourcesById: ReadonlyMap<string, PlacedSource> | undefined;
  private index: SourceIndex | undefined;
  private readonly derived = new Map<unknown, unknown>();

  constructor(
    readonly objects: readonly DeclaredObject[],
    { opaque = [], podTemplates = {}, called = "this stack" }: DeclarationOptions = {},
  ) {
    const hidden = [...opaque];
    const sources: PlacedSource[] = [];
    for (const object of objects) {
      this.add(object);
      const source = sourceOf(object, podTemplates);
      if (source !== undefined) sources.push(source);
      const brings = opaqueObject(object, source !== undefined);
      if (brings !== undefined) hidden.push(brings);
    }
    this.sources = sources;
    this.opaque = hidden;
    this.called = called;
  }

  /** The Pods that are shown, by label and by place. */
  get pods(): SourceIndex {
    return (this.index ??= new SourceIndex(this.sources));
  }

  /** The objects of these kinds that this declaration itself creates: neither looked up nor patched. What a rule judges. */
  own(...kinds: readonly string[]): readonly DeclaredObject[] {
    return this.joined(kinds, "own");
  }

  /** The objects of these kinds, those that are looked up or patched too. What a reference may lead to. */
  all(...kinds: readonly string[]): readonly DeclaredObject[] {
    return this.joined(kinds, "all");
  }

  /** Those of a kind that certainly have this name, wherever they land. */
  named(kind: string, name: string): readonly DeclaredObject[] {
    const ofKind = this.kinds.get(kind);
    if (ofKind === undefined) return none;
    ofKind.named ??= byName(ofKind.all);
    return ofKind.named.get(name) ?? none;
  }

  /** What several rules ask of a declaration is worked out once. */
  once<T>(derive: (declaration: Declaration) => T): T {
    if (!this.derived.has(derive)) this.derived.set(derive, derive(this));
    return this.derived.get(derive) as T;
  }

  object(id: string): DeclaredObject | undefined {
    this.objectsById ??= new Map(this.objects.map((object) => [object.id, object]));
    return this.objectsById.get(id);
  }

  /** The Pods that an object runs. */
  sourceOf(id: string): PlacedSource | undefined {
    this.sourcesById ??= new Map(this.sources.map((source) => [source.id, source]));
    return this.sourcesById.get(id);
  }

  /** Something that may bring objects of this kind ("Pod", "Service") to that place without their being shown. */
  hidden(kind: string, place: Place): OpaqueSource | undefined {
    return this.opaque.find((source) => doesBring(source.brings, kind) && samePlace(source.place, place) !== "other");
  }

  /** Of several kinds mostly one is there. */
  private joined(kinds: readonly string[], which: "own" | "all"): readonly DeclaredObject[] {
    let found = none;
    for (const kind of kinds) {
      const some = this.kinds.get(kind)?.[which] ?? none;
      if (some.length > 0) found = found.length === 0 ? some : [...found, ...some];
    }
    return found;
  }

  private add(object: DeclaredObject): void {
    let ofKind = this.kinds.get(object.key);
    if (ofKind === undefined) {
      ofKind = { all: [], own: [], named: undefined };
      this.kinds.set(object.key, ofKind);
    }
    ofKind.all.push(object);
    if (!object.read && !object.patch) ofKind.own.push(object);
  }
}

const none: readonly DeclaredObject[] = [];

function byName(objects: readonly DeclaredObject[]): ReadonlyMap<string, readonly DeclaredObject[]> {
  const named = new Map<string, DeclaredObject[]>();
  for (const object of objects) {
    if (typeof object.name !== "string") continue;
    const same = named.get(object.name);
    if (same === undefined) named.set(object.name, [object]);
    else same.push(object);
  }
  return named;
}

function sourceOf(object: DeclaredObject, podTemplates: PodTemplatePaths): PlacedSource | undefined {
  if (object.patch) return undefined;
  const { id, ref, place, tree } = object;
  const template = podTemplateOf(object, tree, podTemplates);
  if (template === undefined) return undefined;
  const source: PlacedSource = { id, ref, place, object, template, labels: template.labels };
  if (isEmpty(tree) || template.path.length === 0) return source;
  return { ...source, ownLabels: labelsField(tree, "metadata", "labels") };
}
