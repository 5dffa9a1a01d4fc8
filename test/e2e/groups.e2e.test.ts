import { describe, expect } from "vitest";
import { test } from "../support/lab-test";
import { golden, lines } from "../support/rollout";
import { keptText, ours } from "../support/told";

/** Each way to make objects without naming them one by one, and the row on which the Deployment is told. */
const ways = [
  ["objects of a YAML group", "config-group", "Deployment web"],
  ["objects of a YAML group of the first version", "config-group-v1", "Deployment web"],
  ["objects of a YAML group inside somebody's component", "component", "Deployment web"],
  ["objects of a chart", "chart", "Deployment web"],
  ["objects of a chart of the third version", "chart-v3", "Deployment web"],
  ["objects of a Helm release, which is one resource", "release", "Release web"],
] as const;

/** The children of charts and groups have the namespace in their names: "Deployment web:shop/web". */
const isRow = (row: string, wanted: string): boolean =>
  row === wanted || (row.split(" ")[0] === wanted.split(" ")[0] && row.endsWith(`/${wanted.split(" ")[1] ?? ""}`));

describe("objects that the program does not name one by one", () => {
  test.for(ways)("%s are told while they come up, and when they cannot", async ([, way, row], { open }) => {
    const stack = open({ way, scenario: way }, { program: "test/programs/groups" });
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
  });

  test("a custom resource is told by the rule that the program has for it", async ({ open }) => {
    const stack = open({ way: "custom", scenario: "custom" }, { program: "test/programs/groups" });
    const well = await stack.up();
    expect(well.exitCode, well.output).toBe(0);
    expect(lines(ours(well))).toContain("live [Cart web] ready");
    const badly = await stack.up({ config: { image: "none" } });
    expect(badly.exitCode, "the outcome is the provider's").toBe(0);
    await expect(keptText(badly, stack.namespace)).toMatchFileSnapshot(golden("groups-custom"));
    await stack.kubectl("delete", "customresourcedefinition", "carts.shop.example.com", "--wait=false");
  });

  test("a second update without changes looks at them too, and is quiet when they are well", async ({ open }) => {
    const stack = open({ way: "chart", scenario: "chart" }, { program: "test/programs/groups" });
    expect((await stack.up()).exitCode).toBe(0);
    const again = await stack.up();
    expect(ours(again), lines(ours(again))).toEqual([]);
  });
});
