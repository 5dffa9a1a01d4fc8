import { describe, expect, test } from "vitest";
import { rules } from "../../src/checks";
import { documents, exempted, ingress, lonelyService, values, web, wrongService } from "./check-manifests";
import { ran } from "./terminal-world";

/* What people and machines read. Every file is read aloud when it changes: `vitest -u` writes it. */

const files = {
  "k8s/web.yaml": documents(web, wrongService),
  "k8s/edge.yaml": documents(ingress, exempted, lonelyService),
  "k8s/values.yaml": values,
  "k8s/broken.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n\tname: x\n",
};
/** The rules that the pictures show: others come and go. */
const shown: ReadonlySet<string> = new Set([
  "ingress-backend-exists",
  "service-selector-matches-pods",
  "service-target-port-exists",
  "selector-invalid",
]);
const settings = JSON.stringify({
  rules: Object.fromEntries(rules.filter(({ code }) => !shown.has(code)).map(({ code }) => [code, "off"])),
});
const line = ["check", ...Object.keys(files), "--settings", "settings.json"];
const all = { ...files, "settings.json": settings };

describe("the output", () => {
  test.each([
    ["text", "txt"],
    ["json", "json"],
    ["sarif", "sarif"],
    ["junit", "xml"],
    ["github", "txt"],
  ])("as %s", async (format, extension) => {
    const { code, out, err } = await ran([...line, "-o", format], { files: all });
    expect(code).toBe(2);
    expect(err).toBe(
      "kubespy: cannot read k8s/broken.yaml:4: it is no YAML: tab characters must not be used in indentation\n",
    );
    await expect(out).toMatchFileSnapshot(`../golden/check/${format}.${extension}`);
  });

  test("has colours on a terminal only", async () => {
    const around = { files: all, isTerminal: true, env: { TERM: "xterm" } };
    expect((await ran(line, around)).out).toContain("\u001b[31merror\u001b[39m");
    for (const env of [{ TERM: "dumb" }, { TERM: "xterm", NO_COLOR: "1" }])
      expect((await ran(line, { ...around, env })).out).not.toContain("\u001b");
    expect((await ran(line, { files: all, env: { TERM: "xterm" } })).out).not.toContain("\u001b");
  });

  test("of nothing is nothing in a workflow", async () => {
    expect((await ran(["check", "a.yaml", "-o", "github"], { files: { "a.yaml": web } })).out).toBe("");
  });
});
