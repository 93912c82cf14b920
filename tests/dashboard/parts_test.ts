/** Parts of the page that do not load: for a moment, after a new deployment, or for good. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { ready } from "./page.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

/** The script of the tab that shows the terms, and what the browser says without it. */
const TERMS = /\/terms-[\w-]+\.js$/;
const NOT_LOADED =
  /ERR_INTERNET_DISCONNECTED|ERR_FAILED|404|Failed to fetch|error loading|could not be loaded/i;

const openTerms = (page: Page) =>
  page.getByRole("navigation", { name: "This competition" }).getByRole("link", { name: "Terms" })
    .click();
const shown = (page: Page) =>
  page.getByRole("main").getByText("A round takes commits for").first().waitFor();

suite("its parts", ({ stage }) => fillCompetition(stage, { models: 40, rounds: 1 }), {
  "offline for a moment at a click: the part comes when the network does": ({ visit, id }) =>
    visit(`/competitions/${id}/leaderboard`, async ({ page, context, watch }) => {
      await ready(page);
      watch.allow(NOT_LOADED);
      await context.setOffline(true);
      await openTerms(page);
      await page.waitForTimeout(1_500);
      assertEquals(await page.getByRole("main").getByText("A round takes commits for").count(), 0);
      await context.setOffline(false);
      await shown(page);
      assertEquals(await page.getByRole("main").getByRole("alert").count(), 0);
    }),

  "after a new deployment the page loads itself again, once": ({ visit, id }) =>
    visit(`/competitions/${id}/leaderboard`, async ({ page, context, watch }) => {
      await ready(page);
      watch.allow(NOT_LOADED);
      let loads = 0;
      page.on("domcontentloaded", () => loads++);
      // The old name is gone; the page that is loaded again knows the new one.
      await context.route(
        TERMS,
        (route) => loads === 0 ? route.fulfill({ status: 404 }) : route.continue(),
      );
      await openTerms(page);
      await shown(page);
      assertEquals(loads, 1);
      assert(page.url().endsWith(`/competitions/${id}/terms`));
    }),

  "a part that is gone for good takes nothing with it, and can be tried again": ({ visit, id }) =>
    visit(`/competitions/${id}/leaderboard`, async ({ page, context, watch }) => {
      await ready(page);
      watch.allow(NOT_LOADED);
      let loads = 0;
      page.on("domcontentloaded", () => loads++);
      await context.route(TERMS, (route) => route.fulfill({ status: 404 }));
      await openTerms(page);
      const failure = page.getByRole("main").getByRole("alert").getByText("could not be loaded");
      await failure.waitFor();
      assertEquals(loads, 1, "once, not forever");
      await page.getByRole("link", { name: "Leaderboard" }).click();
      await page.getByRole("link", { name: "#0", exact: true }).waitFor();
      assertEquals(await failure.count(), 0);
      await openTerms(page);
      await failure.waitFor();
      await context.unroute(TERMS);
      await page.getByRole("button", { name: "Try again" }).click();
      await shown(page);
      assertEquals(loads, 1);
    }),
});
