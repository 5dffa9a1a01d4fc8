import { describe, expect, test } from "vitest";
import type { Machine } from "../../lab/machine.ts";
import { isStatic, mayMakeNamespaces } from "../../lab/machine.ts";
import { buildRequirements, clusterRequirements, packagesFor } from "../../lab/requirements.ts";

const fine: Machine = {
  os: "linux",
  root: true,
  namespaces: true,
  go: "1.26.0",
  goProblem: undefined,
  apt: true,
  missing: [],
  free: 50e9,
};

/** What each lack makes the lab say, word for word: the sentence is all that the user sees. */
const sentences: readonly (readonly [string, Partial<Machine>])[] = [
  ["macOS", { os: "darwin" }],
  ["Windows", { os: "win32" }],
  ["not root", { root: false }],
  ["root in an unprivileged container", { namespaces: false }],
  ["one program missing, no apt-get", { missing: ["etcd"], apt: false }],
  ["several programs missing, no apt-get", { missing: ["etcd", "CNI plugins", "a static busybox"], apt: false }],
];

describe("a machine that cannot run the cluster says why and what to do instead", () => {
  test.each(sentences)("%s", async (name, lack) => {
    const said = clusterRequirements({ ...fine, ...lack });
    expect(said).toHaveLength(1);
    await expect(`${said[0]}\n`).toMatchFileSnapshot(`../golden/lab/cluster-${name.replace(/\W+/g, "-")}.txt`);
  });

  test("one that can says nothing, even if packages have to be installed", () => {
    expect(clusterRequirements(fine)).toEqual([]);
    expect(clusterRequirements({ ...fine, missing: ["etcd"] })).toEqual([]);
  });
});

describe("a machine that cannot build says why and what to do instead", () => {
  test.each<readonly [string, Partial<Machine>]>([
    ["no Go", { go: undefined }],
    ["Go too old", { go: "1.19.8", goProblem: "go: errors parsing go.mod" }],
    [
      "a toolchain that cannot be fetched",
      { go: "1.22.1", goProblem: "go.mod requires go >= 1.26.0 (running go 1.22.1; GOTOOLCHAIN=local)" },
    ],
    ["disk nearly full", { free: 9_340_000_000 }],
  ])("%s", async (name, lack) => {
    const said = buildRequirements({ ...fine, ...lack }, "/home/ada/.cache/pulumi-kubespy/lab");
    expect(said).toHaveLength(1);
    await expect(`${said[0]}\n`).toMatchFileSnapshot(`../golden/lab/build-${name.replace(/\W+/g, "-")}.txt`);
  });

  test("one that can says nothing", () => {
    expect(buildRequirements(fine, "/x")).toEqual([]);
  });
});

test("packages are named once however many of their programs are missing", () => {
  expect(packagesFor(["containerd", "ctr", "etcd", "unheard-of"])).toEqual(["containerd", "etcd-server"]);
});

test.each([
  ["root", "CapEff:\t000001ffffffffff", true],
  ["root without CAP_SYS_RESOURCE", "CapEff:\t000001fffeffffff", true],
  ["a container without CAP_SYS_ADMIN", "CapEff:\t00000000a80435fb", false],
  ["a user", "CapEff:\t0000000000000000", false],
  ["nothing known", "", false],
])("may namespaces be made? %s", (_, status, may) => {
  expect(mayMakeNamespaces(`Name:\tnode\n${status}\n`)).toBe(may);
});

test("a program that needs libraries is told from one that does not", () => {
  // Node links the system's C library; a text file is no program at all.
  if (process.platform === "linux") expect(isStatic(process.execPath)).toBe(false);
  expect(isStatic(__filename)).toBe(false);
});
