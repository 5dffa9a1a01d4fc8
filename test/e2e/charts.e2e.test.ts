import { describe, expect } from "vitest";
import { test } from "../support/lab-test";
import { lines } from "../support/rollout";
import { ours } from "../support/told";
import { tellsGroup } from "./groups";

describe("the objects of", () => {
  test("a chart are told while they come up, and when they cannot; where nothing changes nothing is said", async ({
    open,
  }) => {
    const stack = open({ way: "chart", scenario: "chart" }, { program: "test/programs/groups" });
    await tellsGroup(stack, "chart", "Deployment web");
    const repaired = await stack.up({ config: { image: "lab.local/web:1" } });
    expect(repaired.exitCode, repaired.output).toBe(0);
    const again = await stack.up();
    expect(ours(again), lines(ours(again))).toEqual([]);
  });

  test("a chart of the third version are told too", async ({ open }) => {
    const way = "chart-v3";
    await tellsGroup(open({ way, scenario: way }, { program: "test/programs/groups" }), way, "Deployment web");
  });

  test("a Helm release, which is one resource, are told on its row", async ({ open }) => {
    const way = "release";
    await tellsGroup(open({ way, scenario: way }, { program: "test/programs/groups" }), way, "Release web");
  });
});
