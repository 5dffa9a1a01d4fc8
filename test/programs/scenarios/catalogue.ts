import type { types } from "@pulumi/kubernetes";

type PodSpec = types.input.core.v1.PodSpec;
type Container = types.input.core.v1.Container;
type ServiceSpec = types.input.core.v1.ServiceSpec;

/** What a scenario changes of the healthy application. */
export interface Scenario {
  readonly container?: Partial<Container>;
  readonly pod?: Partial<PodSpec>;
  readonly service?: Partial<ServiceSpec>;
  /** CPU that the namespace's quota allows. */
  readonly quota?: string;
}

const shell = (script: string): Pick<Container, "image" | "command"> => ({
  image: "lab.local/app:1",
  command: ["/run.sh", "/bin/sh", "-c", script],
});

/** The image of the registry inside the lab whose every other tag is unknown. */
const registry = "registry.lab.local";

/**
 * What can go wrong, one each, on the images of the lab. Everything else is as in `healthy`: two
 * replicas that listen on 8080, asked every second whether they are ready.
 */
export const catalogue = {
  healthy: {},
  /** As healthy, but slow enough to be looked at. */
  slow: {
    container: { readinessProbe: { httpGet: { path: "/", port: "http" }, periodSeconds: 2, initialDelaySeconds: 5 } },
  },
  /** Takes its whole grace period to end. */
  stubborn: { pod: { terminationGracePeriodSeconds: 30 }, container: { image: "lab.local/stubborn:1" } },
  badimage: { container: { image: `${registry}/web:nope` } },
  private: { container: { image: `${registry}/private/web:1` } },
  crash: {
    container: shell("echo 'config: DB_HOST is not set' >&2; echo 'panic: cannot connect to db' >&2; exit 3"),
  },
  initcrash: {
    pod: {
      initContainers: [
        {
          name: "migrate",
          ...shell("echo 'migrating 6 to 7' >&2; echo 'migration 7 failed: duplicate column' >&2; exit 1"),
        },
      ],
    },
  },
  configmap: { container: { envFrom: [{ configMapRef: { name: "settings" } }] } },
  mount: {
    container: { volumeMounts: [{ name: "certificate", mountPath: "/tls" }] },
    pod: { volumes: [{ name: "certificate", secret: { secretName: "web-tls" } }] },
  },
  probe: { container: { readinessProbe: { httpGet: { path: "/ready", port: 8080 }, periodSeconds: 1 } } },
  unschedulable: { container: { resources: { requests: { cpu: "64" } } } },
  imagename: { container: { image: "lab.local/WEB:1" } },
  quota: { quota: "100m", container: { resources: { requests: { cpu: "80m" } } } },
  selector: { service: { selector: { app: "wbe" } } },
  oom: {
    container: {
      ...shell("echo 'loading the index'; exec dd if=/dev/zero of=/dev/null bs=64M"),
      resources: { limits: { memory: "16Mi" } },
    },
  },
  port: {
    container: { readinessProbe: { httpGet: { path: "/", port: 3000 }, periodSeconds: 1 } },
    service: { ports: [{ port: 80, targetPort: "metrics" }] },
  },
  loadbalancer: { service: { type: "LoadBalancer" } },
  liveness: {
    container: { livenessProbe: { httpGet: { path: "/dead", port: 8080 }, periodSeconds: 1, failureThreshold: 2 } },
  },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof catalogue;
