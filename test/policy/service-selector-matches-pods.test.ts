import { describe, expect, test } from "vitest";
import { cannotTell, east, match, mismatch, notOurs, web, west } from "./selector-cases";
import { check, deployment, service, urnOf, type Declared } from "./stack";

describe.each(["proxies", "plain"] as const)("with %s", (form) => {
  test.each(match)("a Service that selects %s is right", (_, stack) => {
    expect(check(stack, { form })).toEqual([]);
  });
  test.each(notOurs)("a Service %s is not judged", (_, stack) => {
    expect(check(stack, { form })).toEqual([]);
  });
  test.each(cannotTell)("nothing is raised where %s", (_, stack) => {
    expect(check(stack, { form })).toEqual([]);
  });
  test.each(mismatch)("it finds %s", (_, stack) => {
    const violations = check(stack, { form });
    expect(violations).toHaveLength(1);
    expect(violations[0]?.urn).toBe(urnOf(stack[0] as Declared));
    expect(violations[0]?.level).toBe("mandatory");
    expect(violations[0]?.lines.length).toBeLessThanOrEqual(3);
  });
  test.each(mismatch)("it finds %s on the first preview, from inputs alone", (_, stack) => {
    expect(
      check(
        stack.map((one) => ({ ...one, outputs: {} })),
        { form },
      ),
    ).toHaveLength(1);
  });
  test.each([...match, ...notOurs, ...cannotTell])(
    "nothing is raised on the first preview of %s, from inputs alone",
    (_, stack) => {
      expect(
        check(
          stack.map((one) => ({ ...one, outputs: {} })),
          { form },
        ),
      ).toEqual([]);
    },
  );
  test.each([...match, ...mismatch, ...cannotTell])(
    "nothing is raised where neither inputs nor outputs are known: %s",
    (_, stack) => {
      expect(
        check(
          stack.map((one) => ({ ...one, props: {}, outputs: {} })),
          { form },
        ),
      ).toEqual([]);
    },
  );
});

describe("one resource hides no other", () => {
  const wrong = [service("web", { app: "wbe" }), web].map((one): Declared => ({ ...one, provider: east }));
  test.each(cannotTell.filter(([, stack]) => stack.every(({ provider }) => provider === undefined)))(
    "a wrong selector is found beside one where %s",
    (_, stack) => {
      const elsewhere = stack.map((one, index): Declared => ({
        ...one,
        name: `other-${String(index)}`,
        provider: west,
      }));
      expect(check([...elsewhere, ...wrong]).map(({ urn }) => urn)).toEqual([urnOf(service("web", {}))]);
    },
  );

  test("nor does one of which no field has the type that it should have", () => {
    const odd: Declared = { ...deployment("odd", {}), props: { spec: { template: 7 }, metadata: [] }, provider: west };
    expect(check([odd, ...wrong])).toHaveLength(1);
  });
});

test("Pods of nobody in the stack are advice, not a stop: another stack may deploy them", () => {
  for (const stack of [
    [service("web", { app: "web" })],
    [service("web", { app: "web" }, { namespace: "kube-system" }), deployment("api", { app: "api" })],
  ]) {
    expect(check(stack).map(({ level }) => level)).toEqual(["advisory"]);
  }
});

test("without recorded inputs a stack is judged by its outputs", () => {
  expect(check([service("web", { app: "wbe" }), web], { recorded: false })).toHaveLength(1);
  expect(check([service("web", { app: "web" }), web], { recorded: false })).toEqual([]);
  expect(
    check(
      [
        { ...service("web", { app: "wbe" }), outputs: {} },
        { ...web, outputs: {} },
      ],
      { recorded: false },
    ),
  ).toEqual([]);
});

test("resources without a provider, as unit tests of packs have them, are one cluster", () => {
  const bare = [service("web", { app: "wbe" }), web].map((one): Declared => ({ ...one, provider: null }));
  expect(check(bare)).toHaveLength(1);
});
