import { describe, expect, test } from "vitest";
import { templateDiff } from "../../src/diagnosis";
import { readObject, type PodTemplate } from "../../src/objects";
import { container, deployment, readinessProbe, type Raw } from "../support/objects";

function template(spec: Raw, labels: Raw = { app: "web" }): PodTemplate {
  const object = readObject(deployment({ spec: { template: { metadata: { labels } } } }, spec));
  if (object === undefined || !("spec" in object) || !("template" in object.spec)) throw new Error("no Deployment");
  return object.spec.template;
}
const one = (patch: Raw): PodTemplate => template({ containers: [container(patch)] });

describe("what is different between two Pod templates", () => {
  test.each<readonly [string, PodTemplate, PodTemplate, readonly string[]]>([
    ["nothing", one({}), one({}), []],
    ["the image", one({ image: "web:1" }), one({ image: "web:2" }), ["image web:1 → web:2"]],
    [
      "names of variables, never values",
      one({
        env: [
          { name: "A", value: "x" },
          { name: "B", value: "secret" },
        ],
      }),
      one({
        env: [
          { name: "A", value: "y" },
          { name: "C", value: "z" },
        ],
      }),
      ["env C added", "env B removed"],
    ],
    ["the command", one({ command: ["run"] }), one({ command: ["run", "fast"] }), ["command run → run fast"]],
    ["a command where there was none", one({}), one({ args: ["-v"] }), ["args -v added"]],
    ["references", one({}), one({ envFrom: [{ secretRef: { name: "db" } }] }), ["reference to Secret db added"]],
    [
      "ports",
      one({}),
      one({ ports: [{ name: "web", containerPort: 9090 }] }),
      ["port web=9090 added", "port web=8080 removed"],
    ],
    [
      "a probe's path",
      one({ readinessProbe }),
      one({ readinessProbe: { ...readinessProbe, httpGet: { path: "/ready", port: 8080 } } }),
      ["readiness GET :8080/ → GET :8080/ready"],
    ],
    [
      "a probe's timing",
      one({ readinessProbe }),
      one({ readinessProbe: { ...readinessProbe, periodSeconds: 5 } }),
      ["readiness probe's periodSeconds 1 → 5"],
    ],
    ["a new probe", one({}), one({ livenessProbe: readinessProbe }), ["liveness probe added"]],
    ["a probe that went", one({ startupProbe: readinessProbe }), one({}), ["startup probe removed"]],
    [
      "requests and limits",
      one({ resources: { requests: { cpu: "1" }, limits: { memory: "1Gi" } } }),
      one({ resources: { requests: { cpu: "2" } } }),
      ["request cpu 1 → 2", "limit memory 1Gi removed"],
    ],
    [
      "another container",
      one({}),
      template({ containers: [container(), container({ name: "side" })] }),
      ["container side added"],
    ],
    [
      "one of several containers",
      template({ containers: [container(), container({ name: "side" })] }),
      template({ containers: [container(), container({ name: "side", image: "s:2" })] }),
      ["side: image lab.local/web:1 → s:2"],
    ],
    [
      "an init container",
      one({}),
      template({ containers: [container()], initContainers: [{ name: "migrate" }] }),
      ["init container migrate added"],
    ],
    ["a volume", one({}), template({ containers: [container()], volumes: [{ name: "tls" }] }), ["volume tls added"]],
    [
      "the service account",
      one({}),
      template({ containers: [container()], serviceAccountName: "robot" }),
      ["service account robot added"],
    ],
    [
      "labels, but not the hash",
      template({}, { app: "web", "pod-template-hash": "1" }),
      template({}, { app: "web", "pod-template-hash": "2", tier: "x" }),
      ["label tier x added"],
    ],
  ])("%s", (_, before, after, expected) => {
    expect(templateDiff(before, after)).toEqual(expected);
  });
});
