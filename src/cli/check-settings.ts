import { readSettings, SettingsError, type CheckSettings } from "../checks";
import { optionalRecord } from "../objects/raw";
import type { Input } from "./check-inputs";
import { readYaml } from "./check-yaml";
import type { YamlParser } from "./check-yaml-values";
import { UsageError } from "./command";

/** The settings in a file of YAML or JSON; the defaults without one. Throws {@link UsageError}. */
export function settingsIn(input: Input | undefined, parser: YamlParser): CheckSettings {
  if (input === undefined) return readSettings(undefined);
  const { documents, faults } = readYaml(input.text, parser);
  const [fault] = faults;
  if (fault !== undefined) throw new UsageError(`cannot read ${input.file}:${fault.line}: ${fault.message}`);
  if (documents.length > 1) throw new UsageError(`${input.file} has ${documents.length} documents; settings are one`);
  try {
    return readSettings(withOff(documents[0]?.value));
  } catch (error) {
    if (error instanceof SettingsError) throw new UsageError(`${input.file}: ${error.message}`);
    throw error;
  }
}

/** `some-rule: off` is what people write, and what YAML 1.1 takes for false. */
function withOff(settings: unknown): unknown {
  const given = optionalRecord(settings);
  const rules = optionalRecord(given?.["rules"]);
  if (given === undefined || rules === undefined) return settings;
  const levels = Object.entries(rules).map(([code, level]): [string, unknown] => [
    code,
    level === false ? "off" : level,
  ]);
  return { ...given, rules: Object.fromEntries(levels) };
}
