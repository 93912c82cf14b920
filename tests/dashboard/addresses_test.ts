/**
 * Addresses of the page: titles, addresses that name nothing, a list in its address, Back.
 */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { parseEther } from "viem";
import { connect } from "./steps.ts";
import { createMany } from "./many.ts";
import { ready } from "./page.ts";
import { routesOf } from "./routes.ts";
import { serveSite } from "./site.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

const MANY = 300;
/** Turns the text after it around. */
const TURNED = "safe\u202Egnp.exe";

/** The names on the cards that are shown. */
function names(page: Page): Promise<string[]> {
  return page.locator(".cards h2").allInnerTexts();
}

async function found(page: Page, text: string | RegExp): Promise<void> {
  await page.locator("[data-found]").getByText(text).waitFor();
}

suite("addresses", async ({ stage }) => {
  const ann = await stage.actor("Ann");
  const { id } = await fillCompetition(stage, { models: 3, rounds: 1, finalize: true });
  const first = await createMany(
    stage,
    Array.from({ length: MANY }, (_, index) => ({
      name: index === 7 ? `Wine ${TURNED}` : `Digits ${index}`,
      description: index === 8 ? `Grapes ${TURNED}` : "",
      fund: index === 9 ? parseEther("50") : undefined,
      sealed: index % 50 === 10,
      joined: index === 11 ? [ann.address] : [],
    })),
  );
  return { id, first, ann, wallets: [{ name: "Fox", keys: [ann.key] }] };
}, {
  "every page has its own title, which follows the address": ({ visit, id }) =>
    visit("/", async ({ page, go }) => {
      const seen = new Set<string>();
      for (const [name, route] of Object.entries(routesOf(id))) {
        await go(route);
        await ready(page);
        const title = await page.title();
        assert(title.endsWith(" · DeML") && !seen.has(title), `${name}: ${title}`);
        seen.add(title);
      }
      assert(seen.has("Leaderboard · MNIST digits · DeML"), [...seen].join(", "));
      assert(seen.has("Model #0 · MNIST digits · DeML"), [...seen].join(", "));
    }),

  "an address that names nothing says so, and stays": ({ visit, id }) =>
    visit("/", async ({ page, go }) => {
      const nothing = page.locator("[data-nothing]");
      for (
        const [route, says, instead] of [
          ["/nonsense", "nothing at /nonsense", "All competitions"],
          ["/competitions/9999", `numbered 1 to ${MANY + 1}`, "All competitions"],
          ["/competitions/x1", "no competition x1", "All competitions"],
          [`/competitions/${id}/models/999`, "numbered 0 to 2", "The leaderboard"],
          [`/competitions/${id}/models/x`, "no model x", "The leaderboard"],
          [`/competitions/${id}/xyz`, "no page xyz", "Overview"],
        ] as const
      ) {
        await go(route);
        await nothing.getByText(says).waitFor();
        assert(page.url().endsWith(`#${route}`), page.url());
        await nothing.getByRole("link", { name: instead }).waitFor();
      }
      await nothing.getByRole("link", { name: "Leaderboard" }).click();
      await page.waitForURL(`**/#/competitions/${id}/leaderboard`);
    }),

  "Back keeps the list: filter, how many are shown, and where it was scrolled": ({ visit }) =>
    visit("/", async ({ page }) => {
      await found(page, `${MANY + 1} competitions`);
      await page.getByLabel("Show", { exact: true }).selectOption("Open to join");
      await found(page, `${MANY} of ${MANY + 1} competitions`);
      await page.getByRole("button", { name: "Show 24 more" }).click();
      await page.waitForFunction(() => document.querySelectorAll(".cards > li").length === 48);
      await ready(page);
      const card = page.getByRole("link", { name: "Digits 260", exact: true });
      await card.scrollIntoViewIfNeeded();
      const before = await page.evaluate(() => scrollY);
      assert(before > 1_000, `${before} pixels down`);
      await card.click();
      await page.getByRole("heading", { name: "Digits 260" }).waitFor();
      assertEquals(await page.evaluate(() => scrollY), 0);
      await page.goBack();
      await card.waitFor();
      await page.waitForFunction((top) => Math.abs(scrollY - top) < 2, before);
      assertEquals((await names(page)).length, 48);
      await page.goBack();
      await found(page, new RegExp(`^${MANY + 1} competitions$`));
    }),

  "what is looked for is in the address, which another browser opens": ({ visit, first }) =>
    visit("/?q=wine", async ({ page, go }) => {
      await found(page, `1 of ${MANY + 1}`);
      assertEquals(await page.getByLabel("Find", { exact: true }).inputValue(), "wine");
      await page.getByLabel("Find", { exact: true }).fill(String(first + 9));
      await page.waitForURL(`**/#/?q=${first + 9}`);
      await page.getByRole("link", { name: "Digits 9", exact: true }).waitFor();
      await go("/?kind=sealed&order=ending");
      await found(page, `${MANY / 50} of`);
      assertEquals((await names(page))[0], "Digits 10");
      await go("/?order=prize");
      await page.waitForFunction(() =>
        document.querySelector(".cards h2")?.textContent === "Digits 9"
      );
      await go("/?order=prize&state=settled");
      await found(page, "1 of");
      assertEquals(await names(page), ["MNIST digits"]);
      await go("/?q=nothing-like-it");
      await page.getByText("Nothing matches").waitFor();
    }),

  "an account finds what it has joined, and is not told to join that again": (
    { visit, wallets, ann },
  ) =>
    visit("/", async ({ page }) => {
      await connect(page, "Fox", ann.address);
      await page.getByLabel("Show", { exact: true }).selectOption("Mine");
      await found(page, `1 of ${MANY + 1}`);
      assertEquals(await names(page), ["Digits 11"]);
      await page.getByLabel("Show", { exact: true }).selectOption("Open to join");
      await found(page, `${MANY - 1} of`);
    }, { wallets }),

  "text that turns the reading direction is shown as such, in name, title and description": (
    { visit, first },
  ) =>
    visit("/?q=wine", async ({ page, go }) => {
      const shown = "Wine safe\\u{202e}gnp.exe";
      await page.getByRole("link", { name: shown }).click();
      await page.getByRole("heading", { name: shown }).waitFor();
      await page.waitForFunction(
        (name) => document.title === `Overview · ${name} · DeML`,
        shown,
      );
      await go(`/competitions/${first + 8}`);
      await page.getByText("Grapes safe\\u{202e}gnp.exe").waitFor();
      for (const tab of ["", "/submit", "/data", "/terms"]) {
        for (const at of [first + 7, first + 8]) {
          await go(`/competitions/${at}${tab}`);
          await ready(page);
          assert(!(await page.content()).includes("\u202E"), `${at}${tab}`);
        }
      }
    }),

  "a first visit shows the three roles once; the footer finds them again": ({ visit }) =>
    visit("/", async ({ page }) => {
      const welcome = page.getByRole("region", { name: "New here?" });
      await welcome.getByRole("img", { name: /pays prizes to participants/ }).waitFor();
      await welcome.getByRole("button", { name: "Got it" }).click();
      await welcome.waitFor({ state: "detached" });
      await page.reload();
      await ready(page);
      assertEquals(await welcome.count(), 0);
      await page.getByRole("contentinfo").getByRole("link", { name: "How it works" }).click();
      await page.getByRole("img", { name: /pays prizes to participants/ }).waitFor();
    }),

  "the footer links the contract to its explorer": async ({ stage, visit }) => {
    const site = await serveSite(stage, { settings: { explorer: "https://scan.test/tx/{hash}" } });
    try {
      await visit("/", async ({ page }) => {
        const link = page.getByRole("contentinfo").getByRole("link", { name: "explorer" });
        assertEquals(
          await link.getAttribute("href"),
          `https://scan.test/address/${stage.connection.contract}`,
        );
      }, { site });
    } finally {
      await site.close();
    }
  },
});
