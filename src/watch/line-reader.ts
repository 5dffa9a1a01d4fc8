/** A line of the stream is longer than anybody should send. */
export class LineTooLong extends Error {
  override readonly name = "LineTooLong";
  constructor(readonly maxBytes: number) {
    super(`a line is longer than ${maxBytes} bytes`);
  }
}

const newline = 0x0a;

/**
 * Cuts a stream of bytes into lines. Works on bytes until a line is whole, so a character that is
 * split over two chunks arrives unharmed. Empty lines are left out; what stands after the last
 * newline is kept for the next chunk and never given out half.
 */
export class LineReader {
  private parts: Buffer[] = [];
  private length = 0;

  constructor(private readonly maxBytes: number) {}

  /** The lines that this chunk completes. Throws {@link LineTooLong}. */
  push(chunk: Buffer): readonly string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      this.keep(chunk.subarray(from, end));
      const line = Buffer.concat(this.parts, this.length).toString("utf8").trim();
      if (line !== "") lines.push(line);
      this.parts = [];
      this.length = 0;
      from = end + 1;
    }
    if (from < chunk.length) this.keep(chunk.subarray(from));
    return lines;
  }

  private keep(part: Buffer): void {
    this.length += part.length;
    if (this.length > this.maxBytes) throw new LineTooLong(this.maxBytes);
    this.parts.push(part);
  }
}
