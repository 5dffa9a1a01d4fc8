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

/**
 * All that a program or a set of manifests declares, indexed. Built once, read by all rules. Keys of
 * kinds are "apps/Deployment" and "/Service": the versions of a group are the same objects.
 */
export class Declaration {
  /** What runs Pods, patches left out. */
  readonly sources: readonly PlacedSource[];
  readonly opaque: readonly OpaqueSource[];
  readonly called: string;
  private readonly byKind = new Map<string, DeclaredObject[]>();
  private readonly byId = new Map<string, DeclaredObject>();
  private readonly byName = new Map<string, DeclaredObject[]>();
  private readonly sourcesById = new Map<string, PlacedSource>();
  private index: SourceIndex | undefined;
  private readonly derived = new Map<unknown, unknown>();

  constructor(
    readonly objects: readonly DeclaredObject[],
    { opaque = [], podTemplates = {}, called = "this stack" }: DeclarationOptions = {},
  ) {
    const hidden = [...opaque];
    const sources: PlacedSource[] = [];
    for (const object of objects) {
      this.byId.set(object.id, object);
      add(this.byKind, object.key, object);
      if (typeof object.name === "string") add(this.byName, `${object.key}\0${object.name}`, object);
      const source = sourceOf(object, podTemplates);
      if (source !== undefined) {
        sources.push(source);
        this.sourcesById.set(object.id, source);
      }
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
    return this.all(...kinds).filter(({ read, patch }) => !read && !patch);
  }

  /** The objects of these kinds, those that are looked up or patched too. What a reference may lead to. */
  all(...kinds: readonly string[]): readonly DeclaredObject[] {
    return kinds.flatMap((kind) => this.byKind.get(kind) ?? []);
  }

  /** Those of a kind that certainly have this name, wherever they land. */
  named(kind: string, name: string): readonly DeclaredObject[] {
    return this.byName.get(`${kind}\0${name}`) ?? [];
  }

  /** What several rules ask of a declaration is worked out once. */
  once<T>(derive: (declaration: Declaration) => T): T {
    if (!this.derived.has(derive)) this.derived.set(derive, derive(this));
    return this.derived.get(derive) as T;
  }

  object(id: string): DeclaredObject | undefined {
    return this.byId.get(id);
  }

  /** The Pods that an object runs. */
  sourceOf(id: string): PlacedSource | undefined {
    return this.sourcesById.get(id);
  }

  /** Something that may bring objects of this kind ("Pod", "Service") to that place without their being shown. */
  hidden(kind: string, place: Place): OpaqueSource | undefined {
    return this.opaque.find((source) => doesBring(source.brings, kind) && samePlace(source.place, place) !== "other");
  }
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

function add(buckets: Map<string, DeclaredObject[]>, key: string, object: DeclaredObject): void {
  const bucket = buckets.get(key);
  if (bucket === undefined) buckets.set(key, [object]);
  else bucket.push(object);
}
