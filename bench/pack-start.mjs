// How long the policy pack takes until Pulumi can connect to it, side by side in turns with a pack that has no
// policies: what is above that is the pack's own. Run: npm run build && node bench/pack-start.mjs
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";

const rounds = 15;
const repository = path.resolve(import.meta.dirname, "..");
// As Pulumi's language host starts a pack.
const starter = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/run-policy-pack");

/** Until it says its port, which is all that it may say. */
function start(pack) {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const started = spawn(process.execPath, [starter, "127.0.0.1:1", pack], { stdio: ["ignore", "pipe", "inherit"] });
    started.once("error", reject);
    started.stdout.once("data", (data) => {
      const ms = performance.now() - begin;
      started.kill();
      if (/^\d+\s*$/.test(String(data))) resolve(ms);
      else reject(new Error(`said before its port: ${String(data)}`));
    });
  });
}

const folder = mkdtempSync(path.join(tmpdir(), "kubespy-bench-pack-"));
try {
  symlinkSync(path.join(repository, "node_modules"), path.join(folder, "node_modules"));
  writeFileSync(path.join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\n");
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ main: "index.js" }));
  writeFileSync(
    path.join(folder, "index.js"),
    'const { PolicyPack } = require("@pulumi/policy");\nnew PolicyPack("none", { policies: [] });\n',
  );
  const packs = [
    { name: "no policies", pack: folder, ms: [] },
    { name: "pulumi-kubespy", pack: path.join(repository, "policy-pack"), ms: [] },
  ];
  for (let round = 0; round < rounds; round++) for (const { pack, ms } of packs) ms.push(await start(pack));
  for (const { name, ms } of packs) {
    ms.sort((a, b) => a - b);
    const [least, median] = [ms[0], ms[Math.floor(rounds / 2)]].map((one) => (one / 1000).toFixed(2));
    console.log(`${name.padEnd(15)} ${least} s at least, ${median} s at the median`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
