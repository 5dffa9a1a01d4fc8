import type { ProviderInputs } from "./place";
import type { Tree } from "./tree";

/** A resource of a stack, with its properties already without proxies. */
export interface StackResource {
  readonly urn: string;
  readonly type: string;
  /** The resource's name in the program. */
  readonly name: string;
  readonly tree: Tree;
  readonly provider: ProviderInputs | undefined;
  readonly parentUrn: string | undefined;
  /** Looked up with `.get()`: somebody else deployed it. */
  readonly read: boolean;
  /** Which resources the outputs in a property come from: `spec` to their URNs. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
}
