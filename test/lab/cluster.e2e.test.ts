import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { test as plain } from "../support/lab-test";
import type { Lab } from "../support/lab";

type Kubectl = (...args: readonly string[]) => Promise<string>;

/** kubectl in a namespace that goes with the test. */
const test = plain.extend<{ kubectl: Kubectl; create: (object: object) => Promise<string> }>({
  kubectl: async ({ lab }, use) => {
    const namespace = `lab-${process.pid}-${Date.now() % 1e6}`;
    const run = (...args: readonly string[]): Promise<string> => kubectl(lab, [...args]);
    await run("create", "namespace", namespace);
    await use((...args) => run(`--namespace=${namespace}`, ...args));
    await run("delete", "namespace", namespace, "--wait=false");
  },
  create: async ({ kubectl }, use) => {
    const folder = mkdtempSync(join(tmpdir(), "kubespy-lab-"));
    await use((object) => {
      const file = join(folder, `${Math.random()}.json`);
      writeFileSync(file, JSON.stringify(object));
      return kubectl("create", `--filename=${file}`);
    });
    rmSync(folder, { recursive: true });
  },
});

function kubectl(lab: Lab, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("kubectl", args, { env: lab.environment, timeout: 30_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`kubectl ${args.join(" ")}: ${stderr || error.message}`));
      else resolve(stdout);
    });
  });
}

/** Asks until the answer is not empty, and fails after half a minute. */
async function eventually(ask: () => Promise<string>): Promise<string> {
  for (let left = 150; left > 0; left -= 1) {
    const answer = await ask();
    if (answer !== "") return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("nothing within 30 s");
}

const pod = (name: string, container: object, more: object = {}): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels: { app: name } },
  spec: { containers: [{ name: "app", ...container }], ...more },
});

test("registries answer a pull as real ones do", async ({ kubectl, create }) => {
  const answers: Readonly<Record<string, RegExp>> = {
    "registry.lab.local/web:nope": /registry\.lab\.local\/web:nope: not found/,
    "registry.lab.local/private/web:1": /pull access denied, repository does not exist or may require authorization/,
    "registry.lab.local/locked/web:1": /401 Unauthorized/,
    "registry.lab.local/busy/web:1": /429 Too Many Requests/,
    "registry.lab.local/broken/web:1": /503 Service Unavailable/,
    "nosuch.example/web:1": /lookup nosuch\.example.*: no such host/,
    "refused.lab.local/web:1": /connect: connection refused/,
    "unreachable.lab.local/web:1": /connect: no route to host/,
  };
  const said = await Promise.all(
    Object.keys(answers).map(async (image, i) => {
      await create(pod(`pull-${i}`, { image }));
      const selector = `--field-selector=involvedObject.name=pull-${i},reason=Failed`;
      return eventually(() => kubectl("get", "events", selector, "--output=jsonpath={.items[*].message}"));
    }),
  );
  for (const [i, expected] of Object.values(answers).entries()) expect(said[i]).toMatch(expected);
});

test("a pull can succeed, and takes its time where it is slow", async ({ kubectl, create }) => {
  await create(pod("slow", { image: "registry.lab.local/slow/web:2", imagePullPolicy: "Always" }));
  const selector = "--field-selector=involvedObject.name=slow,reason=Pulled";
  const message = await eventually(() => kubectl("get", "events", selector, "--output=jsonpath={.items[*].message}"));
  expect(
    Number(/pulled image "registry\.lab\.local\/slow\/web:2" in ([\d.]+)s /.exec(message)?.[1]),
  ).toBeGreaterThanOrEqual(5);
});

test("a Pod serves through its Service, and tells what it printed before", async ({ kubectl, create }) => {
  const container = {
    image: "lab.local/web:2",
    readinessProbe: { httpGet: { path: "/healthz", port: 8080 }, periodSeconds: 1 },
  };
  await create(pod("web", container));
  await create({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  await create(pod("crash", { image: "lab.local/app:1", command: ["sh", "-c", "echo the reason; exit 3"] }));
  // Until a container has run, and for a moment afterwards, there is an explanation instead of a log.
  const logs = (...args: string[]): Promise<string> => kubectl("logs", ...args).catch(() => "");
  await kubectl("wait", "pod/web", "--for=condition=Ready", "--timeout=25s");
  // From another Pod, by the Service's address: through kube-proxy's rules.
  const address = await kubectl("get", "service", "web", "--output=jsonpath={.spec.clusterIP}");
  await create(
    pod(
      "client",
      { image: "lab.local/app:1", command: ["wget", "-qO-", `http://${address}/`] },
      { restartPolicy: "Never" },
    ),
  );
  await eventually(async () => ((await logs("client")) === "ok, version 2\n" ? "yes" : ""));
  await eventually(async () => ((await logs("crash", "--previous")) === "the reason\n" ? "yes" : ""));
});

test("an image that ignores SIGTERM takes its grace period to end, the others end at once", async ({
  kubectl,
  create,
}) => {
  await create(pod("polite", { image: "lab.local/web:1" }, { terminationGracePeriodSeconds: 6 }));
  await create(pod("stubborn", { image: "lab.local/stubborn:1" }, { terminationGracePeriodSeconds: 6 }));
  await kubectl("wait", "pod/polite", "pod/stubborn", "--for=condition=Ready", "--timeout=25s");
  const took = async (name: string): Promise<number> => {
    const begin = performance.now();
    await kubectl("delete", "pod", name);
    return performance.now() - begin;
  };
  expect(await took("polite")).toBeLessThan(5000);
  expect(await took("stubborn")).toBeGreaterThan(5500);
});
