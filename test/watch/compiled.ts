import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

export interface Compiled {
  /** A file in it can be required: "src/watch/index.js". */
  readonly folder: string;
  remove(): void;
}

/** src/watch and what it needs as CommonJS, as users get it, in a folder of its own inside the package. */
export function compileWatch(): Compiled {
  const root = path.resolve(__dirname, "../..");
  const parent = path.join(root, "node_modules/.cache");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, "kubespy-watch-"));
  writeFileSync(path.join(folder, "package.json"), '{"type":"commonjs"}');
  for (const part of ["src/watch", "src/objects"]) {
    mkdirSync(path.join(folder, part), { recursive: true });
    for (const file of readdirSync(path.join(root, part)).filter((name) => name.endsWith(".ts"))) {
      const { outputText } = ts.transpileModule(readFileSync(path.join(root, part, file), "utf8"), {
        fileName: path.join(root, part, file),
        compilerOptions: {
          module: ts.ModuleKind.NodeNext,
          moduleResolution: ts.ModuleResolutionKind.NodeNext,
          target: ts.ScriptTarget.ES2022,
        },
      });
      writeFileSync(path.join(folder, part, file.replace(/\.ts$/, ".js")), outputText);
    }
  }
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
