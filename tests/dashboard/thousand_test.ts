/** A competition of a thousand models: how soon its board is there, and how it scrolls. */
import { assert, assertEquals } from "@std/assert";
import { scrollThrough, timeUntilSeen } from "./measure.ts";
import { ready } from "./page.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

/** In milliseconds, from the navigation to the first rows, with nothing in the browser's cache. */
const ROWS_WITHIN = 2_000;
/**
 * In milliseconds, for half of the frames. A screen shows one every 17; a browser that draws without a
 * graphics card, on two shared processors, takes about 33. A table with all its rows takes hundreds.
 */
const FRAME_WITHIN = 60;
/** The board, and a row of it. */
const BOARD = "table.board";
const ROW = `${BOARD} tbody td a`;

suite("a thousand models", ({ stage }) => fillCompetition(stage, { models: 1_000 }), {
  "the first rows are there soon": async ({ browser, site, id }) => {
    const times: number[] = [];
    for (let count = 0; count < 3; count++) {
      // A context of its own has nothing in its cache.
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      try {
        const page = await context.newPage();
        times.push(await timeUntilSeen(page, `${site.url}#/competitions/${id}`, ROW));
      } finally {
        await context.close();
      }
    }
    times.sort((a, b) => a - b);
    const shown = times.map((time) => time.toFixed(0)).join(", ");
    console.log(`First rows of 1,000, from the navigation, nothing cached: ${shown} ms`);
    assert(times[1]! <= ROWS_WITHIN, `${shown} ms: the median is more than ${ROWS_WITHIN}`);
  },

  "it scrolls from the best to the last": ({ visit, id }) =>
    visit(`/competitions/${id}`, async ({ page }) => {
      await page.locator(ROW).first().waitFor();
      await ready(page);
      const rows = page.locator(`${BOARD} tbody tr[aria-rowindex]`);
      assertEquals(await rows.first().getAttribute("aria-rowindex"), "2");
      assert(await rows.count() < 100, "only what can be seen is in the page");
      const box = page.locator(".virtual");
      await box.scrollIntoViewIfNeeded();
      const frames = await scrollThrough(page, ".virtual", 400);
      console.log(
        `Scrolling 1,000 rows: ${frames.count} frames, median ${frames.median.toFixed(1)} ms, ` +
          `worst ${frames.worst.toFixed(1)} ms`,
      );
      await page.locator(`${BOARD} tr[aria-rowindex="1001"]`).waitFor();
      assert(frames.count > 50, "it scrolled");
      assert(frames.median <= FRAME_WITHIN, `${frames.median.toFixed(1)} ms`);
    }),
});
