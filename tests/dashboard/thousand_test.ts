/** A competition of a thousand models: how soon its board is there, and how it scrolls. */
import { assert, assertEquals } from "@std/assert";
import { scrollThrough, timeUntilSeen } from "./measure.ts";
import { ready } from "./page.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

/** In milliseconds, from the navigation to the first rows, with nothing in the browser's cache. */
const ROWS_WITHIN = 2_000;
/** In milliseconds: half of the frames are at least as smooth as a screen of 30 Hz. */
const FRAME_WITHIN = 34;
/** The board, and a row of it. */
const BOARD = "table.board";
const ROW = `${BOARD} tbody td a`;

suite("a thousand models", ({ stage }) => fillCompetition(stage, { models: 1_000 }), {
  "the first rows are there soon": ({ visit, site, id }) =>
    visit("/", async ({ page, context }) => {
      await page.goto("about:blank");
      const cold = await context.newCDPSession(page);
      await cold.send("Network.clearBrowserCache");
      const time = await timeUntilSeen(page, `${site.url}#/competitions/${id}`, ROW);
      const again = await timeUntilSeen(page, `${site.url}#/competitions/${id}`, ROW);
      console.log(`First rows of 1,000: ${time.toFixed(0)} ms, again ${again.toFixed(0)} ms`);
      assert(time <= ROWS_WITHIN, `${time.toFixed(0)} ms are more than ${ROWS_WITHIN}`);
    }),

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
