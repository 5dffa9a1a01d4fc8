import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";

/** What each folder of src/ may import: other folders, then packages. "node:" stands for Node.js itself. */
const allowed: Readonly<Record<string, { readonly folders: readonly string[]; readonly packages: readonly string[] }>> =
  {
    objects: { folders: [], packages: [] },
    wiring: { folders: ["objects"], packages: [] },
    diagnosis: { folders: ["objects", "wiring"], packages: [] },
    story: { folders: ["objects", "diagnosis"], packages: [] },
    render: { folders: ["objects", "diagnosis", "story"], packages: [] },
    watch: { folders: ["objects", "diagnosis"], packages: ["@kubernetes/client-node", "js-yaml", "node:"] },
    logs: { folders: ["objects", "diagnosis", "render", "watch"], packages: [] },
    pulumi: {
      folders: ["objects", "wiring", "diagnosis", "story", "render", "watch", "logs", "checks"],
      packages: ["@pulumi/pulumi", "@pulumi/kubernetes", "node:"],
    },
    gate: {
      folders: ["objects", "wiring", "diagnosis", "story", "render", "watch", "logs", "pulumi"],
      packages: ["@pulumi/pulumi", "node:"],
    },
    checks: { folders: ["objects", "wiring", "render"], packages: [] },
    policy: { folders: ["objects", "wiring", "checks", "render"], packages: ["@pulumi/policy"] },
    cli: {
      folders: ["objects", "wiring", "diagnosis", "story", "render", "watch", "logs", "checks", "policy"],
      packages: ["node:", "js-yaml"],
    },
  };

const src = path.resolve(__dirname, "../src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
const importsOf = (file: string): readonly string[] =>
  ts
    .preProcessFile(readFileSync(path.join(src, file), "utf8"), true, true)
    .importedFiles.map(({ fileName }) => fileName);

const packageOf = (specifier: string): string =>
  specifier.startsWith("node:")
    ? "node:"
    : specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/");

describe("what each folder imports", () => {
  test.each(files.filter((file) => file.includes(path.sep)))("%s", (file) => {
    const folder = file.split(path.sep)[0] ?? "";
    const rule = allowed[folder];
    expect(rule, `src/${folder}/ has no row in the table`).toBeDefined();
    for (const specifier of importsOf(file)) {
      if (specifier.startsWith(".")) {
        const target = path.relative(src, path.resolve(src, path.dirname(file), specifier)).split(path.sep)[0] ?? "";
        expect([folder, ...(rule?.folders ?? [])], specifier).toContain(target);
      } else {
        expect(rule?.packages, specifier).toContain(packageOf(specifier));
      }
    }
  });
});

describe("what stays out of the public declarations", () => {
  test("only one file knows the Kubernetes client", () => {
    const users = files.filter((file) =>
      importsOf(file).some((specifier) => specifier.startsWith("@kubernetes/client-node")),
    );
    expect(users.length).toBeLessThanOrEqual(1);
  });
});

describe("what the files are called", () => {
  test.each(files)("%s is kebab-case and no catch-all", (file) => {
    const name = path.basename(file, ".ts");
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(name).not.toMatch(/util|helper|manager|common|misc/);
  });
});

describe("how long the files are", () => {
  test.each(files)("%s has at most 400 lines", (file) => {
    expect(readFileSync(path.join(src, file), "utf8").split("\n").length).toBeLessThanOrEqual(401);
  });
});
