import { loadAll } from "js-yaml";
import { clusterOf, Declaration, declare, typedKind } from "../../src/checks";

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** What the manifests of a page declare. */
export function declareManifests(yaml: string): Declaration {
  const cluster = clusterOf(undefined);
  const manifests = loadAll(yaml) as unknown as readonly (Manifest & Record<string, unknown>)[];
  return new Declaration(
    manifests.map((tree, index) =>
      declare({
        id: String(index),
        kind: typedKind(tree.apiVersion, tree.kind),
        tree,
        cluster,
        label: tree.metadata.name,
        origin: { file: "example.yaml", line: 1 },
      }),
    ),
  );
}
