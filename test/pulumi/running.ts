import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFailed, onTestFinished, vi } from "vitest";
import { FakeEngine, type Script } from "../support/fake-engine";
import { StubApiServer, type StubKubeconfig, type StubOptions } from "../support/stub-api-server";

// A program takes a second to start, on a busy machine many; what is measured is measured in the run.
vi.setConfig({ testTimeout: 60_000 });

/** A stub API server that is gone when the test is over. */
export async function startCluster(options: StubOptions = {}): Promise<StubApiServer> {
  const stub = await StubApiServer.start(options);
  onTestFinished(() => stub.close());
  return stub;
}

/** A file that is gone when the test is over. */
export function temporaryFile(name: string, contents: string): string {
  const folder = mkdtempSync(join(tmpdir(), "kubespy-unit-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, name);
  writeFileSync(file, contents);
  return file;
}

export function kubeconfigFile(stub: StubApiServer, about: StubKubeconfig = {}): string {
  return temporaryFile("kubeconfig", stub.kubeconfig(about));
}

/** Runs a program against a fake engine; its default cluster is the stub. The program is gone when the test is over. */
export function runProgram(stub: StubApiServer | undefined, script: Script): FakeEngine {
  const kubeconfig = stub === undefined ? {} : { KUBECONFIG: kubeconfigFile(stub) };
  const engine = new FakeEngine({ ...script, env: { ...kubeconfig, ...script.env } });
  onTestFinished(() => {
    engine.kill();
  });
  onTestFailed(() => {
    console.log(engine.events.told());
  });
  return engine;
}

/** The ends of the URNs that unit-web registers. */
export const deployment = "kubernetes:apps/v1:Deployment::web";
export const service = "kubernetes:core/v1:Service::web";
/** The end of the stack's own row: a log without a URN. */
export const isOnStack = (log: { readonly urn: string }): boolean => log.urn === "";

/**
 * How much longer things take than on a machine that does nothing else: 1 on an idle one. Promises
 * about time are made for programs that get to run.
 */
export function slowness(): number {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  const busyMs = 40;
  for (let used = 0; used < busyMs * 1000;) {
    const { user, system } = process.cpuUsage(cpu);
    used = user + system;
  }
  return Math.max(1, (performance.now() - wall) / busyMs);
}
