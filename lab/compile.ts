import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.ts";
import { repository } from "./versions.ts";

/** Compiles the library if that has not been done since its sources changed. */
export async function compile(): Promise<void> {
  const source = join(repository, "src");
  const built = join(repository, "dist/index.js");
  const newest = Math.max(
    ...readdirSync(source, { recursive: true, encoding: "utf8" }).map((file) => statSync(join(source, file)).mtimeMs),
  );
  if (existsSync(built) && statSync(built).mtimeMs > newest) return;
  process.stderr.write("compiling the library (a few seconds) …\n");
  await run(process.execPath, [join(repository, "scripts/build.ts")], { cwd: repository });
}
