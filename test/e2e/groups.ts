import { expect } from "vitest";
import { golden, lines } from "../support/rollout";
import { keptText, ours } from "../support/told";
import type { Stack } from "../support/up";

/** The children of charts and groups have the namespace in their names: "Deployment web:shop/web". */
const isRow = (row: string, wanted: string): boolean =>
  row === wanted || (row.split(" ")[0] === wanted.split(" ")[0] && row.endsWith(`/${wanted.split(" ")[1] ?? ""}`));

/**
 * One way to make objects without naming them one by one: they come up, then get an image that does not exist.
 * `row`: the one on which the Deployment is told.
 */
export async function tellsGroup(stack: Stack, way: string, row: string): Promise<void> {
  const well = await stack.up();
  expect(well.exitCode, well.output).toBe(0);
  const live = ours(well).filter((message) => message.ephemeral);
  expect(
    live.some((message) => isRow(message.row, row) && /ready: 1 of 1 Pod/.test(message.text)),
    lines(live),
  ).toBe(true);
  const badly = await stack.up({ config: { image: "registry.lab.local/web:nope" } });
  expect(badly.exitCode).toBe(1);
  const warned = ours(badly).filter(({ ephemeral, severity }) => ephemeral && severity === "warning");
  expect(
    warned.some((message) => isRow(message.row, row) && message.text.includes("web:nope does not exist")),
    lines(ours(badly)),
  ).toBe(true);
  await expect(keptText(badly, stack.namespace)).toMatchFileSnapshot(golden(`groups-${way}`));
}
