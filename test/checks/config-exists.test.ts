import { describeRule } from "./cases";
import { autonamed, object, unknownObjectValue, unknownStringValue, type Declared } from "./stack";

const pods = (spec: Record<string, unknown>, container: Record<string, unknown> = {}): Declared =>
  object("Deployment", "web", {
    spec: {
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "web", ...container }], ...spec },
      },
    },
  });
const env = (valueFrom: unknown): Declared => pods({}, { env: [{ name: "A", valueFrom }] });
const volume = (source: unknown): Declared => pods({ volumes: [{ name: "v", ...(source as object) }] });
const fromMap = (name: unknown, key: unknown = "a", rest = {}): Declared =>
  env({ configMapKeyRef: { name, key, ...rest } });
const fromSecret = (name: unknown, key: unknown = "a", rest = {}): Declared =>
  env({ secretKeyRef: { name, key, ...rest } });
const map = (name: string, data: unknown = { a: "1", b: "2" }, rest: Record<string, unknown> = {}): Declared =>
  object("ConfigMap", name, { data, ...rest });
const secret = (name: string, stringData: unknown = { a: "1" }, rest: Record<string, unknown> = {}): Declared =>
  object("Secret", name, { stringData, ...rest });
const settings = map("settings");
const token = secret("credentials");
const elsewhere = { metadata: { namespace: "prod" } };
const release: Declared = { type: "kubernetes:helm.sh/v3:Release", name: "db", props: { chart: "x" } };

describeRule("config-map-exists", {
  right: {
    "a variable takes a key that it has": [fromMap("settings"), settings],
    "the key is binary": [fromMap("settings", "blob"), map("settings", { a: "" }, { binaryData: { blob: "AA==" } })],
    "a container takes all of it": [pods({}, { envFrom: [{ configMapRef: { name: "settings" } }] }), settings],
    "an init container takes all of it": [
      pods({ initContainers: [{ name: "i", envFrom: [{ configMapRef: { name: "settings" } }] }] }),
      settings,
    ],
    "a volume takes one of its keys": [
      volume({ configMap: { name: "settings", items: [{ key: "b", path: "b" }] } }),
      settings,
    ],
    "a projected volume takes it": [
      volume({ projected: { sources: [{ configMap: { name: "settings" } }, { downwardAPI: {} }] } }),
      settings,
    ],
    "it is optional": [fromMap("nowhere", "a", { optional: true }), settings],
    "the key is optional": [fromMap("settings", "z", { optional: true }), settings],
    "a volume of it is optional": [volume({ configMap: { name: "nowhere", optional: true } }), settings],
    "each namespace has it": [volume({ configMap: { name: "kube-root-ca.crt" } }), settings],
    "it is named by the name that Pulumi made up": [
      fromMap("settings-1a2b3c4"),
      autonamed(settings, "settings-1a2b3c4"),
    ],
    "it is looked up": [fromMap("settings"), { ...settings, read: true }],
    "a variable has a value": [pods({}, { env: [{ name: "A", value: "1" }] }), settings],
    "a volume is something else": [volume({ emptyDir: {} }), settings],
  },
  wrong: {
    "Pulumi makes up another name": [
      [fromMap("settings"), autonamed(settings, "settings-1a2b3c4")],
      'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.name is "settings": no ConfigMap in namespace default has that name. Resource settings is a ConfigMap whose name Pulumi makes up (settings-1a2b3c4).\nFix: name: settings.metadata.name, or give it the name: metadata: { name: "settings" }',
    ],
    "two letters are swapped": [
      [pods({}, { envFrom: [{ configMapRef: { name: "setitngs" } }] }), settings],
      'spec.template.spec.containers[0].envFrom[0].configMapRef.name is "setitngs": no ConfigMap in namespace default has that name. Nearest: ConfigMap settings.\nFix: name: "settings"',
    ],
    "a separator is left out": [
      [volume({ configMap: { name: "appsettings" } }), map("app-settings")],
      'spec.template.spec.volumes[0].configMap.name is "appsettings": no ConfigMap in namespace default has that name. Nearest: ConfigMap app-settings.\nFix: name: "app-settings"',
    ],
    "it has no such key": [
      [fromMap("settings", "z"), settings],
      'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key is "z": ConfigMap settings has the keys "a", "b"\nFix: in ConfigMap settings: data: { "z": … }',
    ],
    "the key is misspelt": [
      [fromMap("settings", "log-levle"), map("settings", { "log-level": "info" })],
      'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key is "log-levle": ConfigMap settings has the key "log-level"\nFix: key: "log-level"',
    ],
    "an item of a volume is no key of it": [
      [
        volume({
          projected: { sources: [{ configMap: { name: "settings", items: [{ key: "nginx.conf", path: "x" }] } }] },
        }),
        settings,
      ],
      'spec.template.spec.volumes[0].projected.sources[0].configMap.items[0].key is "nginx.conf": ConfigMap settings has the keys "a", "b"\nFix: in ConfigMap settings: data: { "nginx.conf": … }',
    ],
  },
  possible: {
    "another stack may deploy it": [
      [fromMap("nowhere")],
      "note",
      'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.name is "nowhere": this stack deploys no ConfigMap to namespace default; it has to come from somebody else.\nFix: none needed where another stack deploys it; else deploy it here',
    ],
    "another stack may deploy it beside those of this one": [
      [fromMap("nowhere"), settings],
      "warning",
      'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.name is "nowhere": no ConfigMap in namespace default has that name. There: ConfigMap settings.\nFix: deploy it too, or name one of these',
    ],
    "only another namespace has it": [
      [fromMap("settings"), map("settings", {}, elsewhere)],
      "warning",
      'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.name is "settings": no ConfigMap in namespace default has that name. Nearest: ConfigMap settings in namespace prod; a Pod finds a ConfigMap in its own namespace only.\nFix: one namespace for both: metadata: { namespace: "prod" }',
    ],
    "one that is like it is on purpose": [
      [fromMap("settings-b"), map("settings-a")],
      "warning",
      'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.name is "settings-b": no ConfigMap in namespace default has that name. Nearest: ConfigMap settings-a.\nFix: name: "settings-a"',
    ],
    "Pulumi has not made up the name yet": [
      [fromMap("settings"), autonamed(settings)],
      "warning",
      'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.name is "settings": no ConfigMap in namespace default has that name. Resource settings is a ConfigMap whose name Pulumi makes up.\nFix: name: settings.metadata.name, or give it the name: metadata: { name: "settings" }',
    ],
  },
  open: {
    "the Pods are not known yet": [pods({ containers: unknownObjectValue }), settings],
    "the variables are not known yet": [pods({}, { env: unknownObjectValue }), settings],
    "the name is not known yet": [fromMap(unknownStringValue), settings],
    "the key is not known yet": [fromMap("settings", unknownStringValue), settings],
    "it is not known whether it is optional": [fromMap("settings", "z", { optional: unknownStringValue }), settings],
    "its data are not known yet": [fromMap("settings"), map("settings", unknownObjectValue)],
    "somebody else fills it": [fromMap("settings", "ca-bundle.crt"), object("ConfigMap", "settings", {})],
    "a patch may add the key": [
      fromMap("settings", "z"),
      settings,
      object("core/v1/ConfigMapPatch", "settings", { data: { z: "1" } }),
    ],
    "a Helm release may bring it": [fromMap("nowhere"), settings, release],
  },
});

const ingress = (annotations: Record<string, string>, secretName: string): Declared =>
  object("Ingress", "web", { metadata: { annotations }, spec: { tls: [{ hosts: ["x"], secretName }] } });

describeRule("secret-exists", {
  right: {
    "a variable takes a key that it has": [fromSecret("credentials"), token],
    "the key is in data": [fromSecret("credentials"), secret("credentials", undefined, { data: { a: "MQ==" } })],
    "a volume takes it": [volume({ secret: { secretName: "credentials" } }), token],
    "a projected volume takes it": [volume({ projected: { sources: [{ secret: { name: "credentials" } }] } }), token],
    "images are pulled with it": [pods({ imagePullSecrets: [{ name: "credentials" }] }), token],
    "a ServiceAccount pulls images with it": [
      object("ServiceAccount", "web", { imagePullSecrets: [{ name: "credentials" }] }),
      token,
    ],
    "an Ingress takes its certificate from it": [ingress({}, "credentials"), token],
    "OpenShift makes it for a Service": [
      volume({ secret: { secretName: "serving" } }),
      token,
      object("Service", "web", {
        metadata: { annotations: { "service.beta.openshift.io/serving-cert-secret-name": "serving" } },
        spec: {},
      }),
    ],
    "it is optional": [fromSecret("nowhere", "a", { optional: true }), token],
  },
  wrong: {
    "Pulumi makes up another name": [
      [fromSecret("credentials"), autonamed(token, "credentials-1a2b3c4")],
      'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name is "credentials": no Secret in namespace default has that name. Resource credentials is a Secret whose name Pulumi makes up (credentials-1a2b3c4).\nFix: name: credentials.metadata.name, or give it the name: metadata: { name: "credentials" }',
    ],
    "a letter is left out in a volume": [
      [volume({ secret: { secretName: "credntials" } }), token],
      'spec.template.spec.volumes[0].secret.secretName is "credntials": no Secret in namespace default has that name. Nearest: Secret credentials.\nFix: secretName: "credentials"',
    ],
    "a letter is left out of an Ingress's": [
      [ingress({}, "credntials"), token],
      'spec.tls[0].secretName is "credntials": no Secret in namespace default has that name. Nearest: Secret credentials.\nFix: secretName: "credentials"',
    ],
    "a letter is left out for pulling images": [
      [pods({ imagePullSecrets: [{ name: "credntials" }] }), token],
      'spec.template.spec.imagePullSecrets[0].name is "credntials": no Secret in namespace default has that name. Nearest: Secret credentials.\nFix: name: "credentials"',
    ],
    "it has no such key": [
      [fromSecret("credentials", "password"), token],
      'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key is "password": Secret credentials has the key "a"\nFix: in Secret credentials: stringData: { "password": … }',
    ],
  },
  possible: {
    "somebody made it by hand": [
      [fromSecret("by-hand")],
      "note",
      'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.name is "by-hand": this stack deploys no Secret to namespace default; it has to come from somebody else.\nFix: none needed where another stack deploys it; else deploy it here',
    ],
    "images are pulled with what is not there": [
      [pods({ imagePullSecrets: [{ name: "registry" }] }), token],
      "note",
      'spec.template.spec.imagePullSecrets[0].name is "registry": no Secret in namespace default has that name. There: Secret credentials.\nFix: deploy it too, or name one of these',
    ],
    "the name is not known, and the one that it comes from has no such key": [
      [{ ...fromSecret(unknownStringValue, "z"), dependencies: { spec: [token] } }, token],
      "warning",
      'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key is "z": Secret credentials has the key "a"\nFix: in Secret credentials: stringData: { "z": … }',
    ],
  },
  open: {
    "cert-manager may make it": [ingress({ "cert-manager.io/cluster-issuer": "le" }, "web-tls"), token],
    "a Certificate brings one": [
      ingress({}, "web-tls"),
      object("cert-manager.io/v1/Certificate", "web", { metadata: { namespace: "default" }, spec: {} }),
    ],
    "a SealedSecret brings one": [
      fromSecret("by-hand"),
      object("bitnami.com/v1alpha1/SealedSecret", "x", { metadata: { namespace: "default" }, spec: {} }),
    ],
    "a controller fills it": [
      fromSecret("credentials", "token"),
      object("Secret", "credentials", { type: "kubernetes.io/service-account-token" }),
    ],
    "its data are not known yet": [fromSecret("credentials"), secret("credentials", unknownObjectValue)],
    "the pull secrets are not known yet": [pods({ imagePullSecrets: unknownObjectValue }), token],
    "the TLS is not known yet": [object("Ingress", "web", { spec: { tls: unknownObjectValue } }), token],
  },
});
