/**
 * A participant's path in Firefox: what the page needs of a browser (modules, workers, WebAssembly,
 * IndexedDB, downloads' checks) is there as in Chromium.
 */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import type { ElementHandle, Page } from "puppeteer-core";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readModels } from "../../miner/chain/read_models.ts";
import { openStage } from "../../miner/demo/stage.ts";
import { complaintsOf, contextOf, hasFirefox, launchFirefox } from "./firefox.ts";
import { createOpen } from "./open_competition.ts";
import { serveSite } from "./site.ts";
import { fixture } from "./steps.ts";
import { addWallets } from "./wallet.ts";

/** In milliseconds: Firefox on a loaded machine is slow, and what never appears still fails. */
const PATIENCE = 90_000;

const see = (page: Page, selector: string, timeout = PATIENCE) =>
  page.waitForSelector(selector, { visible: true, timeout });

/**
 * Clicks what a reader would, by its role and its name, once it is enabled. A mouse would wait for
 * frames in which nothing moves, which a loaded machine may never draw.
 */
async function click(page: Page, role: string, name: string): Promise<void> {
  const found = await see(page, `::-p-aria([role="${role}"][name="${name}"])`);
  await page.waitForFunction(
    (element) => !(element as HTMLButtonElement | null)?.disabled,
    {},
    found,
  );
  await found?.evaluate((element) => (element as HTMLElement).click());
}

Deno.test({
  name: "the dashboard: Firefox registers, scores a model as miners do, and submits it",
  ignore: !hasFirefox,
  async fn() {
    await using opened = new AsyncDisposableStack();
    const stage = await openStage();
    opened.defer(() => stage.close());
    const { id, registrationEnd } = await createOpen(stage);
    const author = await stage.actor("Ann");
    const site = await serveSite(stage);
    opened.defer(() => site.close());
    const browser = await launchFirefox();
    opened.defer(() => browser.close());
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.setViewport({ width: 1440, height: 900 });
    const complaints = complaintsOf(page);
    const [wallet] = await addWallets(contextOf(page), stage, [
      { name: "Fox", keys: [author.key] },
    ]);
    await page.goto(`${site.url}#/`);
    await see(page, `a[href='#/competitions/${id}']`);
    await page.goto(`${site.url}#/competitions/${id}/submit`);
    await click(page, "button", "Connect wallet");
    await click(page, "button", "Fox");
    await click(page, "button", "Register");
    await click(page, "button", "Sign in wallet");
    await see(page, "[data-step=wait]");
    await stage.warpTo(registrationEnd);
    await see(page, "[data-step=submit]");
    const drop = await page.waitForSelector("input[type=file]") as ElementHandle<HTMLInputElement>;
    await drop.uploadFile(fixture("lenet"));
    await click(page, "button", "Score it");
    const score = await see(page, "[data-local-score]", 2 * PATIENCE);
    assertEquals(await score!.evaluate((shown) => shown.getAttribute("data-local-score")), "99100");
    await click(page, "button", "Submit");
    for (
      const what of [`Reserve a place in competition ${id}`, `Submit a model to competition ${id}`]
    ) {
      await see(page, `::-p-aria([role="dialog"][name="${what}"])`);
      await click(page, "button", "Sign in wallet");
    }
    await see(page, "::-p-aria([role='link'][name='#0'])");
    const competition = await readCompetition(stage.connection, id);
    const [model] = await readModels(stage.connection, id, competition.models);
    assertEquals(model?.author, author.address);
    assertEquals(wallet!.signed.length, 3);
    // A reload remembers the wallet and what the browser kept.
    await page.reload();
    await see(page, "::-p-aria([role='link'][name='#0'])");
    for (const tab of ["data", "miners", "balance", "terms"]) {
      await page.goto(`${site.url}#/competitions/${id}/${tab}`);
      await page.waitForFunction(() =>
        document.querySelector(".busy") === null && document.querySelector("#main > *") !== null
      );
    }
    assert(complaints.length === 0, complaints.join("\n"));
  },
});
