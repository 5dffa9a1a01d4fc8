import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = path.resolve(__dirname, "..");
let consumer = "";

/** Every block of TypeScript in the pages that people copy from, each as a file of its own. */
const documented = ["README.md", ...markdownIn("docs")].flatMap((page) =>
  [...readFileSync(path.join(root, page), "utf8").matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""], index) => ({
    file: `${page.replace(/[^A-Za-z0-9]+/g, "-")}-${String(index + 1)}.ts`,
    code: `${code}\nexport {};\n`,
  })),
);

function markdownIn(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => path.join(folder, file));
}

/** Packs the package as npm would and puts it into a fresh project, with the packages that it expects beside it. */
beforeAll(() => {
  consumer = mkdtempSync(path.join(tmpdir(), "kubespy-consumer-"));
  const packed = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", consumer], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  ) as readonly { readonly filename: string }[];
  const target = path.join(consumer, "node_modules", "pulumi-kubespy");
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", path.join(consumer, packed[0]?.filename ?? ""), "-C", target, "--strip-components=1"]);
  // Everything that an installation would bring, but not the package itself.
  for (const scope of ["@pulumi", "@types", "@grpc", "@kubernetes", "@opentelemetry", "@protobufjs", "@js-sdsl"]) {
    symlinkSync(path.join(root, "node_modules", scope), path.join(consumer, "node_modules", scope));
  }
  for (const name of ["google-protobuf", "undici-types", "js-yaml", "typescript", "semver"]) {
    symlinkSync(path.join(root, "node_modules", name), path.join(consumer, "node_modules", name));
  }
  cpSync(path.join(__dirname, "programs", "consumer.ts"), path.join(consumer, "index.ts"));
  for (const { file, code } of documented) writeFileSync(path.join(consumer, file), code);
}, 120_000);

afterAll(() => {
  rmSync(consumer, { recursive: true, force: true });
});

const settings = [
  { name: "nodenext", module: "nodenext", moduleResolution: "nodenext" },
  { name: "commonjs with node10 resolution", module: "commonjs", moduleResolution: "node10" },
] as const;

describe("the package in somebody's project", () => {
  test.each(settings)(
    "its types, and what the documentation shows of it, compile without skipLibCheck ($name)",
    ({ module, moduleResolution }) => {
      const compilerOptions = {
        target: "ES2022",
        module,
        moduleResolution,
        strict: true,
        skipLibCheck: false,
        noEmit: true,
        types: ["node"],
      };
      writeFileSync(
        path.join(consumer, "tsconfig.json"),
        JSON.stringify({ compilerOptions, files: ["index.ts", ...documented.map(({ file }) => file)] }),
      );
      const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
      const errors = compile(tsc, consumer);
      expect(errors).toBe("");
    },
    120_000,
  );

  test("the documentation shows how to use it", () => {
    expect(documented.map(({ file }) => file)).toContain("README-md-1.ts");
  });

  test("loading it loads neither the Kubernetes client nor @pulumi/kubernetes", () => {
    const script = `require("pulumi-kubespy"); console.log(JSON.stringify(Object.keys(require.cache)))`;
    const loaded = execFileSync(process.execPath, ["-e", script], { cwd: consumer, encoding: "utf8" });
    expect(loaded).not.toContain("client-node");
    expect(loaded).not.toContain("@pulumi/kubernetes/");
  });

  test("it carries what it names and none of the tests", () => {
    const folder = path.join(consumer, "node_modules", "pulumi-kubespy");
    const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
      readonly bin: Readonly<Record<string, string>>;
    };
    const help = execFileSync(process.execPath, [path.join(folder, manifest.bin["kubespy"] ?? ""), "--help"], {
      encoding: "utf8",
    });
    expect(help).toContain("kubespy");
    expect(readFileSync(path.join(folder, "policy-pack", "PulumiPolicy.yaml"), "utf8")).toContain("runtime");
    expect(() => readFileSync(path.join(folder, "test", "package.test.ts"))).toThrow();
  });
});

function compile(tsc: string, folder: string): string {
  try {
    return execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
  } catch (error) {
    return String((error as { readonly stdout?: unknown }).stdout);
  }
}
