import { describeRule } from "./cases";
import { autonamed, deployment, object, service, unknownObjectValue, unknownStringValue, type Declared } from "./stack";

const headless = (name: string, selector: unknown, fields: Record<string, unknown> = {}): Declared =>
  object("Service", name, { ...fields, spec: { clusterIP: "None", selector } });
const db = (serviceName: unknown, fields: Record<string, unknown> = {}): Declared =>
  object("StatefulSet", "db", {
    ...fields,
    spec: { serviceName, template: { metadata: { labels: { app: "db" } }, spec: {} } },
  });

describeRule("stateful-set-service-exists", {
  right: {
    "it is there, headless, over its Pods": [db("db"), headless("db", { app: "db" })],
    "none is named": [db(undefined), headless("db", { app: "db" })],
    "its endpoints are somebody else's": [db("db"), headless("db", undefined)],
    "it is looked up": [
      db("db"),
      {
        ...service("db", { app: "x" }),
        read: true,
        outputs: { metadata: { name: "db" }, spec: { clusterIP: "None" } },
      },
    ],
  },
  wrong: {
    "it is misspelt": [
      [db("dbs"), headless("db", { app: "db" })],
      'spec.serviceName is "dbs": no Service in namespace default has that name. Nearest: Service db.\nFix: serviceName: "db"',
    ],
    "Pulumi makes up another name": [
      [db("db"), autonamed(headless("db", { app: "db" }), "db-1a2b3c4")],
      'spec.serviceName is "db": no Service in namespace default has that name. Resource db is a Service whose name Pulumi makes up (db-1a2b3c4).\nFix: serviceName: db.metadata.name, or give it the name: metadata: { name: "db" }',
    ],
    "it is in another namespace (kube-score)": [
      [
        db("db"),
        headless("db", { app: "db" }, { metadata: { namespace: "prod" } }),
        deployment("x", { app: "db" }, { namespace: "prod" }),
      ],
      'spec.serviceName is "db": no Service in namespace default has that name. Nearest: Service db in namespace prod; a StatefulSet finds its Service in its own namespace only.\nFix: one namespace for both: metadata: { namespace: "prod" }',
    ],
    "it selects other Pods": [
      [db("db"), headless("db", { app: "cache" }), deployment("cache", { app: "cache" })],
      'spec.serviceName is "db": Service db selects { app: "cache" }, and the Pods have { app: "db" }, so that they get no names of their own\nFix: in Service db: selector: { app: "db" }',
    ],
  },
  possible: {
    "it has an address": [
      [db("db"), service("db", { app: "db" })],
      "note",
      'spec.serviceName is "db": Service db is not headless, so that the Pods get no names of their own (db-0.db)\nFix: in Service db: clusterIP: "None"',
    ],
    "another stack may deploy it": [
      [db("db")],
      "warning",
      'spec.serviceName is "db": this stack deploys no Service to namespace default; it has to come from somebody else.\nFix: none needed where another stack deploys it; else deploy it here',
    ],
  },
  open: {
    "its name is not known yet": [db(unknownStringValue), headless("db", { app: "db" })],
    "the selector is not known yet": [db("db"), headless("db", unknownObjectValue)],
    "a label of the selector is not known yet": [db("db"), headless("db", { app: unknownStringValue })],
  },
});

const hook = object("Service", "hook", { metadata: { namespace: "ops" }, spec: { ports: [{ port: 443 }] } });
const webhook = (reference: unknown, kind = "ValidatingWebhookConfiguration"): Declared =>
  object(`admissionregistration.k8s.io/v1/${kind}`, "hook", {
    webhooks: [{ name: "a.b.c", clientConfig: { service: reference } }],
  });
const apiService = (reference: unknown): Declared =>
  object("apiregistration.k8s.io/v1/APIService", "v1.x", { spec: { service: reference } });
const definition = (conversion: unknown, version = "v1"): Declared =>
  object(`apiextensions.k8s.io/${version}/CustomResourceDefinition`, "x", { spec: { conversion } });
const at = (name: unknown, namespace: unknown = "ops", port?: unknown): unknown => ({
  name,
  namespace,
  ...(port === undefined ? {} : { port }),
});

describeRule("webhook-service-exists", {
  right: {
    "a webhook's is there": [webhook(at("hook")), hook],
    "a mutating webhook's is there": [webhook(at("hook"), "MutatingWebhookConfiguration"), hook],
    "a webhook has a URL": [
      object("admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration", "hook", {
        webhooks: [{ clientConfig: { url: "https://x" } }],
      }),
      hook,
    ],
    "an APIService's is there": [apiService(at("hook", "ops", 443)), hook],
    "an APIService is local": [apiService(undefined), hook],
    "a conversion's is there": [
      definition({ strategy: "Webhook", webhook: { clientConfig: { service: at("hook") } } }),
      hook,
    ],
    "nothing is converted": [definition({ strategy: "None" }), hook],
  },
  wrong: {
    "it is misspelt": [
      [webhook(at("hok")), hook],
      'webhooks[0].clientConfig.service.name is "hok": no Service in namespace ops has that name. Nearest: Service hook.\nFix: name: "hook"',
    ],
    "the namespace is another": [
      [webhook(at("hook", "default")), hook, service("x", undefined)],
      'webhooks[0].clientConfig.service.name is "hook": no Service in namespace default has that name. Nearest: Service hook in namespace ops; the API server looks in the namespace that is stated.\nFix: namespace: "ops"',
    ],
    "443 is no port of it": [
      [
        apiService(at("hook")),
        object("Service", "hook", { metadata: { namespace: "ops" }, spec: { ports: [{ port: 8443 }] } }),
      ],
      "spec.service.port is absent, which means 443: Service hook has port 8443\nFix: port: 8443",
    ],
    "a conversion's is misspelt": [
      [definition({ strategy: "Webhook", webhook: { clientConfig: { service: at("hok") } } }), hook],
      'spec.conversion.webhook.clientConfig.service.name is "hok": no Service in namespace ops has that name. Nearest: Service hook.\nFix: name: "hook"',
    ],
    "an old conversion's is misspelt": [
      [definition({ strategy: "Webhook", webhookClientConfig: { service: at("hok") } }, "v1beta1"), hook],
      'spec.conversion.webhookClientConfig.service.name is "hok": no Service in namespace ops has that name. Nearest: Service hook.\nFix: name: "hook"',
    ],
    "Pulumi makes up another name": [
      [webhook(at("hook")), autonamed(hook, "hook-1a2b3c4")],
      'webhooks[0].clientConfig.service.name is "hook": no Service in namespace ops has that name. Resource hook is a Service whose name Pulumi makes up (hook-1a2b3c4).\nFix: name: hook.metadata.name, or give it the name: metadata: { name: "hook" }',
    ],
  },
  possible: {
    "another stack may deploy it": [
      [webhook(at("hook"))],
      "warning",
      'webhooks[0].clientConfig.service.name is "hook": this stack deploys no Service to namespace ops; it has to come from somebody else.\nFix: none needed where another stack deploys it; else deploy it here',
    ],
  },
  open: {
    "the webhooks are not known yet": [
      object("admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration", "hook", {
        webhooks: unknownObjectValue,
      }),
      hook,
    ],
    "its name is not known yet": [webhook(at(unknownStringValue)), hook],
    "its namespace is not known yet": [webhook(at("other", unknownStringValue)), hook],
    "its ports are not known yet": [
      webhook(at("hook")),
      object("Service", "hook", { metadata: { namespace: "ops" }, spec: { ports: unknownObjectValue } }),
    ],
  },
});

const monitored = (
  labels: unknown,
  fields: Record<string, unknown> = {},
  ports: unknown = [{ name: "http", port: 80 }],
): Declared => object("Service", "web", { metadata: { labels, ...fields }, spec: { selector: { app: "web" }, ports } });
const web = object("Deployment", "web", {
  spec: {
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "web", ports: [{ name: "metrics", containerPort: 9000 }] }] },
    },
  },
});
const monitor = (selector: unknown, more: Record<string, unknown> = {}): Declared =>
  object("monitoring.coreos.com/v1/ServiceMonitor", "web", {
    metadata: { namespace: "default" },
    spec: { selector, endpoints: [{ port: "http" }], ...more },
  });
const podMonitor = (selector: unknown, port: unknown = "metrics", more: Record<string, unknown> = {}): Declared =>
  object("monitoring.coreos.com/v1/PodMonitor", "web", {
    metadata: { namespace: "default" },
    spec: { selector, podMetricsEndpoints: [{ port }], ...more },
  });
const of = (app: unknown): unknown => ({ matchLabels: { app } });
const inShop = { namespace: "shop" };

describeRule("monitor-selects-services", {
  right: {
    "a Service has the labels": [monitor(of("web")), monitored({ app: "web" }), web],
    "{} selects all Services": [monitor({}), monitored({}), web],
    "expressions hold (kube-linter)": [
      monitor({ matchExpressions: [{ key: "app", operator: "In", values: ["web"] }] }),
      monitored({ app: "web" }),
      web,
    ],
    "it looks in another namespace (kube-linter)": [
      monitor(of("web"), { namespaceSelector: { matchNames: ["shop"] } }),
      monitored({ app: "web" }, inShop),
      object("Deployment", "web", { metadata: inShop, spec: { template: { metadata: { labels: { app: "web" } } } } }),
    ],
    "it looks everywhere": [
      monitor(of("web"), { namespaceSelector: { any: true } }),
      monitored({ app: "web" }, inShop),
    ],
    "somebody else's is looked for elsewhere": [
      monitor(of("node-exporter"), { namespaceSelector: { matchNames: ["kube-system"] } }),
      monitored({ app: "web" }),
    ],
    "this stack has no Services": [monitor(of("web"))],
    "a port of the Pods is scraped": [
      monitor(of("web"), { endpoints: [{ targetPort: 9000 }] }),
      monitored({ app: "web" }),
      web,
    ],
    "Pods have the labels and the port": [podMonitor(of("web")), web],
    "Pods of somebody else": [podMonitor(of("web"))],
    "Pods are scraped by number": [podMonitor(of("web"), undefined, { podMetricsEndpoints: [{ portNumber: 1 }] }), web],
  },
  wrong: {
    "the Service selects by the labels, and has none itself": [
      [monitor(of("web")), monitored(undefined), web],
      'spec.selector is { app: "web" }: no Service has it. Service web selects its Pods by { app: "web" }, but a ServiceMonitor selects by the Service\'s own labels.\nFix: in Service web: metadata: { labels: { app: "web" } }',
    ],
    "a label is misspelt": [
      [monitor(of("wbe")), monitored({ app: "web" }), web],
      'spec.selector is { app: "wbe" }: no Service has it. Nearest: Service web { app: "web" }.\nFix: matchLabels: { app: "web" }',
    ],
    "the Service is in another namespace (kube-linter)": [
      [monitor(of("web")), monitored({ app: "web" }, inShop)],
      'spec.selector is { app: "web" }: no Service has it where it looks. Nearest: Service web { app: "web" } in namespace shop.\nFix: namespaceSelector: { matchNames: ["shop"] }',
    ],
    "the port has another name": [
      [monitor(of("web"), { endpoints: [{ port: "metrics" }] }), monitored({ app: "web" }), web],
      'spec.endpoints[0].port is "metrics": Service web has port http=80\nFix: port: "http"',
    ],
    "the port has no name": [
      [monitor(of("web")), monitored({ app: "web" }, {}, [{ port: 80 }]), web],
      'spec.endpoints[0].port is "http": Service web has port 80, without a name\nFix: in Service web: ports: [{ name: "http", port: … }]',
    ],
    "a Service has one of two labels": [
      [monitor({ matchLabels: { app: "web", release: "prometheus" } }), monitored({ app: "web", team: "x" }), web],
      'spec.selector is { app: "web", release: "prometheus" }: no Service has them all. Nearest: Service web { app: "web", team: "x" }.\nFix: in Service web: metadata: { labels: { app: "web", team: "x", release: "prometheus" } }',
    ],
    "a label of the Pods is misspelt": [
      [podMonitor(of("wbe")), web],
      'spec.selector is { app: "wbe" }: no Pod of this stack has it. Nearest: Deployment web, whose Pods have app: "web".\nFix: matchLabels: { app: "web" }',
    ],
    "the Pods have no such port": [
      [podMonitor(of("web"), "metrisc"), web],
      'spec.podMetricsEndpoints[0].port is "metrisc": no container of Deployment web declares it; declared: metrics=9000\nFix: port: "metrics"',
    ],
  },
  possible: {
    "other Services are there": [
      [monitor(of("queue")), monitored({ team: "shop" }), web],
      "warning",
      'spec.selector is { app: "queue" }: no Service has it in namespace default. There: Service web { team: "shop" }.\nFix: in the Service that it is meant for: metadata: { labels: { app: "queue" } }',
    ],
  },
  open: {
    "the selector is not known yet": [monitor(unknownObjectValue), monitored({}), web],
    "a Service's labels are not known yet": [monitor(of("web")), monitored(unknownObjectValue), web],
    "the namespaces are not known yet": [
      monitor(of("web"), { namespaceSelector: { matchNames: unknownObjectValue } }),
      monitored({}),
    ],
    "the endpoints are not known yet": [
      monitor(of("web"), { endpoints: unknownObjectValue }),
      monitored({ app: "web" }),
    ],
    "a port's name is not known yet": [
      monitor(of("web")),
      monitored({ app: "web" }, {}, [{ name: unknownStringValue, port: 80 }]),
    ],
    "a Helm release may bring the Service": [
      monitor(of("queue")),
      monitored({ app: "web" }),
      { type: "kubernetes:helm.sh/v3:Release", name: "db", props: { chart: "x" } },
    ],
    "the labels of the Pods are not known yet": [podMonitor(of("web")), deployment("web", unknownObjectValue)],
  },
});
