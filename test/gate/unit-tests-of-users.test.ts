import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { TrafficGate } from "../../src/gate";
import { providerCode } from "../../src/gate/provider-code";

const value = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => void output.apply(resolve));

describe("a user's unit tests with pulumi.runtime.setMocks", () => {
  const registered: pulumi.runtime.MockResourceArgs[] = [];

  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: (args) => {
        registered.push(args);
        const isGate = args.type.endsWith(":TrafficGate");
        return {
          id: `${args.name}-id`,
          state: { ...(args.inputs as object), ...(isGate ? { endpoints: 2, addresses: ["10.0.0.1:80"] } : {}) },
        };
      },
      call: () => ({}),
    });
  });

  test("work with a gate, which waits for nothing and has the mock's outputs", async () => {
    const web = new k8s.core.v1.Service("web", { metadata: { name: "web", namespace: "shop" } });
    const gate = new TrafficGate("web-live", { service: web, minReady: "50%", triggers: [web.id] });
    expectTypeOf(gate.addresses).toEqualTypeOf<pulumi.Output<readonly string[]>>();
    expect(await value(gate.endpoints)).toBe(2);
    expect(await value(gate.service)).toBe("web");
    expect(await value(gate.urn)).toMatch(/::pulumi-nodejs:dynamic\/kubespy:TrafficGate::web-live$/);
    const args = registered.find(({ name }) => name === "web-live");
    expect(args?.inputs).toEqual({
      __provider: providerCode,
      gate: "pulumi-nodejs:dynamic/kubespy:TrafficGate::web-live",
      service: "web",
      namespace: "shop",
      minReady: "50%",
      triggers: ["web-id"],
    });
  });

  test("work with names, a Kubernetes provider and a parent", async () => {
    class Shop extends pulumi.ComponentResource {
      constructor() {
        super("acme:index:Shop", "shop");
      }
    }
    const provider = new k8s.Provider("elsewhere", { context: "elsewhere" });
    const gate = new TrafficGate("api-live", { service: pulumi.output("api"), namespace: undefined } as never, {
      provider,
      parent: new Shop(),
    });
    expect(await value(gate.urn)).toContain("acme:index:Shop$pulumi-nodejs:dynamic/kubespy:TrafficGate::api-live");
    expect(registered.find(({ name }) => name === "api-live")?.provider).toBe("");
  });

  test("are told of a mistake in the arguments", () => {
    expect(() => new TrafficGate("wrong", { service: "web", minReady: -1 })).toThrow(TypeError);
  });
});

describe("the code of the provider, which is kept in the state of stacks", () => {
  test("has never changed", () => {
    expect(providerCode).toMatchInlineSnapshot(`
      "exports.handler = () => {
        try {
          return require("pulumi-kubespy/gate-provider");
        } catch (error) {
          const fail = () => Promise.reject(error);
          return { create: fail, update: fail };
        }
      };
      "
    `);
  });

  test("is what Pulumi's process for dynamic resources runs: without the package it can still delete", () => {
    const handler = (require: (name: string) => unknown): Record<string, unknown> => {
      const exports: { handler?: () => Record<string, unknown> } = {};
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- as Pulumi does
      (new Function("exports", "require", providerCode) as (e: object, r: unknown) => void)(exports, require);
      return exports.handler!();
    };
    const there = { create: (): void => undefined };
    expect(handler((name) => (name === "pulumi-kubespy/gate-provider" ? there : undefined))).toBe(there);
    const gone = handler(() => {
      throw new Error("Cannot find module");
    });
    expect(Object.keys(gone)).toEqual(["create", "update"]);
  });
});
