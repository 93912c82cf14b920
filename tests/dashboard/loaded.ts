/**
 * When a page has loaded all that it shows: for pictures of it, which a test of one part need not
 * wait for.
 *
 * @module
 */
/// <reference lib="dom" />
import type { Page } from "playwright-core";

/** What a page that has not finished may show. */
const LOADING = [
  ".busy",
  "[aria-busy=true]",
  "[data-skeleton]",
  ".skeleton",
  "progress:not([value])",
].join(", ");

/** In milliseconds: the slowest page reads a data set. */
const DEADLINE = 60_000;
/** Frames that must be alike in a row; a chart is drawn after its data has arrived. */
const QUIET = 6;

/**
 * Waits until nothing loads: no mark of it, no picture without its pixels, no empty canvas or chart,
 * and a layout that has stopped moving.
 *
 * @throws Error that names what still loads after the deadline
 */
export async function loaded(page: Page, deadline = DEADLINE): Promise<void> {
  const until = Date.now() + deadline;
  await page.locator("#main > *").first().waitFor({ timeout: deadline });
  // What is below the window may wait until it is looked at.
  await page.evaluate(async () => {
    for (let top = 0; top < document.body.scrollHeight; top += innerHeight) {
      scrollTo(0, top);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    scrollTo(0, 0);
  });
  let before = "";
  for (let quiet = 0; quiet < QUIET;) {
    const [left, layout] = await page.evaluate(stillLoading, LOADING);
    quiet = left === "" && layout === before ? quiet + 1 : 0;
    before = layout;
    if (Date.now() > until) {
      throw new Error(`${page.url()} still loads after ${deadline} ms: ${left || "it moves"}`);
    }
    await page.waitForTimeout(100);
  }
}

/** In the page: what is still loading, in words, and how the page is laid out. */
function stillLoading(marks: string): [left: string, layout: string] {
  const visible = (element: Element) => element.checkVisibility();
  const found = [...document.querySelectorAll(marks)].filter(visible)
    .map((element) => element.textContent?.trim() || element.className || element.tagName);
  const pictures = [...document.querySelectorAll("img")].filter((image) =>
    visible(image) && !image.complete
  )
    .map(({ src }) => src);
  const canvases = [...document.querySelectorAll("canvas")]
    .filter((canvas) => visible(canvas) && (canvas.width === 0 || canvas.height === 0))
    .map(() => "an empty canvas");
  const charts = [...document.querySelectorAll("figure svg, .chart svg")]
    .filter((chart) => visible(chart) && chart.childElementCount === 0)
    .map(() => "an empty chart");
  const fonts = document.fonts.status === "loading" ? ["fonts"] : [];
  const main = document.getElementById("main");
  return [
    [...found, ...pictures, ...canvases, ...charts, ...fonts].slice(0, 5).join(", "),
    `${main?.scrollHeight} ${main?.querySelectorAll("*").length}`,
  ];
}
