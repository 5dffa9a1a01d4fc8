/** There is no way to the cluster: no kubeconfig, a broken one, no credentials. The message is one sentence: which file, what is wrong. */
export class ClusterUnreadable extends Error {
  override readonly name = "ClusterUnreadable";
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
