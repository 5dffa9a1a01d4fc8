import { describe, expect, test } from "vitest";
import { deepestCause, linksOf, sentenceOf } from "../../src/story";
import { clausesOf, isSaid, withoutSaid, wordsOf } from "../../src/story/said";
import { onItsWay, state, trouble } from "./telling-over-time";
import type { Diagnosis } from "../../src/diagnosis";

const service = { apiVersion: "v1", kind: "Service", namespace: "prod", name: "web" };
const chained = (...messages: readonly string[]): Diagnosis => {
  const [first = "", ...rest] = messages;
  return state("may-heal", "NoReadyEndpoints", first, {
    object: service,
    because: rest.length === 0 ? [] : [chained(...rest)],
  });
};

describe("the because-chain without repetitions", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      "keeps what differs",
      ["no ready endpoints", "2 of 2 Pods crash", "container web exited 3"],
      ["no ready endpoints", "2 of 2 Pods crash", "container web exited 3"],
    ],
    [
      "leaves out a deeper object that only repeats",
      ["2 of 2 Pods crash: container web exited 3", "container web exits 3"],
      ["2 of 2 Pods crash: container web exited 3"],
    ],
    [
      "leaves out between root and cause what the cause says better",
      ["no traffic", "2 of 2 Pods crash: container web exits 3", 'container web exited 3, 4 times: "panic"'],
      ["no traffic", "2 of 2 Pods crash", 'container web exited 3, 4 times: "panic"'],
    ],
    [
      "leaves out the other half of a count",
      ["0 of 2 Pods ready", "2 of 2 Pods not ready", "readiness GET / → 404"],
      ["0 of 2 Pods ready", "readiness GET / → 404"],
    ],
    [
      "keeps a count that says more",
      ["0 of 3 Pods ready", "2 of 3 Pods not ready", "readiness GET / → 404"],
      ["0 of 3 Pods ready", "2 of 3 Pods not ready", "readiness GET / → 404"],
    ],
  ])("%s", (_, messages, expected) => {
    expect(linksOf(chained(...messages)).map(({ message }) => message)).toEqual(expected);
  });

  test("ends at what is over in a moment", () => {
    const cause = state("waiting", "NotObserved", "generation 1 not observed yet");
    expect(linksOf(state("waiting", "NoPodsYet", "no Pod has app=web yet", { because: [cause] }))).toHaveLength(1);
  });

  test("does not follow a circle", () => {
    const circle = { ...state("may-heal", "PodsNotReady", "a") };
    (circle as { because: readonly Diagnosis[] }).because = [circle];
    expect(deepestCause(circle)).toBe(circle);
  });
});

describe("the sentence of a row", () => {
  test.each<[string, Diagnosis, string]>([
    ["counts once", trouble("CrashLoopBackOff", "container web exited 3"), "2 of 2 Pods crash: container web exited 3"],
    [
      "says who the rest are only where that is not clear",
      onItsWay("0 of 2 Pods ready", "2 of 2 Pods: pulling web:1"),
      "0 of 2 Pods ready; pulling web:1",
    ],
    [
      "says which of them it speaks of",
      onItsWay("0 of 2 Pods ready", "1 of 2 Pods: pulling web:1"),
      "0 of 2 Pods ready; 1 of 2 Pods: pulling web:1",
    ],
    [
      "says once that they are the new ones",
      onItsWay("0 of 2 new Pods ready", "1 of 2 new Pods: pulling web:1"),
      "0 of 2 new Pods ready; 1 of 2 Pods: pulling web:1",
    ],
    [
      "says that those who fail are the new ones",
      trouble("CrashLoopBackOff", "container web exited 3", "1 of 2 new Pods crashes"),
      "1 of 2 new Pods crashes: container web exited 3",
    ],
    [
      "joins a thing and its name",
      trouble("SecretNotFound", "volume tls: Secret web-tls does not exist", "2 of 2 Pods cannot mount a volume"),
      "2 of 2 Pods cannot mount volume tls: Secret web-tls does not exist",
    ],
    [
      "says a thing once",
      trouble("ImageNotFound", "image web:1 does not exist", "2 of 2 Pods cannot pull an image"),
      "2 of 2 Pods cannot pull an image: web:1 does not exist",
    ],
    [
      "names objects that people wrote",
      state("suspended", "NoPodsYet", "no Pod yet", {
        object: service,
        because: [state("suspended", "Paused", "paused")],
      }),
      "no Pod yet: Deployment web paused",
    ],
    [
      "does not name the root again",
      state("unknown", "RollingOut", "0 of 2 Pods ready", {
        because: [state("unknown", "NotVisible", "Pods cannot be seen")],
      }),
      "0 of 2 Pods ready: Pods cannot be seen",
    ],
  ])("%s", (_, diagnosis, expected) => {
    expect(sentenceOf(diagnosis)).toBe(expected);
  });
});

describe("clauses", () => {
  test.each([
    ["a: b; c, d", ["a", ": b", "; c", ", d"]],
    ['exited 3: "one: two, three"; four', ["exited 3", ': "one: two, three"', "; four"]],
    [
      "quota leaves 20m (80m of 100m, used), the Pod wants 80m",
      ["quota leaves 20m", " (80m of 100m, used)", ", the Pod wants 80m"],
    ],
    ["GET http://web:80/a → 404", ["GET http://web:80/a → 404"]],
    ['"never closed: a', ['"never closed: a']],
    ["", [""]],
  ])("of %s", (sentence, expected) => {
    expect(clausesOf(sentence)).toEqual(expected);
    expect(clausesOf(sentence).join("")).toBe(sentence);
  });
});

describe("what is said already", () => {
  test("does not depend on the endings of words", () => {
    expect(isSaid("container web exits 3", wordsOf("the container web exited 3, 4 times"))).toBe(true);
    expect(isSaid("container web exits 4", wordsOf("the container web exited 3"))).toBe(false);
  });
  test("ready is not readiness", () => {
    expect(isSaid("1 of 2 Pods ready", wordsOf("1 of 2 Pods: readiness GET / not passed yet"))).toBe(false);
  });
  test("is left out clause by clause", () => {
    expect(withoutSaid("2 of 2 Pods crash: container web exits 3", wordsOf("container web exited 3"))).toBe(
      "2 of 2 Pods crash",
    );
    expect(withoutSaid("container web exits 3", wordsOf("container web exited 3"))).toBe("");
  });
});
