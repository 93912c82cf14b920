/** A slow network: something is seen long before the program has arrived. */
/// <reference lib="dom" />
import { assert } from "@std/assert";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

/** Chromium's own "Slow 3G": bytes per second, and milliseconds. */
const SLOW_3G = {
  offline: false,
  latency: 400,
  downloadThroughput: 500_000 / 8,
  uploadThroughput: 500_000 / 8,
};

suite("a slow network", async ({ stage }) => await fillCompetition(stage, { models: 3 }), {
  "a skeleton is painted within a second of the document, and the page follows": (
    { visit, site, id },
  ) =>
    visit("/", async ({ page, context }) => {
      await page.goto("about:blank");
      const session = await context.newCDPSession(page);
      await session.send("Network.enable");
      await session.send("Network.clearBrowserCache");
      await session.send("Network.emulateNetworkConditions", SLOW_3G);
      await page.goto(`${site.url}#/competitions/${id}`, { waitUntil: "commit" });
      await page.waitForFunction(() => performance.getEntriesByType("paint").length > 0);
      const { painted, skeleton } = await page.evaluate(() => {
        const [navigation] = performance.getEntriesByType("navigation") as [
          PerformanceNavigationTiming,
        ];
        const paint = performance.getEntriesByName("first-contentful-paint")[0] ??
          performance.getEntriesByType("paint")[0]!;
        return {
          painted: paint.startTime - navigation.responseEnd,
          skeleton: document.querySelector("[data-skeleton]") !== null,
        };
      });
      assert(painted < 1_000, `the first paint came ${painted} ms after the document`);
      assert(skeleton, "the first paint is the skeleton");
      await page.getByRole("heading", { level: 1 }).first().waitFor({ timeout: 90_000 });
      await page.locator("[data-skeleton]").waitFor({ state: "detached" });
    }),
});
