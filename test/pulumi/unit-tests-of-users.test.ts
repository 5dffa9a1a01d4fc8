import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, expectTypeOf, test, vi } from "vitest";
import { traceAll, Traced } from "../../src/index";

const value = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => void output.apply(resolve));
const labels = { app: "web" };

describe("a user's unit tests with pulumi.runtime.setMocks", () => {
  const registered: pulumi.runtime.MockResourceArgs[] = [];

  beforeAll(async () => {
    await pulumi.runtime.setMocks({
      newResource: (args) => {
        registered.push(args);
        return { id: `${args.name}-id`, state: args.inputs as Record<string, unknown> };
      },
      call: () => ({}),
    });
  });

  test("work with traceAll, which attaches nothing", async () => {
    traceAll();
    traceAll({ logLines: 3 });
    const config = new k8s.core.v1.ConfigMap("settings", { data: { mode: "fast" } });
    const web = new k8s.apps.v1.Deployment("web", {
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "a" }] } },
      },
    });
    expect(await value(config.id)).toBe("settings-id");
    expect(await value(web.spec.selector.matchLabels)).toEqual(labels);
  });

  test("work with Traced, whose resources are typed", async () => {
    const app = new Traced("web-app", (opts) => ({
      service: new k8s.core.v1.Service("web", { spec: { selector: labels, ports: [{ port: 80 }] } }, opts),
      answer: 42,
    }));
    expectTypeOf(app.resources.service).toEqualTypeOf<k8s.core.v1.Service>();
    expectTypeOf(app.resources.answer).toEqualTypeOf<number>();
    expect(await value(app.resources.service.spec.selector)).toEqual(labels);
    expect(await value(app.resources.service.urn)).toContain(
      "pulumi-kubespy:index:Traced$kubernetes:core/v1:Service::web",
    );
    await vi.waitFor(() => {
      expect(registered.map(({ type }) => type)).toContain("pulumi-kubespy:index:Traced");
    });
  });

  test("work with a component that extends Traced and passes its providers on", async () => {
    class App extends Traced<{ config: k8s.core.v1.ConfigMap }> {
      constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super(name, (inside) => ({ config: new k8s.core.v1.ConfigMap("settings", { data: {} }, inside) }), opts, {
          heartbeatSeconds: 0,
        });
      }
    }
    const provider = new k8s.Provider("elsewhere", { context: "elsewhere" });
    const app = new App("app", { providers: [provider] });
    expect(app.resources.config.getProvider("kubernetes:core/v1:Pod")).toBe(provider);
    expect(await value(app.urn)).toContain("::app");
  });

  test("are told of a mistake in the options", () => {
    expect(() => {
      traceAll({ logLines: -1 });
    }).toThrow(TypeError);
    expect(() => new Traced("wrong", () => ({}), {}, { heartbeatSeconds: 0.5 })).toThrow(TypeError);
  });
});
