/** Every page's frame: theme, keyboard, hosting, load. */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { Hex } from "viem";
import { scriptsOf } from "./first_load.ts";
import { ready } from "./page.ts";
import { routesOf } from "./routes.ts";
import { serveBelow } from "./site.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

/** In bytes, gzipped. */
const BUDGET = 252_000;

/** What has the focus, in a word or two, and whether it is visible. */
function focused(page: Page): Promise<{ name: string; visible: boolean; inDialog: boolean }> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const { outlineStyle, boxShadow } = getComputedStyle(element);
    return {
      name: element.getAttribute("aria-label") ??
        (element as HTMLInputElement).labels?.[0]?.firstChild?.textContent ??
        element.innerText.trim(),
      visible: outlineStyle !== "none" || boxShadow !== "none",
      inDialog: element.closest("[role=dialog]") !== null,
    };
  });
}

function background(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

suite("its frame", async ({ stage }) => {
  const { key } = await stage.actor("Ann");
  const { id } = await fillCompetition(stage, { models: 40, rounds: 1 });
  return { id, wallets: ["Fox", "Owl"].map((name) => ({ name, keys: [key as Hex] })) };
}, {
  "the theme is the system's until the user chooses one, and the choice is kept": ({ visit }) =>
    visit("/", async ({ page }) => {
      const light = await background(page);
      await page.emulateMedia({ colorScheme: "dark" });
      const dark = await background(page);
      assert(light !== dark);
      await page.getByRole("button", { name: "Theme: system" }).click();
      await page.getByRole("button", { name: "Theme: light" }).waitFor();
      assertEquals(await background(page), light);
      await page.reload();
      const button = page.getByRole("button", { name: "Theme: light" });
      await button.click();
      await page.emulateMedia({ colorScheme: "light" });
      assertEquals(await background(page), dark);
      await page.getByRole("button", { name: "Theme: dark" }).click();
      assertEquals(await background(page), light);
    }, { colorScheme: "light" }),

  "by keyboard: through the header to the content, into a dialog and out of it": ({
    visit,
    wallets,
  }) =>
    visit("/", async ({ page }) => {
      await ready(page);
      const seen: string[] = [];
      const tab = async () => {
        await page.keyboard.press("Tab");
        const { name, visible } = await focused(page);
        assert(visible, `the focus on "${name}" is visible`);
        seen.push(name);
      };
      for (let count = 0; count < 15; count++) await tab();
      assertEquals(seen, [
        "To the content",
        "DeML",
        "Competitions",
        "Create",
        "Your account",
        "Theme: system. Change to light",
        "Connect wallet",
        "Create a competition",
        "Got it",
        "How it works",
        "Find",
        "Show",
        "Kind",
        "Order",
        "MNIST digits",
      ]);
      await page.reload();
      await ready(page);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      assertEquals(await page.evaluate(() => document.activeElement?.id), "main");
      await tab();
      assertEquals(seen.at(-1), "Create a competition");

      await page.getByRole("button", { name: "Connect wallet" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      const inside: string[] = [];
      for (let count = 0; count < 8; count++) {
        const { name, inDialog } = await focused(page);
        // Between the last and the first comes the browser's own bar.
        if (name !== "" && !inDialog) {
          assertEquals(await page.evaluate("document.activeElement.tagName"), "BODY");
        }
        if (inDialog) {
          inside.push(name);
        }
        await page.keyboard.press("Tab");
      }
      assert(new Set(inside).isSupersetOf(new Set(["Close", "Fox", "Owl"])), inside.join());
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      assertEquals((await focused(page)).name, "Connect wallet", "the focus is back");
    }, { wallets }),

  "by keyboard: from the list to a model": ({ visit, id }) =>
    visit("/", async ({ page }) => {
      await page.getByRole("link", { name: "MNIST digits" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("link", { name: "Leaderboard" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("link", { name: "#0", exact: true }).focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(`**/#/competitions/${id}/models/0`);
      await ready(page);
      assertEquals(await page.getByRole("alert").count(), 0);
    }),

  "below a path, as an IPFS gateway serves it, every page works": async ({ visit, id, site }) => {
    const below = serveBelow(
      "/ipfs/bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi/",
      site,
    );
    try {
      await visit("/", async ({ page, go }) => {
        for (const [name, route] of Object.entries(routesOf(id))) {
          await go(route);
          await ready(page);
          assertEquals(await page.getByRole("alert").allInnerTexts(), [], name);
          await page.reload();
          await ready(page);
        }
      }, { site: below });
    } finally {
      await below.close();
    }
  },

  "no page is wider than a phone": ({ visit, id }) =>
    visit("/", async ({ page, go }) => {
      for (const [name, route] of Object.entries(routesOf(id))) {
        await go(route);
        await ready(page);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert(width <= 390, `${name} is ${width} pixels wide`);
      }
    }, { viewport: { width: 390, height: 844 } }),

  "the first page loads little": ({ browser, site }) => firstPage(browser, site.url),
});

/** Loads the first page in a browser with an empty cache. */
async function firstPage(browser: import("playwright-core").Browser, url: string): Promise<void> {
  const context = await browser.newContext();
  try {
    const loaded = scriptsOf(context);
    const page = await context.newPage();
    await page.goto(url);
    await ready(page);
    // Scripts that the browser fetches when idle also count.
    await page.waitForTimeout(1_500);
    const scripts = (await loaded()).sort((a, b) => b.gzipped - a.gzipped);
    const sum = scripts.reduce((total, { gzipped }) => total + gzipped, 0);
    const largest = scripts.slice(0, 6).map(({ name, gzipped }) => `${name} ${kb(gzipped)}`);
    console.log(
      `First page: ${kb(sum)} of JavaScript, gzipped, in ${scripts.length} files: ${
        largest.join(", ")
      }`,
    );
    assert(scripts.length > 0);
    assert(sum <= BUDGET, `${kb(sum)} is more than ${kb(BUDGET)}`);
  } finally {
    await context.close();
  }
}

function kb(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} KB`;
}
