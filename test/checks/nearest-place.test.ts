import { expect, test } from "vitest";
import { clusterOf } from "../../src/checks";
import { nearestPlaced } from "../../src/checks/nearest-place";

const cluster = clusterOf(undefined);
const at = (id: string, namespace: string) => ({ id, place: { cluster, namespace } });

test("what is elsewhere is nearest where the namespace is most alike, whatever the order", () => {
  const things = [at("c", "payments"), at("b", "shop-b"), at("a", "shop-b")];
  const found = [things, [...things].reverse()].map(
    (order) => nearestPlaced(order, { cluster, namespace: "shop-a" })?.id,
  );
  expect(found).toEqual(["a", "a"]);
});

test("nothing is nearest to nothing", () => {
  expect(nearestPlaced<ReturnType<typeof at>>([], { cluster, namespace: "shop" })).toBeUndefined();
});
