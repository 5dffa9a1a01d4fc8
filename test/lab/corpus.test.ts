import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { followedKinds, objectsOf, rootApiVersion } from "../../lab/recorded-kinds.ts";
import { situations, topics } from "../../lab/situations/index.ts";
import { namespaceOf } from "../../lab/situations/situation.ts";
import { faultsOf } from "../render/json-schema";
import { recordingNames } from "../support/recordings";

const repository = path.resolve(__dirname, "../..");
const fileOf = (name: string): string => path.join(repository, `test/fixtures/recordings/${name}.ndjson`);
const names = situations.map(({ name }) => name);
const rowsOf = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");

/** The page that lists them all. */
function page(): string {
  const mebibytes = names.reduce((sum, name) => sum + statSync(fileOf(name)).size, 0) / 2 ** 20;
  const tables = Object.entries(topics).map(([topic, list]) => {
    const rows = list.map(
      ({ name, shows, byHand }) => `| ${name} | ${shows}${byHand === undefined ? "" : ` (by hand: ${byHand})`} |`,
    );
    return `## ${topic}\n\n| recording | what it shows |\n|---|---|\n${rows.join("\n")}`;
  });
  return `${[
    "# The corpus",
    `What is said of a rollout is written against what a cluster really says. ${names.length} situations were made to happen on the lab's cluster (Kubernetes 1.34.4, kubelet and containerd, one node) and recorded, each in a namespace of its own: \`test/fixtures/recordings/NAME.ndjson\`, ${mebibytes.toFixed(0)} MiB in all. They are recordings as \`kubespy record\` makes them (\`schemas/recording-v1.json\`), so \`kubespy why test/fixtures/recordings/crash.ndjson\` says what is wrong.`,
    "A situation is an entry in `lab/situations`: what it shows, the objects, what is done to them, how long it is watched. `npm run record -- NAME` makes it happen again on the lab and writes its recording anew; without a name, all of them (about half an hour); `--use-current` takes the cluster that kubectl uses. Names of Pods, addresses and times differ from run to run, so the golden files change with a recording: `npm test -- -u`, then read the difference.",
    "Of every recording `test/golden/diagnosis` has the headline over time and the verdict at its end, as text and as JSON, and `test/golden/story` what is told of it live. Beside that the tests hold for each: every prefix has a diagnosis, the order in which objects are seen makes no difference at the end, somebody else's rollout beside it changes nothing, no trouble comes and goes within two seconds.",
    "A recording follows the six kinds that `kubespy record` follows, those that the situation makes, and those that explain them (`lab/recorded-kinds.ts`). Of kinds without a namespace it has the situation's own objects, and of Nodes all. It has no values of Secrets and no managedFields; a change in which nothing changed but the version is left out; fields are in one order; its last line says until when it was watched. Several nodes, load balancers of a cloud and GPUs are not in it: the lab has none.",
    ...tables,
  ].join("\n\n")}\n`;
}

describe("the situations", () => {
  test("each has a name of its own and a sentence", () => {
    expect(new Set(names).size).toBe(names.length);
    for (const { name, shows } of situations) {
      expect(name).toMatch(/^[a-z][a-z0-9-]*[a-z0-9]$/);
      expect(namespaceOf(name).length, name).toBeLessThanOrEqual(63);
      expect(shows).toMatch(/^[A-Z].*[^.]$/);
    }
  });
  test("follow kinds that are known, their root among them", () => {
    for (const situation of situations) {
      expect(followedKinds(situation).map(({ kind }) => kind)).toContain(situation.root.kind);
      expect(rootApiVersion(situation), situation.name).not.toBe("");
    }
  });
  test("make no object with a namespace, which is theirs, nor a Secret's values", () => {
    for (const object of situations.flatMap(objectsOf)) {
      expect(object["metadata"]).not.toHaveProperty("namespace");
      expect(object["kind"]).not.toBe("Secret");
    }
  });
  test("are all recorded, and nothing else is", () => {
    expect(recordingNames).toEqual([...names].sort());
  });
  test("are listed in docs/corpus.md", async () => {
    await expect(page()).toMatchFileSnapshot(path.join(repository, "docs/corpus.md"));
  });
});

describe("the recordings", () => {
  const schema = JSON.parse(readFileSync(path.join(repository, "schemas/recording-v1.json"), "utf8")) as unknown;
  test.each(recordingNames)("%s is what its schema says, in the order of time, without secrets", (name) => {
    const text = readFileSync(fileOf(name), "utf8");
    let last = "";
    for (const row of rowsOf(text)) {
      const line = JSON.parse(row) as { readonly time?: string; readonly started?: string };
      expect(faultsOf(schema, line)).toEqual([]);
      const time = line.time ?? line.started ?? "";
      expect(time >= last).toBe(true);
      last = time;
    }
    expect(text).not.toMatch(/"managedFields"|"stringData"|eyJhbGciOi|PRIVATE KEY/);
  });
  test("are together no larger than a repository can bear", () => {
    const bytes = recordingNames.reduce((sum, name) => sum + statSync(fileOf(name)).size, 0);
    expect(bytes).toBeLessThan(14 * 2 ** 20);
  });
});
