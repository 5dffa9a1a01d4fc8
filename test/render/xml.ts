/** An element of XML, as far as JUnit's files need it. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const token = /<\?xml [^?]*\?>|<(\/?)([A-Za-z-]+)((?: [A-Za-z-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;

/** Parses XML without comments, entities of its own and CDATA. Throws at the first thing that is not well-formed. */
export function parseXml(xml: string): Element {
  const root = { name: "", attributes: {}, children: [] as Element[], text: "" };
  const open = [root];
  token.lastIndex = 0;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    if (match === null) throw new Error(`no XML: ${xml.slice(at, at + 80)}`);
    const [, closing, name, attributes = "", empty, text] = match;
    if (text !== undefined) open.at(-1)!.text += decoded(text);
    if (name === undefined) continue;
    if (closing === "/") {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    const element = { name, attributes: attributesIn(attributes), children: [] as Element[], text: "" };
    open.at(-1)!.children.push(element);
    if (empty !== "/") open.push(element);
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error("not one element around all");
  return root.children[0]!;
}

function attributesIn(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/ ([A-Za-z-]+)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, key = "", value = ""]): [string, string] => [key, decoded(value)]));
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#10": "\n" };

function decoded(text: string): string {
  // eslint-disable-next-line no-control-regex -- XML has none of these
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new Error("a character that XML cannot hold");
  return text.replace(/&([^;\s]*;?)/g, (whole, name: string) => {
    const entity = entities[name.replace(/;$/, "")];
    if (entity === undefined || !name.endsWith(";")) throw new Error(`no entity: ${whole}`);
    return entity;
  });
}
