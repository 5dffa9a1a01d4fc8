import { describe, expect, test } from "vitest";
import { readObject, isKind, type PodSpec, type ServicePort } from "../../src/objects";
import { targetPortOf } from "../../src/wiring";

function podSpec(spec: unknown): PodSpec {
  const pod = readObject({ apiVersion: "v1", kind: "Pod", metadata: { name: "web" }, spec });
  if (pod === undefined || !isKind(pod, "Pod")) throw new Error("not a Pod");
  return pod.spec;
}

function servicePort(port: unknown): ServicePort {
  const service = readObject({ apiVersion: "v1", kind: "Service", metadata: { name: "web" }, spec: { ports: [port] } });
  if (service === undefined || !isKind(service, "Service")) throw new Error("not a Service");
  const [first] = service.spec.ports;
  if (first === undefined) throw new Error("no port");
  return first;
}

const web = { name: "web", ports: [{ name: "http", containerPort: 8080 }] };

describe("a Service's port leads", () => {
  test.each<[string, unknown, unknown, number]>([
    ["to the number that it names, declared or not", { port: 80, targetPort: 3000 }, { containers: [web] }, 3000],
    ["to its own number without a target port", { port: 80 }, { containers: [web] }, 80],
    [
      "to its own number when the target port is 0, as the API server defaults it",
      { port: 80, targetPort: 0 },
      { containers: [web] },
      80,
    ],
    ["to its own number when the target port is empty", { port: 80, targetPort: "" }, { containers: [web] }, 80],
    ["to the container port of that name", { port: 80, targetPort: "http" }, { containers: [web] }, 8080],
    [
      "to the first container that declares the name",
      { port: 80, targetPort: "http" },
      { containers: [web, { name: "b", ports: [{ name: "http", containerPort: 9 }] }] },
      8080,
    ],
    [
      "to a native sidecar's port",
      { port: 80, targetPort: "proxy" },
      {
        containers: [web],
        initContainers: [{ name: "envoy", restartPolicy: "Always", ports: [{ name: "proxy", containerPort: 15001 }] }],
      },
      15001,
    ],
    [
      "to a container's port before a sidecar's",
      { port: 80, targetPort: "http" },
      {
        containers: [web],
        initContainers: [{ name: "envoy", restartPolicy: "Always", ports: [{ name: "http", containerPort: 15001 }] }],
      },
      8080,
    ],
    [
      "to the port of the same protocol",
      { port: 53, targetPort: "dns", protocol: "UDP" },
      {
        containers: [
          {
            name: "dns",
            ports: [
              { name: "dns", containerPort: 53 },
              { name: "dns", containerPort: 5353, protocol: "UDP" },
            ],
          },
        ],
      },
      5353,
    ],
  ])("%s", (_, port, spec, expected) => {
    expect(targetPortOf(servicePort(port), podSpec(spec))).toEqual({ answer: "yes", value: expected });
  });
});

describe("a Service's port leads nowhere", () => {
  test.each<[string, unknown, unknown]>([
    ["when no container declares the name", { port: 80, targetPort: "htpp" }, { containers: [web] }],
    [
      "when only another protocol has the name",
      { port: 80, targetPort: "http", protocol: "UDP" },
      { containers: [web] },
    ],
    [
      "when only an init container that ends has it",
      { port: 80, targetPort: "http" },
      { containers: [{ name: "web" }], initContainers: [web] },
    ],
    ["when the name is spelt in other letters", { port: 80, targetPort: "HTTP" }, { containers: [web] }],
    ["when a number is given as text: then it is a name", { port: 80, targetPort: "8080" }, { containers: [web] }],
  ])("%s", (_, port, spec) => {
    const answer = targetPortOf(servicePort(port), podSpec(spec));
    expect(answer.answer).toBe("no");
  });

  test("and the answer carries what is declared", () => {
    expect(targetPortOf(servicePort({ port: 80, targetPort: "htpp" }), podSpec({ containers: [web] }))).toEqual({
      answer: "no",
      value: { wanted: "htpp", declared: [{ name: "http", containerPort: 8080, protocol: "TCP" }] },
    });
  });
});

test("a port without any number cannot be told", () => {
  expect(targetPortOf(servicePort({}), podSpec({ containers: [web] })).answer).toBe("cannot-tell");
  expect(
    targetPortOf(
      servicePort({ port: 80, targetPort: "x" }),
      podSpec({ containers: [{ name: "a", ports: [{ name: "x" }] }] }),
    ).answer,
  ).toBe("cannot-tell");
});
