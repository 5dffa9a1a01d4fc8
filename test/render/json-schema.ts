/**
 * What is wrong with a value by a JSON schema, as "path: fault" lines. Knows the keywords that the
 * schemas of this repository use, and refuses a schema that uses another.
 */
export function faultsOf(schema: unknown, value: unknown): readonly string[] {
  return check(schema as Schema, value, "$", schema as Schema);
}

interface Schema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: "object" | "array" | "string" | "number" | "boolean";
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly pattern?: string;
  readonly oneOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const known = new Set([
  "$schema",
  "title",
  "description",
  "$ref",
  "const",
  "enum",
  "type",
  "required",
  "properties",
  "items",
  "pattern",
  "oneOf",
  "$defs",
]);

function check(schema: Schema, value: unknown, path: string, root: Schema): readonly string[] {
  for (const keyword of Object.keys(schema))
    if (!known.has(keyword)) throw new Error(`the keyword ${keyword} is not known here`);
  const faults: string[] = [];
  if (schema.$ref !== undefined) faults.push(...check(resolve(root, schema.$ref), value, path, root));
  if (schema.const !== undefined && value !== schema.const)
    faults.push(`${path}: is not ${JSON.stringify(schema.const)}`);
  if (schema.enum !== undefined && !schema.enum.includes(value))
    faults.push(`${path}: ${JSON.stringify(value)} is none of ${JSON.stringify(schema.enum)}`);
  if (schema.type !== undefined && typeOf(value) !== schema.type)
    return [...faults, `${path}: is ${typeOf(value)}, not ${schema.type}`];
  if (schema.pattern !== undefined && typeof value === "string" && !new RegExp(schema.pattern, "u").test(value))
    faults.push(`${path}: "${value}" does not match ${schema.pattern}`);
  if (typeOf(value) === "object") {
    const record = value as Readonly<Record<string, unknown>>;
    for (const name of schema.required ?? []) if (!(name in record)) faults.push(`${path}: has no ${name}`);
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      if (name in record) faults.push(...check(property, record[name], `${path}.${name}`, root));
  }
  if (schema.items !== undefined && Array.isArray(value)) {
    const { items } = schema;
    faults.push(...value.flatMap((item, index) => check(items, item, `${path}[${String(index)}]`, root)));
  }
  if (schema.oneOf !== undefined) {
    const attempts = schema.oneOf.map((one) => check(one, value, path, root));
    const fitting = attempts.filter((found) => found.length === 0).length;
    if (fitting !== 1)
      faults.push(
        `${path}: fits ${String(fitting)} of ${String(attempts.length)} forms (${attempts.flat().slice(0, 3).join("; ")})`,
      );
  }
  return faults;
}

function resolve(root: Schema, ref: string): Schema {
  const found = root.$defs?.[ref.replace("#/$defs/", "")];
  if (found === undefined) throw new Error(`${ref} is not defined`);
  return found;
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
}
