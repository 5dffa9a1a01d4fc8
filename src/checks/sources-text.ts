import type { PodSource } from "../wiring";

const most = 3;

/** "Deployment web", "Deployment web and Job migrate", "Deployment a, Deployment b, 3 more": whose Pods they are. */
export function sourcesText(sources: readonly Pick<PodSource, "ref">[]): string {
  const names = sources.map(({ ref }) => `${ref.kind} ${ref.name}`);
  if (names.length === 2) return names.join(" and ");
  const shown = names.slice(0, most);
  return [...shown, ...(names.length > most ? [`${names.length - most} more`] : [])].join(", ");
}
