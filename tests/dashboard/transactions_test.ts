/** A transaction from the click to its last confirmation, and whatever else becomes of it. */
import { assertEquals } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

/** Asks for a round, up to the wallet. */
async function openRound(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Open a round" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Network fee").waitFor();
  await dialog.getByRole("button", { name: "Sign in wallet" }).click();
  return dialog;
}

async function connect(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Connect wallet" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Fox" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** Sends a transaction, up to where it waits for a block. */
async function submit(page: Page): Promise<void> {
  await connect(page);
  await openRound(page);
  await transaction(page, "submitted").waitFor();
}

/** The newest transaction of the list at the page's edge, at a stage. */
function transaction(page: Page, stage: string): Locator {
  return page.locator(`.transaction[data-stage="${stage}"]`).first();
}

suite("transactions", async ({ stage }) => {
  const { key } = await stage.actor("Ann");
  // A competition a test: it has one round at a time.
  const routes: string[] = [];
  for (let count = 0; count < 5; count++) {
    const { id } = await fillCompetition(stage, { models: 2, perAuthor: 1, rounds: 0 });
    routes.push(`/competitions/${id}`);
  }
  /** Nothing is mined while the test runs, unless it mines. */
  const unmined = async (test: () => Promise<void>) => {
    await stage.chain.control.setAutomine(false);
    try {
      await test();
    } finally {
      await stage.chain.control.mine({ blocks: 1 });
      await stage.chain.control.setAutomine(true);
    }
  };
  const mine = () => stage.chain.control.mine({ blocks: 1 });
  return { route: () => routes.pop()!, wallets: [{ name: "Fox", keys: [key] }], unmined, mine };
}, {
  "it is shown, signed, submitted, mined and confirmed, over a reload": (
    { visit, route, wallets, unmined, mine },
  ) =>
    unmined(() =>
      visit(route(), async ({ page, wallets: [wallet] }) => {
        await connect(page);
        const held = wallet!.holdNext();
        const dialog = await openRound(page);
        await held.asked;
        await dialog.getByRole("button", { name: "Waiting for your wallet…" }).waitFor();
        await transaction(page, "asked").waitFor();
        held.release();
        await transaction(page, "submitted").waitFor();
        assertEquals(await dialog.count(), 0);
        await page.reload();
        await transaction(page, "submitted").waitFor();
        await mine();
        await transaction(page, "mined").getByText("1 of 3 confirmations").waitFor();
        await mine();
        await transaction(page, "mined").getByText("2 of 3 confirmations").waitFor();
        await mine();
        await transaction(page, "confirmed").waitFor();
        assertEquals(wallet!.signed.length, 1);
      }, { wallets })
    ),

  "a rejected one sends nothing, and the dialog stays": ({ visit, route, wallets }) =>
    visit(route(), async ({ page, wallets: [wallet] }) => {
      await connect(page);
      wallet!.rejectNext();
      const dialog = await openRound(page);
      await dialog.getByText("You rejected it in your wallet").waitFor();
      assertEquals(wallet!.signed, []);
      await dialog.getByRole("button", { name: "Not now" }).click();
      await dialog.waitFor({ state: "detached" });
      assertEquals(await page.locator(".transaction").count(), 0);
    }, { wallets }),

  "one that is repriced in the wallet is followed": (
    { visit, route, wallets, unmined, mine },
  ) =>
    unmined(() =>
      visit(route(), async ({ page, wallets: [wallet] }) => {
        await submit(page);
        const hash = await wallet!.replaceLast("same call, better paid");
        await mine();
        await transaction(page, "mined").getByText(hash.slice(0, 10)).waitFor();
      }, { wallets })
    ),

  "one whose nonce another used is called replaced": (
    { visit, route, wallets, unmined, mine },
  ) =>
    unmined(() =>
      visit(route(), async ({ page, wallets: [wallet] }) => {
        await submit(page);
        const hash = await wallet!.replaceLast("another call");
        await mine();
        await transaction(page, "replaced").getByText(hash.slice(0, 10)).waitFor();
        await page.getByRole("alert").getByText("did not go through").waitFor();
      }, { wallets })
    ),

  "one that was cancelled in the wallet is called cancelled": (
    { visit, route, wallets, unmined, mine },
  ) =>
    unmined(() =>
      visit(route(), async ({ page, wallets: [wallet] }) => {
        await submit(page);
        await wallet!.replaceLast("taken back");
        await mine();
        await transaction(page, "cancelled").waitFor();
      }, { wallets })
    ),
}, { confirmations: 3 });
