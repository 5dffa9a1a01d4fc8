// @monokle/validation's check of links between resources, as its own documentation has it: the links
// are worked out first (processRefs), then judged. As a program it checks one file and says how much it
// found: node bench/monokle.mjs FOLDER FILE, with the folder in which the package was installed.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What it says of a file, a line each. */
export async function monokleValidator(folder) {
  const load = (...parts) => import(pathToFileURL(path.resolve(folder, "node_modules", ...parts)).href);
  const { createDefaultMonokleValidator, processRefs, ResourceParser } = await load("@monokle/validation/lib/node.js");
  const { parse } = (await load("yaml/dist/index.js")).default;
  const { version } = JSON.parse(
    readFileSync(path.resolve(folder, "node_modules/@monokle/validation/package.json"), "utf8"),
  );
  const parser = new ResourceParser();
  const validator = createDefaultMonokleValidator(parser);
  await validator.preload({ plugins: { "resource-links": true } });
  const validate = async (file) => {
    const resources = readFileSync(file, "utf8")
      .split(/^---\n/m)
      .map((text, index) => {
        const content = parse(text);
        const { apiVersion, kind, metadata } = content;
        const { name, namespace } = metadata;
        const place = { id: `${file}#${index}`, fileId: file, filePath: file, fileOffset: 0 };
        return { ...place, text, content, apiVersion, kind, name, namespace };
      });
    processRefs(resources, parser);
    const { runs } = await validator.validate({ resources });
    return runs.flatMap(({ results }) => results.map(lineOf));
  };
  return { validate, version };
}

function lineOf({ ruleId, message, locations }) {
  const named = locations.flatMap(({ logicalLocations = [] }) => logicalLocations)[0]?.fullyQualifiedName ?? "";
  const { startLine } = locations[0]?.physicalLocation?.region ?? {};
  return `${named.split("@")[0]}: ${ruleId}: ${message.text} (line ${startLine} of its document)`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, file] = process.argv.slice(2);
  const { validate } = await monokleValidator(folder);
  console.log((await validate(file)).length);
}
