import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { trafficOf } from "../../src/diagnosis";
import { diagnosisDocument, jsonText } from "../../src/render";
import { replayed } from "../story/replayed";
import { recordingNames, recordingOf, rootsOf } from "../support/recordings";
import { faultsOf } from "./json-schema";
import { diagnosis, pod, scenarios } from "./scenarios";

const schema = JSON.parse(readFileSync(path.resolve(__dirname, "../../schemas/diagnosis-v1.json"), "utf8")) as unknown;

describe("the diagnosis document", () => {
  test.each(Object.entries(scenarios))("of %s is what its schema says", (_, { diagnosis: made }) => {
    expect(faultsOf(schema, JSON.parse(jsonText(diagnosisDocument(made))))).toEqual([]);
  });

  test.each(recordingNames)("of the recording %s, with traffic, is what its schema says", (name) => {
    for (const root of rootsOf(recordingOf(name))) {
      const { last } = replayed(recordingOf(name), root);
      if (last === undefined) throw new Error("nothing was replayed");
      const document = diagnosisDocument(last.diagnosis, trafficOf(last.snapshot, last.snapshot.root, new Date(0)));
      expect(faultsOf(schema, JSON.parse(jsonText({ ...document, time: "2026-01-14T05:07:41.000Z" })))).toEqual([]);
    }
  });

  test("whose schema is broken is found out", () => {
    const document = diagnosisDocument(diagnosis(pod, "Ready", "ready", { outlook: "healthy" }));
    expect(faultsOf(schema, { ...document, verdict: "fine" })).toHaveLength(1);
    expect(faultsOf(schema, { ...document, headline: undefined })).toHaveLength(1);
    expect(
      faultsOf(schema, { ...document, diagnosis: { ...document.diagnosis, because: [{}] } }).length,
    ).toBeGreaterThan(1);
  });
});

describe("JSON for a terminal", () => {
  test("keeps the value and has nothing that a terminal acts on", () => {
    const value = { text: "a\u009b2Jb\u202ec\u200bd\u2028e\u0000f\u{e0041}" };
    const text = jsonText(value);
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e\u200b\u{e0041}]/u);
    expect(JSON.parse(text)).toEqual(value);
  });
});
