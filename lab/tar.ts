/** What goes into an archive. Everything else about a file (owner, time) is always zero. */
export type TarEntry =
  | { readonly path: string; readonly type: "file"; readonly mode: number; readonly content: Uint8Array }
  | { readonly path: string; readonly type: "folder"; readonly mode: number }
  | { readonly path: string; readonly type: "link"; readonly target: string };

const block = 512;
const typeFlags = { file: "0", link: "2", folder: "5" } as const;

/** A POSIX (ustar) archive: the same entries always give the same bytes. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    const content = entry.type === "file" ? entry.content : Buffer.alloc(0);
    parts.push(header(entry, content.length), content, Buffer.alloc((block - (content.length % block)) % block));
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

function header(entry: TarEntry, size: number): Buffer {
  const bytes = Buffer.alloc(block);
  const text = (offset: number, length: number, value: string): void => {
    if (Buffer.byteLength(value) > length)
      throw new Error(`${value} is too long for a tar header: ${length} bytes at most`);
    bytes.write(value, offset, "utf8");
  };
  const octal = (offset: number, length: number, value: number): void => {
    text(offset, length, `${value.toString(8).padStart(length - 1, "0")}\0`);
  };
  text(0, 100, entry.type === "folder" ? `${entry.path}/` : entry.path);
  octal(100, 8, entry.type === "link" ? 0o777 : entry.mode);
  octal(108, 8, 0);
  octal(116, 8, 0);
  octal(124, 12, size);
  octal(136, 12, 0);
  text(156, 1, typeFlags[entry.type]);
  text(157, 100, entry.type === "link" ? entry.target : "");
  text(257, 8, "ustar\u000000");
  // The checksum is taken with spaces in its own place.
  bytes.fill(" ", 148, 156);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  text(148, 8, `${sum.toString(8).padStart(6, "0")}\0 `);
  return bytes;
}
