/**
 * Shows the worst mistakes of a model: in the terminal, in a PNG file, or as lines.
 *
 * @module
 */
import { zip } from "../../../protocol/zip.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { writeDurably } from "../../base/files.ts";
import type { Invocation } from "../command.ts";
import { drawPictures } from "./draw_pictures.ts";
import type { Found } from "./judge.ts";
import { captionOf } from "./report.ts";

/** Shows them, if there are any. */
export async function showMistakes(
  invocation: Invocation,
  { mistakes, pictures }: Found,
  { test }: CompetitionSpec,
): Promise<void> {
  const { terminal, json } = invocation;
  const png = invocation.text("png");
  const [first, ...others] = pictures;
  if (png !== undefined && first !== undefined) {
    const { contactSheet } = await import("./contact_sheet.ts");
    await writeDurably(png, contactSheet([first, ...others]));
  }
  if (json || mistakes.length === 0) return;
  const captions = mistakes.map((mistake) => captionOf(mistake, test.classNames));
  terminal.out();
  if (pictures.length > 0 && invocation.text("mistakes") !== undefined) {
    const captioned = zip(pictures, captions).map(([picture, caption]) => ({ picture, caption }));
    const color = terminal.paint.bold("") !== "";
    for (const line of drawPictures(captioned, columns(), color)) terminal.out(line);
  } else {
    for (const caption of captions) terminal.out(caption);
  }
  if (png !== undefined) terminal.note(`${pictures.length} mistakes drawn in ${png}`);
}

/** Width in characters: the terminal's, or that of a page of text. */
function columns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 100;
  }
}
