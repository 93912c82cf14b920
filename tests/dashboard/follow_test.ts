/** Following a competition: told once, in a background tab too, and asked for by a click alone. */
/// <reference lib="dom" />
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { call } from "../../miner/chain/call.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

/** Writes down what the page tells; the browser shows it all the same. */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const told: string[] = JSON.parse(sessionStorage.getItem("told") ?? "[]");
    globalThis.Notification = class extends Notification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options);
        told.push(`${title}: ${options?.body}`);
        sessionStorage.setItem("told", JSON.stringify(told));
      }
    };
  });
}

const told = (page: Page) =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem("told") ?? "[]") as string[]);

suite("following", ({ stage }) => fillCompetition(stage, { models: 10, rounds: 1 }), {
  "a browser that refuses: the page says what to do, and nothing is followed": ({ visit, id }) =>
    visit(`/competitions/${id}`, async ({ page }) => {
      await page.evaluate(() => {
        Notification.requestPermission = () => Promise.resolve("denied");
      });
      await page.getByRole("button", { name: "Follow", exact: true }).click();
      await page.getByText("allow them in its settings").waitFor();
      assertEquals(await page.getByRole("button", { name: "Following" }).count(), 0);
    }),

  "a phase is shown once, also by a tab in the background": async ({ stage, visit, id, site }) => {
    await visit("/", async ({ page, context }) => {
      await context.grantPermissions(["notifications"], { origin: new URL(site.url).origin });
      await listen(page);
      await page.goto(`${site.url}#/competitions/${id}`);
      await page.reload();
      await page.getByRole("button", { name: "Follow", exact: true }).click();
      await page.getByRole("button", { name: "Following" }).waitFor();
      await page.getByText("nothing is sent otherwise").waitFor();
      await page.waitForTimeout(1_500);
      assertEquals(await told(page), [], "what was so before is not news");

      const other = await context.newPage();
      await other.bringToFront();
      const { submissionEnd } = await call(stage.connection, "termsOf", [BigInt(id)]);
      await stage.warpTo(submissionEnd);
      await page.waitForFunction(() => sessionStorage.getItem("told") !== null);
      const news = ["MNIST digits: Submission is over; the miners judge the rest."];
      assertEquals(await told(page), news);
      await page.bringToFront();
      await page.reload();
      await page.getByRole("button", { name: "Following" }).waitFor();
      await stage.chain.control.mine({ blocks: 1 });
      await page.waitForTimeout(2_500);
      assertEquals(await told(page), news);
      await page.getByRole("button", { name: "Following" }).click();
      await page.getByRole("button", { name: "Follow", exact: true }).waitFor();
    });
  },
});
