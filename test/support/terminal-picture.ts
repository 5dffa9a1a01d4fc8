/** A run of characters of one look. */
interface Span {
  readonly text: string;
  readonly colour: string;
  readonly bold: boolean;
}

const foreground = "#d8dee9";
const background = "#1f2430";
const basic = ["#3b4252", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d8dee9"];
const bright = ["#7f848e", "#ff7b86", "#b5e890", "#ffd68a", "#82c8ff", "#e39bff", "#7fe0ec", "#ffffff"];

/** "Select graphic rendition": colours and weight. */
const escapeSequence = "\u001b\\[[0-9;]*m";

const size = 14;
const advance = 8.43;
const lineHeight = 19;
const margin = 16;

/**
 * What a terminal shows, with its escape sequences for colours (`tmux capture-pane -e`), as SVG.
 * `title` is for those who cannot see the picture.
 */
export function terminalPicture(screen: string, title: string): string {
  const lines = screen.split("\n").map((line) => line.replace(/\s+$/, ""));
  let look = { colour: foreground, bold: false };
  const drawn = lines.map((line, row) => {
    const spans: Span[] = [];
    for (const part of line.split(new RegExp(`(${escapeSequence})`))) {
      const codes = part.startsWith("\u001b[") ? part.slice(2, -1) : undefined;
      if (codes !== undefined) look = lookAfter(look, codes.split(";").map(Number));
      else if (part !== "") spans.push({ text: part, ...look });
    }
    return drawLine(spans, margin + size + row * lineHeight);
  });
  const columns = Math.max(...lines.map((line) => widthOf(plain(line))));
  const width = Math.ceil(columns * advance + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escape(title)}</title>
<rect width="100%" height="100%" rx="8" fill="${background}"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${size}" fill="${foreground}" xml:space="preserve">
${drawn.filter((line) => line !== "").join("\n")}
</g>
</svg>
`;
}

/** Each run at its own place, so that a font with other widths does not shift the rest of the line. */
function drawLine(spans: readonly Span[], y: number): string {
  let column = 0;
  return spans
    .map(({ text, colour, bold }) => {
      const x = margin + column * advance;
      const width = widthOf(text);
      column += width;
      const look = `${colour === foreground ? "" : ` fill="${colour}"`}${bold ? ' font-weight="bold"' : ""}`;
      return text.trim() === ""
        ? ""
        : `<text x="${x.toFixed(1)}" y="${y}" textLength="${(width * advance).toFixed(1)}"${look}>${escape(text)}</text>`;
    })
    .join("");
}

function lookAfter(
  before: { colour: string; bold: boolean },
  codes: readonly number[],
): { colour: string; bold: boolean } {
  let { colour, bold } = before;
  for (let i = 0; i < codes.length; i += 1) {
    const code = codes[i] ?? 0;
    if (code === 0) [colour, bold] = [foreground, false];
    else if (code === 1) bold = true;
    else if (code === 22) bold = false;
    else if (code === 39) colour = foreground;
    else if (code >= 30 && code <= 37) colour = basic[code - 30] ?? foreground;
    else if (code >= 90 && code <= 97) colour = bright[code - 90] ?? foreground;
    else if (code === 38 && codes[i + 1] === 5) {
      colour = paletteColour(codes[i + 2] ?? 7);
      i += 2;
    } else if (code === 38 && codes[i + 1] === 2) {
      colour = `rgb(${codes.slice(i + 2, i + 5).join(",")})`;
      i += 4;
    }
  }
  return { colour, bold };
}

/** One of the 256 colours of xterm. */
function paletteColour(number: number): string {
  if (number < 8) return basic[number] ?? foreground;
  if (number < 16) return bright[number - 8] ?? foreground;
  if (number >= 232) {
    const grey = 8 + (number - 232) * 10;
    return `rgb(${grey},${grey},${grey})`;
  }
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const cube = number - 16;
  return `rgb(${level(Math.floor(cube / 36))},${level(Math.floor(cube / 6) % 6)},${level(cube % 6)})`;
}

/** In columns of the terminal: signs such as ✅ take two. */
const widthOf = (text: string): number =>
  text.length + (text.match(/\p{Emoji_Presentation}/gu) ?? []).filter((sign) => sign.length === 1).length;
const plain = (line: string): string => line.replaceAll(new RegExp(escapeSequence, "g"), "");
const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
