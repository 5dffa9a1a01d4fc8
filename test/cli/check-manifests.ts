/** Manifests as people write them, for the tests of kubespy check. */

export const web = `# what runs
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: lab.local/web:1
          ports: [{ name: http, containerPort: 8080 }]
`;

/** Line 10 of it is wrong: nothing has app: wbe. */
export const wrongService = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - port: 80
      targetPort: http
  # who gets the traffic
  selector:
    app: wbe
`;

export const rightService = wrongService.replace("wbe", "web");

/** A warning: somebody else may deploy what it selects. */
export const lonelyService = `apiVersion: v1
kind: Service
metadata: { name: lonely, namespace: elsewhere }
spec: { selector: { app: lonely }, ports: [{ port: 80 }] }
`;

export const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: web, port: { number: 8080 } } }
`;

export const exempted = `apiVersion: v1
kind: Service
metadata:
  name: primary
  annotations:
    kubespy.pulumi.com/exempt-service-selector-matches-pods: "the operator labels the <primary> & co; until=2126-01-31"
    kubespy.pulumi.com/exempt-selector-invalid: "no longer needed"
spec: { selector: { role: primary }, ports: [{ port: 5432 }] }
`;

export const values = "replicas: 2\nimage: { tag: '1' }\n";

export const list = (...items: readonly string[]): string =>
  `apiVersion: v1\nkind: List\nitems:\n${items.map((item) => `- ${item.trim().replaceAll("\n", "\n  ")}\n`).join("")}`;

export const documents = (...texts: readonly string[]): string => texts.join("---\n");

const urn = (type: string, name: string): string => `urn:pulumi:dev::app::${type}::${name}`;
const provider = urn("pulumi:providers:kubernetes", "default");
const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "AAABAI" };

/** A resource of an exported stack. */
export const resource = (type: string, name: string, fields: object, rest: object = {}): object => ({
  urn: urn(`kubernetes:${type}`, name),
  custom: true,
  id: `default/${name}`,
  type: `kubernetes:${type}`,
  inputs: fields,
  outputs: fields,
  parent: urn("pulumi:pulumi:Stack", "app-dev"),
  provider: `${provider}::0f4c5a51-4d5d-4a9c`,
  propertyDependencies: { metadata: [], spec: null },
  ...rest,
});

/** What `pulumi stack export` writes. */
export const stackExport = (...resources: readonly object[]): string =>
  JSON.stringify(
    {
      version: 3,
      deployment: {
        manifest: { time: "2026-01-14T05:07:41Z", magic: "x", version: "v3.259.0" },
        secrets_providers: { type: "passphrase", state: { salt: "v1:x" } },
        resources: [
          { urn: urn("pulumi:pulumi:Stack", "app-dev"), custom: false, type: "pulumi:pulumi:Stack" },
          { urn: provider, custom: true, type: "pulumi:providers:kubernetes", inputs: { kubeconfig: secret } },
          ...resources,
        ],
      },
    },
    undefined,
    4,
  );

const labels = { app: "web" };
export const deployed = resource("apps/v1:Deployment", "web", {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web-1a2b3c4d", namespace: "default", annotations: { "pulumi.com/autonamed": "true" } },
  spec: {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "a" }] } },
  },
});
export const deployedService = (selector: unknown, rest: object = {}): object =>
  resource(
    "core/v1:Service",
    "web",
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: "default" },
      spec: { selector, ports: [{ port: 80 }] },
    },
    rest,
  );
export const secretValue = secret;
export const plaintextSecret = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: '"hunter2"',
};
