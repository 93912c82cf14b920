/** A competition of a thousand models: few rows are in the page, and all can be reached. */
import { assert, assertEquals } from "@std/assert";
import { ready } from "./page.ts";
import { suite } from "./suite.ts";
import { BOARD, fillCompetition, ROW } from "./thousand.ts";

suite("a thousand models", ({ stage }) => fillCompetition(stage, { models: 1_000 }), {
  "the board contains only visible rows, and scrolls from the best to the last": ({ visit, id }) =>
    visit(`/competitions/${id}/leaderboard`, async ({ page }) => {
      await page.locator(ROW).first().waitFor();
      await ready(page);
      const rows = page.locator(`${BOARD} tbody tr[aria-rowindex]`);
      assertEquals(await rows.first().getAttribute("aria-rowindex"), "2");
      assert(await rows.count() < 100, "only visible rows are in the page");
      const box = page.locator(".virtual");
      await box.scrollIntoViewIfNeeded();
      await box.focus();
      await page.keyboard.press("End");
      await page.locator(`${BOARD} tr[aria-rowindex="1001"]`).waitFor();
      assert(await rows.count() < 100, "and no more at the end");
      await page.getByLabel("Find a model by number, name or author").fill("777");
      await page.getByRole("link", { name: "#777", exact: true }).waitFor();
      assertEquals(await rows.count(), 1);
    }),
});
