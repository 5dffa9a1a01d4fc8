/** JSON of the API, as `kubectl apply` takes it; without a namespace, which is the situation's own. */
export type Manifest = Readonly<Record<string, unknown>>;

/** One thing that is done to the cluster. Targets are as kubectl takes them: "deployment/web". */
export type Step =
  | { readonly type: "apply"; readonly objects: readonly Manifest[] }
  /** A merge patch. */
  | { readonly type: "patch"; readonly target: string; readonly patch: Manifest; readonly subresource?: string }
  /** Asks for deletion, and does not wait for it. */
  | { readonly type: "delete"; readonly target: string; readonly options: readonly string[] }
  /** Waits for what `kubectl wait --for` knows: "condition=Available", "jsonpath={.status.phase}=Bound". */
  | { readonly type: "until"; readonly target: string; readonly is: string }
  | { readonly type: "pause"; readonly seconds: number };

export interface Root {
  readonly kind: string;
  readonly name: string;
  /** Of a kind that the table of kinds does not have. */
  readonly custom?: { readonly apiVersion: string; readonly plural: string };
}

/** Something that happens to applications, made to happen on a cluster and recorded. */
export interface Situation {
  /** Of the recording, too: `test/fixtures/recordings/NAME.ndjson`. */
  readonly name: string;
  /** What it shows, in one sentence. */
  readonly shows: string;
  /** The object that the recording is about. */
  readonly root: Root;
  /** Done before the recording begins: what was there already. */
  readonly before?: readonly Step[];
  /** What happens while it is recorded. */
  readonly steps: readonly Step[];
  /** How long it is watched after the last step. */
  readonly seconds: number;
  /** Labels of its namespace. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Kinds to follow beside those that its objects suggest. */
  readonly follow?: readonly string[];
  /** Situations of one turn are never made at the same time: they share something without a namespace. */
  readonly turn?: string;
  /** What of it a controller would do on another cluster, and is done by hand here. */
  readonly byHand?: string;
}

/** The namespace that a situation has to itself; recordings carry it, so it is always the same. */
export const namespaceOf = (name: string): string => `rec-${name}`;

export const apply = (...objects: readonly Manifest[]): Step => ({ type: "apply", objects });
export const patch = (target: string, change: Manifest, subresource?: string): Step => ({
  type: "patch",
  target,
  patch: change,
  ...(subresource !== undefined && { subresource }),
});
export const remove = (target: string, ...options: readonly string[]): Step => ({ type: "delete", target, options });
export const until = (target: string, is: string): Step => ({ type: "until", target, is });
export const pause = (seconds: number): Step => ({ type: "pause", seconds });
