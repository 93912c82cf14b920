/** A word that explains itself: by mouse, keyboard and finger, also inside a dialog. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { graveFindings } from "./axe.ts";
import { connect } from "./steps.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

/** Opens the review of a transaction, which explains its fee. */
async function review(page: Page, address: string) {
  await connect(page, "Fox", address);
  await page.getByRole("button", { name: "Open a round" }).click();
  const dialog = page.getByRole("dialog");
  const word = dialog.getByRole("button", { name: "Network fee" });
  await word.waitFor();
  return { dialog, word, bubble: page.locator(".bubble") };
}

suite("explained words", async ({ stage }) => {
  const { key, address } = await stage.actor("Ann");
  const { id } = await fillCompetition(stage, { models: 2, perAuthor: 1, rounds: 0 });
  return { route: `/competitions/${id}`, wallets: [{ name: "Fox", keys: [key] }], address };
}, {
  "the keyboard shows it, and Escape hides it but not the dialog": (
    { visit, route, wallets, address },
  ) =>
    visit(route, async ({ page }) => {
      const { dialog, word, bubble } = await review(page, address);
      await word.focus();
      await bubble.getByText("What the chain charges").waitFor();
      assertEquals(await graveFindings(page), []);
      await page.keyboard.press("Escape");
      await bubble.waitFor({ state: "detached" });
      assertEquals(await dialog.count(), 1);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }, { wallets }),

  "the mouse shows it and may go to read it": ({ visit, route, wallets, address }) =>
    visit(route, async ({ page }) => {
      const { word, bubble } = await review(page, address);
      await word.hover();
      await bubble.waitFor();
      await bubble.hover();
      // Longer than the mouse may be on its way.
      await page.waitForTimeout(400);
      assertEquals(await bubble.count(), 1);
      await page.getByRole("dialog").getByRole("heading").hover();
      await bubble.waitFor({ state: "detached" });
    }, { wallets }),

  "a finger shows it, inside the screen": ({ visit, route, wallets, address }) =>
    visit(route, async ({ page }) => {
      const { word, bubble } = await review(page, address);
      await word.tap();
      await bubble.waitFor();
      await page.waitForTimeout(400);
      const { x, width } = (await bubble.boundingBox())!;
      assert(x >= 0 && x + width <= 390, `from ${x} to ${x + width}`);
      await page.getByRole("dialog").getByRole("heading").tap();
      await bubble.waitFor({ state: "detached" });
    }, { wallets, viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true }),
});
