import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  certificateAuthority,
  certify,
  keyPair,
  privatePem,
  publicPem,
  type Certified,
  type Subject,
} from "./certificates.ts";
import type { Home } from "./home.ts";
import { serviceOfApiServer } from "./network.ts";

export const nodeName = "lab";
export const apiServerPort = 6443;
export const apiServerUrl = (home: Home): string => `https://${home.identity.nodeAddress}:${apiServerPort}`;

/** Who talks to the API server, and the file in which it finds how. */
const users: Readonly<Record<string, Subject>> = {
  admin: { commonName: "admin", organization: "system:masters" },
  "kube-controller-manager": { commonName: "system:kube-controller-manager" },
  "kube-scheduler": { commonName: "system:kube-scheduler" },
  "kube-proxy": { commonName: "system:kube-proxy" },
  kubelet: { commonName: `system:node:${nodeName}`, organization: "system:nodes" },
};

export const pki = (home: Home, file: string): string => join(home.run, "pki", file);
export const kubeconfigOf = (home: Home, user: string): string => join(home.run, "pki", `${user}.kubeconfig`);

/** New keys and certificates for everything; the old cluster's, if any, are worth nothing after it. */
export function writeCredentials(home: Home, now: Date): void {
  mkdirSync(join(home.run, "pki"), { recursive: true, mode: 0o700 });
  const authority = certificateAuthority("kubespy-lab", now);
  const write = (file: string, content: string): void => {
    writeFileSync(pki(home, file), content, { mode: 0o600 });
  };
  const writePair = (name: string, pair: Certified): void => {
    write(`${name}.crt`, pair.certificate);
    write(`${name}.key`, pair.key);
  };
  writePair("ca", authority);
  writePair(
    "apiserver",
    certify(
      authority,
      {
        commonName: "kube-apiserver",
        hosts: [
          home.identity.nodeAddress,
          serviceOfApiServer,
          "kubernetes",
          "kubernetes.default",
          "kubernetes.default.svc",
          "kubernetes.default.svc.cluster.local",
        ],
      },
      now,
    ),
  );
  const kubeletClient = { commonName: "kube-apiserver-kubelet-client", organization: "system:masters" };
  writePair("kubelet-client", certify(authority, kubeletClient, now));
  const serviceAccounts = keyPair();
  write("service-accounts.key", privatePem(serviceAccounts.privateKey));
  write("service-accounts.pub", publicPem(serviceAccounts.publicKey));
  for (const [user, subject] of Object.entries(users)) {
    const text = kubeconfig(apiServerUrl(home), authority.certificate, user, certify(authority, subject, now));
    writeFileSync(user === "admin" ? home.kubeconfig : kubeconfigOf(home, user), text, { mode: 0o600 });
  }
}

function kubeconfig(server: string, authority: string, user: string, { certificate, key }: Certified): string {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  return `apiVersion: v1
kind: Config
current-context: kubespy-lab
contexts:
  - name: kubespy-lab
    context: { cluster: kubespy-lab, user: ${user} }
clusters:
  - name: kubespy-lab
    cluster:
      server: ${server}
      certificate-authority-data: ${base64(authority)}
users:
  - name: ${user}
    user:
      client-certificate-data: ${base64(certificate)}
      client-key-data: ${base64(key)}
`;
}
