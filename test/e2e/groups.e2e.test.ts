import { describe, expect } from "vitest";
import { test } from "../support/lab-test";
import { golden, lines } from "../support/rollout";
import { keptText, ours } from "../support/told";
import { tellsGroup } from "./groups";

const ways = [
  ["objects of a YAML group", "config-group"],
  ["objects of a YAML group of the first version", "config-group-v1"],
  ["objects of a kustomize folder", "kustomize"],
  ["objects of a YAML group inside somebody's component", "component"],
] as const;

describe("objects that the program does not name one by one", () => {
  test.for(ways)("%s are told while they come up, and when they cannot", async ([, way], { open }) => {
    await tellsGroup(open({ way, scenario: way }, { program: "test/programs/groups" }), way, "Deployment web");
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
});
