import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  deployed,
  deployedService,
  documents,
  exempted,
  ingress,
  list,
  lonelyService,
  plaintextSecret,
  rightService,
  secretValue,
  stackExport,
  values,
  web,
  wrongService,
} from "./check-manifests";
import { ran, type Ran, type Surroundings } from "./terminal-world";

/** `kubespy check` with files that exist nowhere else. */
const checked = (line: string, files: Readonly<Record<string, string>> = {}, around: Surroundings = {}): Promise<Ran> =>
  ran(["check", ...line.split(" ").filter((word) => word !== "")], { files, ...around });

/** The first lines of the findings: file, line, severity, code. */
const found = ({ out }: Ran): readonly string[] =>
  out.split("\n").filter((line) => /^\S+ (?:error|warning|note) [a-z-]+$/.test(line));
const last = ({ out }: Ran): string => out.trimEnd().split("\n").at(-1) ?? "";

const selectorFinding = "web.yaml:10 error service-selector-matches-pods";

describe("the exit code", () => {
  test.each<[string, string, string, number]>([
    ["is 0 where nothing is found", "web.yaml", documents(web, rightService), 0],
    ["is 1 where an error is found", "web.yaml", documents(web, wrongService), 1],
    ["is 0 where only a warning is found", "web.yaml", lonelyService, 0],
    ["is 1 for a warning when it is asked for", "web.yaml --fail-on warning", lonelyService, 1],
    ["is 1 for an error when warnings are asked for", "web.yaml --fail-on warning", documents(web, wrongService), 1],
    ["is 0 for a warning when notes are no matter", "web.yaml --fail-on error", lonelyService, 0],
    ["is 1 for a note when it is asked for", "web.yaml --fail-on note", exempted, 1],
    ["is never 1 when it is not to be", "web.yaml --fail-on never", documents(web, wrongService), 0],
    [
      "is 2 where something cannot be read, whatever is found",
      "web.yaml",
      documents(web, wrongService, "a: b: c\n"),
      2,
    ],
    ["is 2 all the same when findings never fail", "web.yaml --fail-on never", "a: b: c\n", 2],
  ])("%s", async (_, line, text, code) => {
    expect(await checked(line, { "web.yaml": text })).toMatchObject({ code });
  });
});

describe("objects are found in", () => {
  test.each<[string, string, readonly string[], string]>([
    ["several documents", documents(wrongService, web), [selectorFinding], "1 error in 2 objects; "],
    ["a list", list(web, wrongService), ["web.yaml:28 error service-selector-matches-pods"], "1 error in 2 objects; "],
    [
      "a list in a list",
      list(list(web), wrongService),
      ["web.yaml:31 error service-selector-matches-pods"],
      "1 error in 2 objects; ",
    ],
    [
      "a list of a kind whose items don't say what they are",
      `${web}---\napiVersion: v1\nkind: ServiceList\nitems:\n- metadata: { name: web }\n  spec: { selector: { app: wbe } }\n`,
      ["web.yaml:21 error service-selector-matches-pods"],
      "1 error in 2 objects; ",
    ],
    [
      "JSON",
      JSON.stringify(
        { apiVersion: "v1", kind: "Service", metadata: { name: "x" }, spec: { selector: { a: "b" } } },
        null,
        1,
      ),
      ["web.yaml:8 warning service-selector-matches-pods"],
      "1 warning in 1 object; ",
    ],
    [
      "what has a name made for it",
      documents(web, wrongService.replace("name: web", "generateName: web-")),
      ["web.yaml:26 error service-selector-matches-pods"],
      "1 error in 2 objects; ",
    ],
    [
      "line ends of Windows",
      documents(wrongService, web).replaceAll("\n", "\r\n"),
      [selectorFinding],
      "1 error in 2 objects; ",
    ],
    [
      "text with a byte order mark",
      `\ufeff${documents(wrongService, web)}`,
      [selectorFinding],
      "1 error in 2 objects; ",
    ],
  ])("%s", async (_, text, findings, total) => {
    const result = await checked("web.yaml", { "web.yaml": text });
    expect(found(result)).toEqual(findings);
    expect(last(result)).toContain(total);
    expect(result.err).toBe("");
  });

  test("the standard input, which has a name of its own", async () => {
    const result = await checked("-", {}, { stdin: documents(wrongService, web) });
    expect(found(result)).toEqual(["stdin:10 error service-selector-matches-pods"]);
  });

  test("several files, which are taken together", async () => {
    const files = { "a.yaml": web, "b.yaml": ingress, "c.yaml": rightService };
    expect(found(await checked("a.yaml b.yaml", files))).toEqual(["b.yaml:11 warning ingress-backend-exists"]);
    expect(found(await checked("a.yaml b.yaml c.yaml", files))).toEqual(["b.yaml:11 error ingress-backend-exists"]);
  });

  test("one file once, however often it is named", async () => {
    const result = await checked("web.yaml ./web.yaml web.yaml", { "web.yaml": documents(wrongService, web) });
    expect(last(result)).toContain("1 error in 2 objects");
  });

  test.each([
    ["the values of a chart", values],
    ["a kustomization", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [web.yaml]\n"],
    ["a kubeconfig", "apiVersion: v1\nkind: Config\nclusters: []\n"],
    ["a cluster of kind", "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nmetadata: { name: x }\n"],
    ["a list of something", "- a\n- b\n"],
    ["a text", "just a text\n"],
  ])("but not in %s, which is counted", async (_, text) => {
    const result = await checked("web.yaml", { "web.yaml": documents(web, text, rightService) });
    expect(result).toMatchObject({ code: 0, err: "" });
    expect(last(result)).toMatch(/^no findings in 2 objects; .*; 1 document left out, no Kubernetes object$/);
  });

  test("and where there are none, that is said", async () => {
    expect((await checked("web.yaml", { "web.yaml": "# nothing\n" })).out).toBe("no Kubernetes objects found\n");
  });
});

describe("a folder", () => {
  const folder = (files: Readonly<Record<string, string>>): string => {
    const root = mkdtempSync(path.join(tmpdir(), "kubespy-check-"));
    onTestFinished(() => {
      rmSync(root, { recursive: true, force: true });
    });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
    return root;
  };

  test("is searched with all below it, but for what is hidden, installed or no manifest", async () => {
    const root = folder({
      "web.yaml": web,
      "a/b/service.yml": wrongService,
      "a/lonely.json": JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" } }),
      ".git/x.yaml": wrongService,
      "node_modules/x/x.yaml": wrongService,
      ".x.yaml": wrongService,
      "README.md": "# x",
      "x.yaml.bak": "a: b: c",
    });
    symlinkSync(root, path.join(root, "loop"));
    symlinkSync(path.join(root, "web.yaml"), path.join(root, "linked.yaml"));
    const result = await checked(`${root}/`);
    expect(found(result)).toEqual([`${root}/a/b/service.yml:10 error service-selector-matches-pods`]);
    expect(last(result)).toContain("1 error in 3 objects");
    expect(result.err).toMatch(/linked\.yaml:2: Deployment web is declared again at .*web\.yaml:2; the last counts\n$/);
  });

  test("with a kustomization is not built, which is said", async () => {
    const root = folder({ "kustomization.yaml": "resources: [web.yaml]\n", "web.yaml": web });
    expect((await checked(root)).err).toBe(
      `kubespy: ${root}/kustomization.yaml is not built here: kubectl kustomize ${root} | kubespy check -\n`,
    );
  });

  test("without manifests is wrong input", async () => {
    const root = folder({ "README.md": "# x" });
    expect(await checked(root)).toMatchObject({
      code: 2,
      err: `kubespy: cannot read ${root}: the folder has no file that is called *.yaml, *.yml or *.json\n`,
    });
  });

  test("with a link that leads nowhere is told, and hides nothing", async () => {
    const root = folder({ "web.yaml": documents(web, wrongService) });
    symlinkSync(path.join(root, "nowhere"), path.join(root, "gone.yaml"));
    const result = await checked(root);
    expect(result).toMatchObject({ code: 2, err: `kubespy: cannot read ${root}/gone.yaml: there is no such file\n` });
    expect(found(result)).toHaveLength(1);
  });
});

describe("what cannot be read", () => {
  test("is told with file, line and what, after which everything else is shown", async () => {
    const result = await checked("web.yaml nowhere.yaml other.yaml", {
      "web.yaml": documents(web, "metadata:\n  name: {{ .Release.Name }}\n", wrongService),
      "other.yaml": "a:\n\t- b\n",
    });
    expect(result.code).toBe(2);
    expect(result.err.trimEnd().split("\n")).toEqual([
      "kubespy: cannot read web.yaml:18: the name of a field is no text; a template is rendered first: helm template CHART | kubespy check -",
      "kubespy: cannot read nowhere.yaml: there is no such file",
      "kubespy: cannot read other.yaml:2: it is no YAML: tab characters must not be used in indentation",
    ]);
    expect(found(result)).toEqual(["web.yaml:29 error service-selector-matches-pods"]);
    expect(last(result)).toMatch(/^1 error in 2 objects; .*; 3 parts of it cannot be read$/);
  });

  test("a field that stands there twice can be read, and is told", async () => {
    const text = documents(web, rightService.replace("selector:", "selector: { app: wbe }\n  selector:"));
    const result = await checked("web.yaml", { "web.yaml": text });
    expect(result).toMatchObject({
      code: 0,
      err: "kubespy: web.yaml:27: the field selector stands there twice, and kubectl takes the last\n",
    });
  });

  test("ten megabytes can be read", async () => {
    const text = documents(
      web,
      wrongService,
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: big }\ndata:\n${"  k: |\n    x\n".repeat(900_000)}`,
    );
    expect(text.length).toBeGreaterThan(10_000_000);
    const result = await checked("web.yaml", { "web.yaml": text });
    expect(found(result)).toEqual(["web.yaml:26 error service-selector-matches-pods"]);
    expect(result.err.split("\n").length).toBeLessThan(10);
  });
});

describe("of an object that is declared twice", () => {
  test("the last counts, and that is said", async () => {
    const result = await checked("web.yaml", { "web.yaml": documents(web, wrongService, rightService) });
    expect(result).toMatchObject({
      code: 0,
      err: "kubespy: web.yaml:17: Service web is declared again at web.yaml:29; the last counts\n",
    });
    expect(last(result)).toContain("no findings in 2 objects");
  });
  test("two namespaces make two", async () => {
    const other = wrongService.replace("name: web", "name: web\n  namespace: other");
    const result = await checked("web.yaml", { "web.yaml": documents(web, rightService, other) });
    expect(result.err).toBe("");
    expect(found(result)).toHaveLength(1);
  });
});

describe("--namespace", () => {
  const text = documents(web, rightService.replace("name: web", "name: web\n  namespace: prod"));
  test("is where objects go that name none", async () => {
    expect(found(await checked("web.yaml", { "web.yaml": text }))).toHaveLength(1);
    expect(found(await checked("web.yaml -n prod", { "web.yaml": text }))).toEqual([]);
  });
});

describe("--settings", () => {
  const files = (settings: string) => ({ "web.yaml": documents(web, wrongService), "settings.yaml": settings });
  test("choose severities", async () => {
    const settings = "rules: { service-selector-matches-pods: warning }";
    expect(found(await checked("web.yaml --settings settings.yaml", files(settings)))).toEqual([
      "web.yaml:26 warning service-selector-matches-pods",
    ]);
  });
  test.each([
    ["rules: { service-selector: off }", /^kubespy: settings\.yaml: there is no rule "service-selector"/],
    ["rules: {", /^kubespy: cannot read settings\.yaml:1: it is no YAML/],
    ["a: 1\n---\nb: 1", /^kubespy: settings\.yaml has 2 documents; settings are one/],
    ["namespace: x", /there is no option "namespace" \(did you mean namespaces\?\)/],
  ])("%j are wrong input", async (settings, message) => {
    const result = await checked("web.yaml --settings settings.yaml", files(settings));
    expect(result).toMatchObject({ code: 2, out: "" });
    expect(result.err).toMatch(message);
  });
  test.each(["off", '"off"'])("%s is off, though YAML 1.1 takes it for false", async (off) => {
    const settings = `rules: { service-selector-matches-pods: ${off} }`;
    const result = await checked("web.yaml --settings settings.yaml", files(settings));
    expect(result).toMatchObject({ code: 0, err: "" });
    expect(last(result)).toContain("no findings in 2 objects");
  });
  test("that fail on what is not known count", async () => {
    const stack = stackExport(deployed, deployedService({ app: secretValue }));
    const result = await checked("--stack-export s.json --settings settings.yaml", {
      "s.json": stack,
      "settings.yaml": "onUnknown: fail",
    });
    expect(result.code).toBe(1);
    expect(result.out).toMatch(/^error 1 of \d+ relations cannot be decided: Service web \(/m);
  });
});

describe("an exported stack", () => {
  const wrong = stackExport(deployed, deployedService({ app: "wbe" }));
  const finding = "urn:pulumi:dev::app::kubernetes:core/v1:Service::web error service-selector-matches-pods";
  test.each<[string, string, Surroundings]>([
    ["by its option", "--stack-export s.json", {}],
    ["by its option from the standard input", "--stack-export -", { stdin: wrong }],
    ["among files", "s.json", {}],
    ["from the standard input", "-", { stdin: wrong }],
  ])("is known %s", async (_, line, around) => {
    const result = await checked(line, { "s.json": wrong }, around);
    expect(result.code).toBe(1);
    expect(found(result)).toEqual([finding]);
    expect(result.out).toContain("no Pod of this stack has it. Nearest: Deployment web,");
  });

  test.each<[string, string]>([
    ["a secret value is not known", stackExport(deployed, deployedService({ app: secretValue }))],
    ["nor is one in the clear", stackExport(deployed, deployedService({ app: plaintextSecret }))],
    ["nor is a secret map", stackExport(deployed, deployedService(secretValue))],
    [
      "what is looked up is somebody else's",
      stackExport(deployed, deployedService({ app: "wbe" }, { external: true })),
    ],
    ["what is about to be deleted is gone", stackExport(deployed, deployedService({ app: "wbe" }, { delete: true }))],
    ["an empty stack has nothing wrong", JSON.stringify({ version: 3, deployment: { manifest: {} } })],
    ["nor has one that was never deployed", JSON.stringify({ version: 3, deployment: null })],
  ])("%s", async (_, text) => {
    const result = await checked("--stack-export s.json", { "s.json": text });
    expect(result).toMatchObject({ code: 0, err: "" });
    expect(result.out).not.toContain("hunter2");
  });

  test("is judged apart from manifests", async () => {
    const result = await checked("web.yaml --stack-export s.json", {
      "web.yaml": documents(web, wrongService),
      "s.json": wrong,
    });
    expect(found(result)).toEqual(["web.yaml:26 error service-selector-matches-pods", finding]);
    expect(last(result)).toContain("2 errors in 4 objects");
  });

  test.each([
    ["a manifest", web, "cannot read s.json:1: it is no stack; pulumi stack export writes one"],
    ["something broken", "{", "cannot read s.json:1: it is no YAML"],
  ])("is not %s", async (_, text, message) => {
    const result = await checked("--stack-export s.json", { "s.json": text });
    expect(result.code).toBe(2);
    expect(result.err).toContain(message);
  });
});

describe("wrong input is one sentence, and exit code 2", () => {
  test.each([
    ["", "check needs files, folders or - for the standard input: kubespy check k8s/"],
    ["- --stack-export -", "the standard input cannot be both: kubespy check - or --stack-export -"],
    ["x.yaml -o yaml", '-o takes text, json, sarif, junit or github, not "yaml"'],
    ["x.yaml -o sarf", '-o takes text, json, sarif, junit or github, not "sarf": did you mean sarif?'],
    ["x.yaml --fail-on fatal", '--fail-on takes error, warning, note or never, not "fatal"'],
    ["x.yaml --settings nowhere.yaml", "cannot read nowhere.yaml: there is no such file"],
  ])("kubespy check %s", async (line, sentence) => {
    expect(await checked(line, { "x.yaml": web })).toEqual(
      expect.objectContaining({ code: 2, out: "", err: `kubespy: ${sentence}\n` }),
    );
  });
});
