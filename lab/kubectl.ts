import { spawn } from "node:child_process";
import { isClusterScoped, kindOf, nameOf, objectsOf } from "./recorded-kinds.ts";
import { CommandFailed } from "./run.ts";
import { namespaceOf, type Manifest, type Situation, type Step } from "./situations/situation.ts";

const waitSeconds = 90;

/** Does to a cluster what situations ask for, each in its namespace. What is running is ended by the signal. */
export class Kubectl {
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  /** Makes a situation's namespace, with what every Pod needs in it. */
  async makeNamespace({ name, labels }: Situation, signal: AbortSignal): Promise<void> {
    const namespace = namespaceOf(name);
    const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } };
    await this.#run(["create", "-f", "-"], signal, JSON.stringify(object));
    await this.#run(
      [
        "-n",
        namespace,
        "wait",
        "--for=create",
        "serviceaccount/default",
        "configmap/kube-root-ca.crt",
        "--timeout=60s",
      ],
      signal,
    );
  }

  async perform(step: Step, situation: Situation, signal: AbortSignal): Promise<void> {
    const inNamespace = ["-n", namespaceOf(situation.name)];
    switch (step.type) {
      case "apply": {
        const list = { apiVersion: "v1", kind: "List", items: step.objects };
        await this.#run([...inNamespace, "apply", "-f", "-"], signal, JSON.stringify(list));
        return;
      }
      case "patch": {
        const where = step.subresource === undefined ? [] : ["--subresource", step.subresource];
        // Only a strategic merge adds to the list of ephemeral containers.
        const type = step.subresource === "ephemeralcontainers" ? "strategic" : "merge";
        const change = ["--type", type, "-p", JSON.stringify(step.patch)];
        await this.#run([...inNamespace, "patch", step.target, ...where, ...change], signal);
        return;
      }
      case "delete":
        await this.#run([...inNamespace, "delete", step.target, "--wait=false", ...step.options], signal);
        return;
      case "until":
        await this.#run([...inNamespace, "wait", step.target, `--for=${step.is}`, `--timeout=${waitSeconds}s`], signal);
        return;
      case "pause":
        await wait(step.seconds * 1000, signal);
    }
  }

  /** Removes all that a situation made, also what another run left, and waits until its namespace is gone. */
  async cleanUp(situation: Situation): Promise<void> {
    const namespace = namespaceOf(situation.name);
    const objects = new Map<string, Manifest>();
    for (const object of objectsOf(situation))
      objects.set(`${kindOf(object)}.${groupOf(object)}/${nameOf(object)}`, object);
    for (const [target, object] of objects) {
      const { finalizers } = object["metadata"] as Manifest;
      if (finalizers !== undefined)
        await this.#attempt([
          "-n",
          namespace,
          "patch",
          target,
          "--type",
          "merge",
          "-p",
          '{"metadata":{"finalizers":null}}',
        ]);
    }
    const outside = [...objects].filter(([, object]) => isClusterScoped(kindOf(object))).map(([target]) => target);
    // Before the namespace, which does not go while an API cannot be asked.
    if (outside.length > 0) await this.#attempt(["delete", ...outside, "--ignore-not-found", "--wait=false"]);
    // Without waiting for grace periods, so that the namespace is gone soon.
    const workloads = "deployments,replicasets,statefulsets,daemonsets,cronjobs,jobs,pods";
    await this.#attempt(["-n", namespace, "delete", workloads, "--all", "--force", "--grace-period=0", "--wait=false"]);
    await this.#attempt(["delete", "namespace", namespace, "--ignore-not-found", "--timeout=120s"]);
  }

  async #attempt(args: readonly string[]): Promise<void> {
    await this.#run(args, undefined).catch(() => undefined);
  }

  #run(args: readonly string[], signal: AbortSignal | undefined, input = ""): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn("kubectl", args, {
        env: this.#environment,
        // Ctrl-C is for the recorder, which then still needs kubectl to clean up.
        detached: true,
        ...(signal && { signal }),
      });
      let output = "";
      let errors = "";
      child.stdout.on("data", (part: Buffer) => (output += part.toString()));
      child.stderr.on("data", (part: Buffer) => (errors += part.toString()));
      child.once("error", reject);
      child.once("close", (code) => {
        if (code === 0) resolve(output);
        else reject(new CommandFailed(`kubectl ${args.join(" ")}`, errors || output));
      });
      child.stdin.on("error", () => undefined);
      child.stdin.end(input);
    });
  }
}

const groupOf = (object: Manifest): string => {
  const [group = "", version] = String(object["apiVersion"]).split("/");
  return version === undefined ? "" : `${version}.${group}`;
};

/** Rejects with the signal's reason when it is aborted first. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, ms);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
