import { describe, expect, test } from "vitest";
import { ingressToService, unknown, type ServiceSource, type WantedService } from "../../src/wiring";

const source = (name: string, ports: ServiceSource["ports"], more: Partial<ServiceSource> = {}): ServiceSource => ({
  ref: { apiVersion: "v1", kind: "Service", name },
  name,
  type: "ClusterIP",
  ports,
  ...more,
});
const http = source("web", [{ name: "http", port: 80 }]);
const unnamed = source("web", [{ name: undefined, port: 80 }]);

function answer(wanted: WantedService, services: readonly ServiceSource[]): string {
  const given = ingressToService(wanted, services);
  if (given.answer === "cannot-tell") return `cannot tell: ${given.why}`;
  if (given.answer === "yes") return `yes: ${given.value.ref.name}`;
  const miss = given.value;
  return miss.missing === "service"
    ? `no such Service, nearest ${miss.nearest?.ref.name ?? "none"}`
    : `no such port of ${miss.declared.join(", ")}`;
}

describe("a backend and the Services of its namespace", () => {
  test.each<readonly [string, WantedService, readonly ServiceSource[], string]>([
    ["the number", { name: "web", port: 80 }, [http], "yes: web"],
    ["the name", { name: "web", port: "http" }, [http], "yes: web"],
    ["another number, and no port has a name", { name: "web", port: 9999 }, [unnamed], "no such port of 80"],
    ["another name", { name: "web", port: "https" }, [http], "no such port of http=80"],
    ["a number written as a name", { name: "web", port: "80" }, [http], "no such port of http=80"],
    ["no port at all", { name: "web", port: undefined }, [unnamed], "cannot tell: the backend names no port"],
    ["no such Service", { name: "wbe", port: 80 }, [http], "no such Service, nearest web"],
    ["no Service near", { name: "database", port: 80 }, [http], "no such Service, nearest none"],
    ["no Service", { name: "web", port: 80 }, [], "no such Service, nearest none"],
    ["an alias needs no ports", { name: "web", port: 80 }, [source("web", [], { type: "ExternalName" })], "yes: web"],
    ["a name not known yet", { name: unknown, port: 80 }, [http], "cannot tell: the Service's name is not known yet"],
    [
      "a port not known yet",
      { name: "web", port: unknown },
      [http],
      "cannot tell: the backend's port is not known yet",
    ],
    [
      "a Service whose name is not known yet could be it",
      { name: "web", port: 80 },
      [source("x", [], { name: unknown })],
      "cannot tell: the names of some Services are not known yet",
    ],
    [
      "a port number not known yet could be it",
      { name: "web", port: 80 },
      [source("web", [{ name: "http", port: unknown }])],
      "cannot tell: the ports of web are not known yet",
    ],
    [
      "a port number not known yet does not matter where another one is it",
      { name: "web", port: 80 },
      [
        source("web", [
          { name: "a", port: unknown },
          { name: "b", port: 80 },
        ]),
      ],
      "yes: web",
    ],
    [
      "all ports not known yet",
      { name: "web", port: 80 },
      [source("web", unknown)],
      "cannot tell: the ports of web are not known yet",
    ],
  ])("%s", (_, wanted, services, expected) => {
    expect(answer(wanted, services)).toBe(expected);
  });
});
