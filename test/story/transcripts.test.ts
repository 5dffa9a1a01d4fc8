import { describe, expect, test } from "vitest";
import { blockExtra } from "../../src/cli/block-extra";
import { clean, renderBlock } from "../../src/render";
import { neighbours } from "../support/neighbours";
import { looksAt, recordingNames, recordingOf, rootsOf, withObjects } from "../support/recordings";
import { replayed, type Replayed } from "./replayed";

/*
 * Everything that was recorded from the real cluster, as it is told: what stands on the row, when,
 * and the verdict at the end. Read them aloud when they change; `vitest -u` writes them.
 */

const heartbeatMs = 15_000;

function transcript(title: string, { told, last }: Replayed): string {
  if (last === undefined) return "";
  const lines = told.map(
    ({ at, telling }) => `${(at / 1000).toFixed(1).padStart(6)} s  ${telling.type.padEnd(8)}  ${clean(telling.line)}`,
  );
  const verdict = renderBlock(last.diagnosis, blockExtra(last.snapshot, new Date(last.now)));
  return [`# ${title}`, "", ...lines, "", verdict, ""].join("\n");
}

const linesOf = ({ told }: Replayed): readonly string[] =>
  told.map(({ at, telling }) => `${String(at)} ${telling.type} ${telling.line}`);

describe("what happened on the real cluster, as it is told", () => {
  test.each(recordingNames)("%s", async (name) => {
    const recording = recordingOf(name);
    const text = rootsOf(recording)
      .map((root) => transcript(`${root.kind} ${root.name}`, replayed(recording, root, { heartbeatMs })))
      .join("\n");
    await expect(text).toMatchFileSnapshot(`../golden/story/${name}.txt`);
  });
});

describe("whatever happens", () => {
  test.each(recordingNames)("%s: somebody else's rollout beside it changes nothing", (name) => {
    const recording = recordingOf(name);
    const crowded = withObjects(recording, neighbours(recording.header.root.namespace ?? "elsewhere"));
    for (const root of rootsOf(recording)) {
      const alone = linesOf(replayed(recording, root, { heartbeatMs }));
      expect(linesOf(replayed(crowded, root, { heartbeatMs }))).toEqual(alone);
    }
  });

  test.each(recordingNames)("%s: no line comes twice in a row but louder, and no line names its own object", (name) => {
    const recording = recordingOf(name);
    for (const root of rootsOf(recording)) {
      const tellings = replayed(recording, root, { heartbeatMs }).told.map(({ telling }) => telling);
      tellings.forEach(({ type, line }, index) => {
        const before = tellings[index - 1];
        if (type !== "problem" || before?.type !== "progress") expect(line).not.toBe(before?.line);
        expect(line.startsWith(`${root.kind} ${root.name}`)).toBe(false);
        expect(line).not.toBe("");
      });
    }
  });

  test.each(recordingNames)("%s: what was told stays told, whatever comes later", (name) => {
    const recording = recordingOf(name);
    const { root } = recording.header;
    const whole = linesOf(replayed(recording, root));
    const lengths = [...looksAt(recording, root)].map(({ entries }) => entries);
    for (let index = 1; index < lengths.length; index += Math.max(3, Math.floor(lengths.length / 8))) {
      const part = linesOf(replayed({ ...recording, entries: recording.entries.slice(0, lengths[index]) }, root));
      expect(part).toEqual(whole.slice(0, part.length));
    }
  });
});
