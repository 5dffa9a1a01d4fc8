import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "./home.ts";
import { missingPrograms } from "./machine.ts";
import type { Step } from "./progress.ts";
import { packagesFor } from "./requirements.ts";
import { attempt, runLogged } from "./run.ts";

/** Packages that bring a service. The lab runs its own; the machine's must not start at the next boot. */
const services: Readonly<Record<string, string>> = { "etcd-server": "etcd", containerd: "containerd" };

export const packagesLog = (home: Home): string => join(home.log, "apt-get.log");

/** Installs the system packages that are missing. Gives their names. */
export async function installPackages(home: Home, report: (step: Step) => void): Promise<string[]> {
  const names = packagesFor(missingPrograms());
  if (names.length === 0) return [];
  report({ text: `installing ${names.join(", ")}` });
  // Keeps systemd from starting the services that the packages bring.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", SYSTEMD_OFFLINE: "1" };
  const apt = (...args: string[]): Promise<string> =>
    runLogged("apt-get", ["-q", ...args], packagesLog(home), () => undefined, { env });
  const install = (): Promise<string> => apt("install", "--yes", "--no-install-recommends", ...names);
  try {
    await install();
  } catch {
    // The lists are old, or were never fetched.
    await apt("update");
    await install();
  }
  if (existsSync("/run/systemd/system")) {
    for (const name of names) if (services[name]) await attempt("systemctl", ["disable", services[name]]);
  }
  return names;
}
