import { describe, expect, test } from "vitest";
import { type Coverage } from "../../src/diagnosis";
import { headline } from "../../src/render";
import { look } from "../support/look";
import {
  at,
  endpoint,
  event,
  merge,
  pod,
  podWith,
  service,
  slice,
  terminated,
  told,
  type Raw,
  type SnapshotOptions,
} from "../support/objects";
import { ingress, ingressClass, routing, secret, toService } from "../support/referring-objects";

const web = service({ spec: { ports: [{ name: "http", port: 80, targetPort: 8080, protocol: "TCP" }] } });
const backs = [
  web,
  slice([endpoint("web-1-a"), endpoint("web-1-b")], { ports: [{ name: "http", port: 8080, protocol: "TCP" }] }),
  pod("web-1-a"),
  pod("web-1-b"),
];
const around = [...backs, ingressClass()];
const noAddress: Raw = { status: { loadBalancer: { ingress: undefined } } };
const without =
  (...kinds: readonly string[]) =>
  (kind: string): Coverage =>
    kinds.includes(kind) ? { gap: "403 as alice" } : "complete";

describe("an Ingress that serves", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    ["by a port's number", [ingress(), ...around], "web.example.com at 10.0.0.9"],
    [
      "by a port's name",
      [ingress({ spec: routing(toService("web", { name: "http" })) }), ...around],
      "web.example.com at 10.0.0.9",
    ],
    [
      "with a default backend alone",
      [ingress({ spec: { rules: undefined, defaultBackend: toService() } }), ...around],
      "all hosts at 10.0.0.9",
    ],
    [
      "from an object that is no Service",
      [ingress({ spec: routing({ resource: { apiGroup: "k8s.example.com", kind: "Bucket", name: "files" } }) })],
      "web.example.com at 10.0.0.9",
    ],
    [
      "with the class in the annotation and no IngressClass anywhere",
      [
        ingress({
          metadata: { annotations: { "kubernetes.io/ingress.class": "gce" } },
          spec: { ingressClassName: undefined },
        }),
        ...backs,
      ],
      "web.example.com at 10.0.0.9",
    ],
    [
      "through a controller that needs no class",
      [ingress({ spec: { ingressClassName: undefined } }), ...backs],
      "web.example.com at 10.0.0.9",
    ],
    [
      "of a class that does not exist, since its controller serves it all the same",
      [ingress(), ...backs],
      "web.example.com at 10.0.0.9",
    ],
    [
      "in the spelling of v1beta1",
      [
        merge(ingress(), {
          apiVersion: "networking.k8s.io/v1beta1",
          spec: routing({ serviceName: "web", servicePort: "http" }),
        }),
        ...around,
      ],
      "web.example.com at 10.0.0.9",
    ],
    [
      "with a TLS Secret that is there",
      [ingress({ spec: { tls: [{ secretName: "web-tls" }] } }), secret("web-tls"), ...around],
      "web.example.com at 10.0.0.9",
    ],
    [
      "to a Service that waits for an address of its own",
      [ingress(), ...around.slice(1), merge(web, { spec: { type: "LoadBalancer" } })],
      "web.example.com at 10.0.0.9",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects, 90))).toBe(`Current healthy Ready: ${expected}`);
  });
  test("TLS Secrets that cannot be listed are not called missing, and that is said", () => {
    const objects = [ingress({ spec: { tls: [{ secretName: "web-tls" }] } }), ...around];
    expect(told(look(objects, 90, { coverage: without("Secret") }))).toBe(
      "Current healthy Ready: web.example.com at 10.0.0.9; TLS 1 Secret not looked at",
    );
  });
});

describe("an Ingress that leads nowhere", () => {
  test.each<readonly [string, readonly Raw[], string]>([
    [
      "to a Service that is not there",
      [ingress({ spec: routing(toService("wbe")) }), ...around],
      "may-heal BackendServiceNotFound: backend Service wbe does not exist in prod; nearest: Service web",
    ],
    [
      "by default to a Service that is not there",
      [ingress({ spec: { defaultBackend: toService("fallback") } }), ...around],
      "may-heal BackendServiceNotFound: default backend Service fallback does not exist in prod",
    ],
    [
      "to a port that is not there",
      [ingress({ spec: routing(toService("web", { number: 8080 })) }), ...around],
      "will-not-heal BackendPortNotFound: backend: Service web has no port 8080, only http=80",
    ],
    [
      "to a number, where the Service's port has no name either",
      [ingress({ spec: routing(toService("web", { number: 9999 })) }), service(), ...around.slice(1)],
      "will-not-heal BackendPortNotFound: backend: Service web has no port 9999, only 80",
    ],
    [
      "to a name that the Service's port does not have",
      [ingress({ spec: routing(toService("web", { name: "https" })) }), ...around],
      "will-not-heal BackendPortNotFound: backend: Service web has no port https, only http=80",
    ],
    [
      "without its TLS Secret",
      [ingress({ spec: { tls: [{ secretName: "web-tls" }] } }), ...around],
      "may-heal SecretNotFound: TLS Secret web-tls does not exist in prod",
    ],
    [
      "with a TLS Secret that has no key",
      [
        ingress({ spec: { tls: [{ secretName: "web-tls" }] } }),
        secret("web-tls", { data: { "tls.key": undefined } }),
        ...around,
      ],
      "may-heal TlsSecretIncomplete: TLS Secret web-tls has no tls.key",
    ],
    [
      "of a class that is misspelt",
      [ingress({ spec: { ingressClassName: "ngnix" }, ...noAddress }), ...around],
      "may-heal IngressClassNotFound: IngressClass ngnix does not exist; nearest: nginx",
    ],
    [
      "of a class in a cluster without any",
      [ingress(noAddress), ...backs],
      "may-heal IngressClassNotFound: IngressClass nginx does not exist; there is none at all",
    ],
    [
      "in two ways, the one that stays first",
      [ingress({ spec: routing(toService("wbe"), toService("web", { number: 1 })) }), ...around],
      "will-not-heal BackendPortNotFound: backend: Service web has no port 1, only http=80; 1 more fault ← backend: Service web has no port 1, only http=80",
    ],
  ])("%s", (_, objects, expected) => {
    expect(told(look(objects))).toBe(`InProgress ${expected}`);
  });
  test("for three seconds what is missing may be on its way", () => {
    const objects = [ingress({ spec: routing(toService("wbe")) }), ...around];
    expect(look(objects, 2)).toMatchObject({ outlook: "waiting", until: at(3).replace("Z", ".000Z") });
    expect(look(objects, 3).outlook).toBe("may-heal");
  });
  test("Secrets of a recording come without their data: nothing is lacking", () => {
    const bare = secret("web-tls", { data: undefined });
    expect(look([ingress({ spec: { tls: [{ secretName: "web-tls" }] } }), bare, ...around]).status).toBe("Current");
  });
  test("a Service of another namespace is none", () => {
    const elsewhere = merge(web, { metadata: { namespace: "other" } });
    expect(look([ingress(), elsewhere, ...around.slice(1)]).reason).toBe("BackendServiceNotFound");
  });
});

describe("an Ingress whose Services do not answer", () => {
  test("the chain goes on to the container", () => {
    const crashing = merge(podWith(terminated(3)), { metadata: { name: "web-1-a" } });
    const objects = [ingress(), web, slice([]), crashing, ingressClass()];
    expect(told(look(objects))).toBe(
      "InProgress may-heal BackendsNotReady: 0 of 1 backend ready ← no ready endpoints ← 1 of 1 Pod crashes ← container web exited 3",
    );
    expect(headline(look(objects)).length).toBeLessThanOrEqual(120);
  });
});

describe("an Ingress without an address", () => {
  const waits = [ingress(noAddress), ...around];
  test("waits a minute, then nobody can tell: many controllers never report one", () => {
    expect(told(look(waits, 59))).toBe("InProgress waiting AddressPending: backends ready, no address yet");
    expect(look(waits, 59).until).toBe(at(60).replace("Z", ".000Z"));
    expect(told(look(waits, 60))).toBe(
      "Unknown unknown NoAddressReported: backends ready, no address reported for over 60 s (controller example.com/nginx)",
    );
  });
  test("which nobody waits for is served as it is", () => {
    const lonely = merge(ingress(noAddress), { metadata: { annotations: { "pulumi.com/skipAwait": "true" } } });
    for (const seconds of [1, 60])
      expect(told(look([lonely, ...around], seconds))).toBe(
        "Current healthy Ready: no address is waited for (pulumi.com/skipAwait)",
      );
    expect(told(look([lonely, web, ingressClass()], 60))).toMatch(/^InProgress .*0 of 1 backend ready/);
  });
  const classless = ingress({ ...noAddress, spec: { ingressClassName: undefined } });
  test("is told from the beginning that there is no class", () => {
    expect(told(look([classless, ...backs], 1))).toBe(
      "InProgress waiting AddressPending: backends ready, no address yet (no IngressClass)",
    );
  });
  test("no class, no controller's word: nobody serves it", () => {
    expect(told(look([classless, ...backs], 60))).toBe(
      "InProgress may-heal NoIngressController: no address: there is no IngressClass, and no ingress controller has answered for over 60 s",
    );
  });
  test.each<readonly [string, readonly Raw[], SnapshotOptions]>([
    ["IngressClasses cannot be listed", [classless, ...backs], { coverage: without("IngressClass") }],
    ["Events cannot be listed", [classless, ...backs], { coverage: without("Event") }],
    ["another Ingress has an address", [classless, ingress({}, "other"), ...backs], {}],
    ["there is a class", [classless, ...around], {}],
    [
      "a controller has said something",
      [
        classless,
        ...backs,
        event("Ingress", "web", "Sync", "Scheduled for sync", 1, {
          type: "Normal",
          involvedObject: { uid: "uid-ingress-web" },
        }),
      ],
      {},
    ],
  ])("and nothing of that is said where %s", (_, objects, options) => {
    expect(look(objects, 600, options).reason).toBe("NoAddressReported");
  });
  test("an old Ingress has no events left, whoever serves it", () => {
    expect(look([classless, ...backs], 3600, {}).reason).toBe("NoAddressReported");
  });
  test("a controller that failed is quoted", () => {
    const failure = event("Ingress", "web", "FailedBuildModel", "no subnets found", 9, {
      involvedObject: { uid: "uid-ingress-web" },
    });
    expect(told(look([...waits, failure], 10))).toBe(
      'InProgress may-heal IngressSyncFailed: no address: "no subnets found"',
    );
  });
});

describe("what cannot be seen", () => {
  test("Services that cannot be listed are not called missing", () => {
    expect(told(look([ingress(), ingressClass()], 5, { coverage: without("Service") }))).toBe(
      "Unknown unknown NotVisible: Services in prod cannot be seen (403 as alice)",
    );
  });
  test("Services that are being listed", () => {
    expect(
      look([ingress(), ingressClass()], 5, { coverage: (kind) => (kind === "Service" ? "pending" : "complete") })
        .reason,
    ).toBe("Looking");
  });
});
