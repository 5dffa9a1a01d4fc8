import * as k8s from "@pulumi/kubernetes";
import { traceAll } from "pulumi-kubespy";

export interface Settings {
  readonly namespace: string;
  readonly traced: boolean;
  /** Does the application "api" crash? */
  readonly broken: boolean;
  /** Each is a rollout of its own. */
  readonly revision: string;
  /** Seconds until a Pod can be ready. */
  readonly delay: number;
  /** Seconds until Pulumi gives up. */
  readonly timeout: string;
}

const crash = [
  "/run.sh",
  "/bin/sh",
  "-c",
  "echo 'config: DB_HOST is not set' >&2; echo 'panic: no database' >&2; exit 3",
];

/** Two applications: "web" is well, "api" may be broken. */
export function declare({ namespace, traced, broken, revision, delay, timeout }: Settings): void {
  if (traced) traceAll();
  const home = new k8s.core.v1.Namespace("home", { metadata: { name: namespace } });
  const annotations = { "pulumi.com/timeoutSeconds": timeout };
  for (const name of ["web", "api"]) {
    const metadata = { name, namespace: home.metadata.name, annotations };
    const labels = { app: name };
    const container = {
      readinessProbe: { httpGet: { path: "/", port: 8080 }, periodSeconds: 1, initialDelaySeconds: delay },
      ...(broken && name === "api" ? { image: "lab.local/app:1", command: crash } : { image: "lab.local/web:1" }),
    };
    new k8s.apps.v1.Deployment(name, {
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels, annotations: { revision } },
          spec: { terminationGracePeriodSeconds: 1, containers: [{ name: "web", ...container }] },
        },
      },
    });
    new k8s.core.v1.Service(name, {
      metadata,
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    });
  }
}
