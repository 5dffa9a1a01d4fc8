import { ansi, plain, type Style } from "../render/style";
import type { Output, World } from "./world";

/** Colours where somebody looks at them: not in a pipe, not with NO_COLOR, not on a dumb terminal. */
export function styleFor(output: Output, env: World["env"]): Style {
  const wanted = (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  return output.isTerminal && wanted ? ansi : plain;
}

/** How wide text may be: a terminal's columns, and something readable elsewhere. */
export function widthFor(output: Output): number {
  return output.isTerminal ? Math.max(40, output.columns() - 1) : 120;
}
