import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exportLines, labEnvironment } from "../../lab/environment.ts";
import { labFolder, labHome } from "../../lab/home.ts";
import { atLeast } from "../../lab/versions.ts";

test.each([
  ["its own variable first", { KUBESPY_LAB_HOME: "/data/lab", XDG_CACHE_HOME: "/caches" }, "/data/lab"],
  ["then the user's cache folder", { XDG_CACHE_HOME: "/caches" }, "/caches/pulumi-kubespy/lab"],
  ["then the usual one", {}, "/home/ada/.cache/pulumi-kubespy/lab"],
  ["an empty variable does not count", { KUBESPY_LAB_HOME: "" }, "/home/ada/.cache/pulumi-kubespy/lab"],
])("where the lab lies: %s", (_, env, folder) => {
  expect(labFolder(env, "/home/ada")).toBe(folder);
});

test("the usual lab has plain names", () => {
  expect(labHome("/home/ada/.cache/pulumi-kubespy/lab", "/home/ada").identity).toEqual({
    name: "kubespy-lab",
    veth: "kspy0",
    hostAddress: "10.231.0.1",
    nodeAddress: "10.231.0.2",
  });
});

test("labs in other folders share neither names nor networks, with the usual one or each other", () => {
  const identities = Array.from({ length: 12 }, (_, i) => labHome(`/data/lab-${i}`, "/home/ada").identity);
  identities.push(labHome("/home/ada/.cache/pulumi-kubespy/lab", "/home/ada").identity);
  for (const key of ["name", "veth", "hostAddress", "nodeAddress"] as const) {
    expect(new Set(identities.map((identity) => identity[key])).size).toBe(identities.length);
  }
});

test("a lab's two addresses are the two of one /30 in 10.231.0.0/16, and its interface's name fits the kernel", () => {
  for (let i = 0; i < 500; i += 1) {
    const { hostAddress, nodeAddress, veth } = labHome(`/data/${i}`, "/home/ada").identity;
    const number = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    expect(hostAddress).toMatch(/^10\.231\.\d+\.\d+$/);
    expect(number(nodeAddress)).toBe(number(hostAddress) + 1);
    expect(number(hostAddress) % 4).toBe(1);
    expect(veth.length).toBeLessThanOrEqual(15);
  }
});

test("the environment puts the lab's programs first, keeps the user's Pulumi out, and makes the state folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "kubespy-home-"));
  const home = labHome(folder);
  const environment = labEnvironment(home, { path: `/usr/bin:${home.bin}` });
  expect(environment["PATH"]?.split(":")).toEqual([home.bin, join(process.execPath, ".."), "/usr/bin"]);
  expect(environment["KUBECONFIG"]).toBe(join(folder, "run/kubeconfig"));
  expect(environment["PULUMI_HOME"]).toBe(join(folder, "pulumi-home"));
  expect(environment["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"]).toBe("true");
  expect(statSync(environment["PULUMI_BACKEND_URL"]!.replace("file://", "")).isDirectory()).toBe(true);
  rmSync(folder, { recursive: true });
});

test("a pulumi of the machine stays before the lab's, and may fetch its own plugins", () => {
  const folder = mkdtempSync(join(tmpdir(), "kubespy-home-"));
  const home = labHome(folder);
  const environment = labEnvironment(home, { path: "/opt/pulumi", pulumi: "machine", useCurrent: true });
  expect(environment["PATH"]?.split(":")).toEqual([join(process.execPath, ".."), "/opt/pulumi", home.bin]);
  expect(environment).not.toHaveProperty("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION");
  expect(environment).not.toHaveProperty("KUBECONFIG");
  rmSync(folder, { recursive: true });
});

test("values are quoted for the shell", () => {
  expect(exportLines({ A: "it's a b" })).toBe("export A='it'\\''s a b'\n");
});

test.each([
  ["3.259.0", "3.245.0", true],
  ["v3.245.0", "3.245.0", true],
  ["3.99.1", "3.245.0", false],
  ["3.245", "3.245.0", true],
  ["4.0.0-alpha.1", "3.245.0", true],
  ["1.26rc1", "1.26.0", true],
  ["nonsense", "3.245.0", false],
])("%s is at least %s: %s", (version, oldest, enough) => {
  expect(atLeast(version, oldest)).toBe(enough);
});
