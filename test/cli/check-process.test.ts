import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compilePrograms } from "../support/fake-engine-program";
import { documents, web, wrongService } from "./check-manifests";

/* kubespy check as a process of its own: real files, a real standard input, real exit codes. */

let folder = "";
let main = "";
beforeAll(() => {
  main = path.join(compilePrograms(), "src/cli/main.js");
  folder = mkdtempSync(path.join(tmpdir(), "kubespy-check-"));
  writeFileSync(path.join(folder, "web.yaml"), documents(web, wrongService));
  writeFileSync(
    path.join(folder, "picture.yaml"),
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0xff]),
  );
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const check = (argv: readonly string[], input = ""): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [main, "check", ...argv], { cwd: folder, encoding: "utf8", input });

describe("kubespy check as a process", () => {
  test("reads files, and ends with 1 for an error", () => {
    const { status, stdout, stderr } = check(["web.yaml"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toContain("web.yaml:26 error service-selector-matches-pods\n  Service web: ");
  });

  test("reads a folder, and ends with 2 for a file that is no text", () => {
    const { status, stdout, stderr } = check(["."]);
    expect(status).toBe(2);
    expect(stderr).toBe('kubespy: cannot read picture.yaml:2: it is no text: character "\\u001a" stands in it\n');
    expect(stdout).toContain("web.yaml:26 error service-selector-matches-pods\n");
  });

  test("reads the standard input, empty or not", () => {
    expect(check(["-"], documents(wrongService, web)).stdout).toContain("stdin:10 error ");
    expect(check(["-"])).toMatchObject({ status: 0, stdout: "no Kubernetes objects found\n", stderr: "" });
  });

  test("writes JSON to the last byte, however much it is", () => {
    const many = Array.from({ length: 2000 }, (_, index) => wrongService.replace("name: web", `name: web-${index}`));
    const { status, stdout } = check(["-", "-o", "json"], documents(web, ...many));
    expect(status).toBe(1);
    expect((JSON.parse(stdout) as { readonly findings: readonly unknown[] }).findings).toHaveLength(2000);
  });

  test("refuses what it does not know", () => {
    expect(check(["web.yaml", "--fix"])).toMatchObject({
      status: 2,
      stdout: "",
      stderr:
        "kubespy: check has no option --fix: it has --output, --fail-on, --namespace, --settings and --stack-export\n",
    });
  });
});
