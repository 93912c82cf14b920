import { hasChromium } from "./chromium.ts";
import { openHarness } from "./page.ts";
Deno.test({
  name: "x",
  ignore: !hasChromium,
  async fn() {
    const h = await openHarness();
    try {
      const a = await h.stage.actor("a");
      await h.visit("/", async ({ page, wallets }) => {
        await page.getByRole("button", { name: "Connect wallet" }).click();
        await page.getByRole("button", { name: "Alpha" }).click();
        await page.waitForTimeout(2000);
        console.log(await page.locator("body").innerText(), wallets[0].asked);
      }, { wallets: [{ name: "Alpha", keys: [a.key] }] });
    } finally {
      await h.close();
    }
  },
});
