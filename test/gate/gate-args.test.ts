import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { checkArgs, readWish } from "../../src/gate/gate-args";

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
    call: () => ({}),
  });
});

describe("the arguments of a gate", () => {
  test("have defaults", () => {
    expect(readWish("live", { service: "web" })).toEqual({
      service: "web",
      namespace: undefined,
      minReady: { count: 1 },
      path: undefined,
      port: undefined,
      scheme: undefined,
      timeoutMs: 600_000,
      failFast: true,
    });
  });

  test("are read as they are meant", () => {
    expect(
      readWish("live", {
        service: "web",
        namespace: "shop",
        minReady: "50%",
        path: "/healthz?full=1&at=../here",
        port: "http",
        scheme: "https",
        timeout: "90s",
        failFast: false,
        triggers: [{ image: "web:2" }],
      }),
    ).toEqual({
      service: "web",
      namespace: "shop",
      minReady: { percent: 50 },
      path: "/healthz?full=1&at=../here",
      port: "http",
      scheme: "https",
      timeoutMs: 90_000,
      failFast: false,
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["an argument that does not exist", { mindReady: 2 }, 'has no argument "mindReady"; it takes service, namespace'],
    ["no Service", { service: undefined }, 'needs service: the name of a Service ("web") or a Service resource'],
    ["a name that no object can have", { service: "web/../../secrets" }, "service takes the name of a Service"],
    ["no endpoint at all", { minReady: 0 }, "minReady takes a whole number from 1 on, or a share"],
    ["half an endpoint", { minReady: 0.5 }, "minReady takes a whole number from 1 on, or a share"],
    ["more than all Pods", { minReady: "101%" }, "minReady takes a whole number from 1 on, or a share"],
    ["a count as a text", { minReady: "2" }, 'or a share from "1%" to "100%", not "2"'],
    ["a path without a slash", { path: "healthz" }, 'path takes a path that begins with "/"'],
    ["a path that leaves the Service", { path: "/a/../../../secrets" }, "path takes a path"],
    ["the same in disguise", { path: "/a/%2e%2E/%2e./b" }, "path takes a path"],
    ["a port that cannot be", { port: 70_000 }, "port takes the number or the name of a port"],
    ["a scheme of its own", { scheme: "ftp" }, 'scheme takes "http" or "https", not "ftp"'],
    ["a time without a unit", { timeout: "5" }, "timeout takes seconds or a text"],
    ["no time at all", { timeout: 0 }, "timeout takes seconds or a text"],
    ["a switch as a text", { failFast: "false" }, 'failFast takes true or false, not "false"'],
    ["triggers that are no list", { triggers: "image" }, 'triggers takes a list of values, not "image"'],
  ])("that are wrong are told with what is accepted: %s", (_, wrong, message) => {
    const check = (): void => {
      checkArgs("live", { service: "web", ...wrong });
    };
    expect(check).toThrow(TypeError);
    expect(check).toThrow(/^TrafficGate live/);
    expect(check).toThrow(message);
  });

  test("may be outputs, which are checked when they are used", () => {
    const later = pulumi.output("/../secrets");
    expect(() => {
      checkArgs("live", { service: pulumi.output("web"), path: later, namespace: Promise.resolve("shop") });
    }).not.toThrow();
  });

  test("may be a Service resource, and no other", () => {
    const service = new k8s.core.v1.Service("web", { spec: { ports: [{ port: 80 }] } });
    const config = new k8s.core.v1.ConfigMap("web", {});
    expect(() => {
      checkArgs("live", { service });
    }).not.toThrow();
    expect(() => {
      checkArgs("live", { service: config });
    }).toThrow("TrafficGate live: service takes the name of a Service");
    expect(() => {
      checkArgs("live", { service: config });
    }).toThrow("not a kubernetes:core/v1:ConfigMap");
  });
});
