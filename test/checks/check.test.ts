import { describe, expect, test } from "vitest";
import {
  check,
  declareStack,
  defaultSettings,
  readSettings,
  undecidedLine,
  type CheckSettings,
} from "../../src/checks";
import { fold, type RaisedBy } from "../../src/checks/fold";
import {
  deployment,
  exempt,
  now,
  object,
  reportOn,
  resourcesOf,
  service,
  unknownStringValue,
  urnOf,
  type Declared,
} from "./stack";

const code = "service-selector-matches-pods";
const wrong = service("web", { app: "wbe" });
const web = deployment("web", { app: "web" });
const said = (stack: readonly Declared[], settings: Partial<CheckSettings> = {}): readonly string[] => {
  const { findings, staleExemptions } = reportOn(stack, settings);
  return [...findings, ...staleExemptions].map((one) => `${one.severity} ${one.code}: ${one.message}`);
};

describe("a finding", () => {
  test("carries what its formats need", () => {
    expect(reportOn([wrong, web]).findings).toEqual([
      {
        code,
        severity: "error",
        certainty: "certain",
        object: { apiVersion: "v1", kind: "Service", namespace: "default", name: "web" },
        path: "spec.selector",
        message: expect.stringContaining("spec.selector is") as unknown,
        remedy: 'selector: { app: "web" }',
        nearest: { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "web", urn: urnOf(web) },
        urn: urnOf(wrong),
      },
    ]);
  });

  test.each<[string, CheckSettings["rules"], readonly Declared[], readonly string[]]>([
    ["has its rule's severity", {}, [wrong, web], ["error"]],
    ["has the severity that is chosen", { [code]: "note" }, [wrong, web], ["note"]],
    ["is a warning where it is only possible", {}, [wrong], ["warning"]],
    ["stays a note where it is only possible and notes are chosen", { [code]: "note" }, [wrong], ["note"]],
    ["is not there when its rule is off", { [code]: "off" }, [wrong, web], []],
  ])("%s", (_, rules, stack, expected) => {
    expect(reportOn(stack, { rules }).findings.map(({ severity }) => severity)).toEqual(expected);
  });

  test.each<[string, CheckSettings["namespaces"], number]>([
    ["is not told of an ignored namespace", { only: [], ignore: ["default"] }, 0],
    ["is told of a namespace that is not ignored", { only: [], ignore: ["prod"] }, 1],
    ["is not told of a namespace that is not asked for", { only: ["prod"], ignore: [] }, 0],
    ["is told of a namespace that is asked for", { only: ["default"], ignore: [] }, 1],
  ])("%s", (_, namespaces, expected) => {
    expect(reportOn([wrong, web], { namespaces }).findings).toHaveLength(expected);
  });
});

describe("an exemption", () => {
  test("keeps a finding from being told, and says why", () => {
    const report = reportOn([exempt(wrong, code, "the operator labels them; until=2026-11-22"), web]);
    expect(report.findings).toEqual([]);
    expect(report.staleExemptions).toEqual([]);
    expect(report.exempted).toMatchObject([
      { finding: { code }, reason: "the operator labels them", until: "2026-11-22" },
    ]);
  });

  const failing = expect.stringMatching(/^error service-selector/) as unknown as string;
  const stale = (why: string): string => `note stale-exemption: the exemption from ${code} ${why}`;
  test.each<[string, Declared, readonly string[]]>([
    ["needs no date", exempt(wrong, code, "known"), []],
    ["counts where its text is not known yet", exempt(wrong, code, unknownStringValue), []],
    ["without a reason does not hold", exempt(wrong, code, ""), [failing, stale("does not hold: it gives no reason")]],
    [
      "with a date alone does not hold",
      exempt(wrong, code, "until=2027-01-31"),
      [failing, stale("does not hold: it gives no reason")],
    ],
    [
      "that is over does not hold",
      exempt(wrong, code, "known; until=2026-11-21"),
      [failing, stale("does not hold: it was only until 2026-11-21")],
    ],
    [
      "until a day that does not exist does not hold",
      exempt(wrong, code, "known; until=2027-02-30"),
      [failing, stale("does not hold: 2027-02-30 is no date; it is written as in until=2027-01-31")],
    ],
    [
      "of another rule does not count",
      exempt(wrong, "service-selector-matches-pod", "known"),
      [
        failing,
        "note stale-exemption: the exemption from service-selector-matches-pod exempts from nothing: there is no such rule",
      ],
    ],
    [
      "from what is right is stale",
      exempt(service("web", { app: "web" }), code, "known"),
      [stale("exempts from nothing: the rule finds nothing here")],
    ],
    [
      "from what cannot be decided is not stale",
      exempt(service("web", { app: unknownStringValue }), code, "known"),
      [],
    ],
  ])("%s", (_, one, expected) => {
    expect(said([one, web])).toEqual(expected);
  });

  test("from a rule that is off is not stale", () => {
    expect(said([exempt(service("web", { app: "web" }), code, "known"), web], { rules: { [code]: "off" } })).toEqual(
      [],
    );
  });

  test("names the code that one could have meant", () => {
    const [note] = reportOn([exempt(wrong, "service-selector-matches-pod", "x"), web]).staleExemptions;
    expect(note?.remedy).toBe('"kubespy.pulumi.com/exempt-service-selector-matches-pods"');
    expect(note?.path).toBe('metadata.annotations["kubespy.pulumi.com/exempt-service-selector-matches-pod"]');
  });
});

describe("what cannot be decided", () => {
  const open = ["a", "b", "c", "d"].map((name) => service(name, { app: unknownStringValue }));
  const lineOf = (onUnknown: CheckSettings["onUnknown"]) =>
    undecidedLine(reportOn([...open, service("web", { app: "web" }), web]), { onUnknown });

  test("is not told by default", () => {
    expect(lineOf(defaultSettings.onUnknown)).toBeUndefined();
  });
  test("is one line when it is wanted", () => {
    expect(lineOf("advise")).toEqual({
      severity: "note",
      message: expect.stringMatching(
        /^4 of \d+ relations cannot be decided: Service a \(the selector's app is not known yet\); Service b .*; Service c .*; 1 more$/,
      ) as unknown,
    });
    expect(lineOf("fail")?.severity).toBe("error");
  });
  test("is nothing where everything is decided", () => {
    expect(undecidedLine(reportOn([wrong, web]), { onUnknown: "fail" })).toBeUndefined();
  });
});

describe("a broken chain", () => {
  const by = (rule: string, scope: "stack" | "object", cause?: string): RaisedBy =>
    ({ rule: { code: rule, scope }, raised: cause === undefined ? {} : { cause } }) as RaisedBy;
  test.each<[string, readonly RaisedBy[], readonly string[]]>([
    ["is told by the first rule that comes upon it", [by("a", "stack", "x"), by("b", "stack", "x")], ["a"]],
    ["is told by the rule that looks at the object alone", [by("a", "stack", "x"), by("b", "object", "x")], ["b"]],
    ["is told once for each cause", [by("a", "stack", "x"), by("b", "stack", "y")], ["a", "b"]],
    ["does not hide what has no cause in common", [by("a", "stack"), by("b", "stack")], ["a", "b"]],
  ])("%s", (_, all, expected) => {
    expect(fold(all).told.map(({ rule }) => rule.code)).toEqual(expected);
  });
});

test("custom kinds have Pods where the settings say so", () => {
  const fleet = object("example.com/v1/Fleet", "web", {
    metadata: { namespace: "default" },
    spec: { fleet: { pods: { metadata: { labels: { app: "web" } } } } },
  });
  const settings = readSettings({ podTemplates: { "example.com/Fleet": ".spec.fleet.pods" } });
  const findings = (selector: string) =>
    check(declareStack(resourcesOf([service("web", { app: selector }), fleet]), settings), { now, settings });
  expect(findings("web")).toMatchObject({ findings: [], undecided: [] });
});
