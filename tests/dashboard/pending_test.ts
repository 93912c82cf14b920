/** Transactions whose end is unknown: nothing is given up, or done twice. */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { shortAddress } from "../../dashboard/src/components/who.tsx";
import { graveFindings } from "./axe.ts";
import { connect } from "./steps.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";
import type { TestWallet } from "./wallet.ts";

/** Opens the review of the page's round. */
async function review(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Open a round" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Altogether").waitFor();
  return dialog;
}

/** Has the wallet asked to open the page's round; it may be connected before. */
async function openRound(page: Page, wallet: TestWallet, connected = false): Promise<Locator> {
  if (!connected) await connect(page, "Fox", wallet.address);
  const dialog = await review(page);
  await dialog.getByRole("button", { name: "Sign in wallet" }).click();
  return dialog;
}

/** The transaction at the page's edge, at a stage. */
function transaction(page: Page, stage: string): Locator {
  return page.locator(`.transaction[data-stage="${stage}"]`).first();
}

/** Longer than a node may lag. */
const A_WHILE = 70_000;

suite("pending transactions", async ({ stage }) => {
  const [ann, bob] = [await stage.actor("Ann"), await stage.actor("Bob")];
  // A competition per test: it has one round at a time.
  const routes: string[] = [];
  for (let count = 0; count < 7; count++) {
    const { id } = await fillCompetition(stage, { models: 2, perAuthor: 1, rounds: 0 });
    routes.push(`/competitions/${id}`);
  }
  return {
    route: () => routes.pop()!,
    ann,
    bob,
    wallets: [{ name: "Fox", keys: [ann.key, bob.key] }],
    mine: (blocks: number) => stage.chain.control.mine({ blocks }),
  };
}, {
  "one in a private mempool for 25 blocks is followed, over a reload, and not sent twice": (
    { visit, route, wallets, mine },
  ) =>
    visit(route(), async ({ page, wallets: [wallet] }) => {
      await page.clock.install();
      const kept = wallet!.withholdNext();
      await openRound(page, wallet!);
      await transaction(page, "submitted").waitFor();
      await page.clock.fastForward(A_WHILE);
      await transaction(page, "unseen").getByText("Our node does not see it").waitFor();
      await mine(25);
      await page.reload();
      await page.clock.fastForward(3 * 86_400_000);
      const unseen = transaction(page, "unseen");
      await unseen.waitFor();
      assert(!/again|nothing|dropped/i.test(await unseen.innerText()), await unseen.innerText());

      const dialog = await review(page);
      await dialog.locator("[data-warning=twin]").getByText("The same is pending already")
        .waitFor();
      assertEquals(await dialog.getByRole("button", { name: "Sign in wallet" }).count(), 0);
      assertEquals(await graveFindings(page), []);
      await dialog.getByRole("button", { name: "Not now" }).click();

      await unseen.getByRole("button", { name: /^Hide/ }).click();
      await unseen.waitFor({ state: "detached" });
      await kept.release();
      await page.clock.fastForward(4_000_000);
      await transaction(page, "confirmed").waitFor();
      assertEquals(wallet!.signed.length, 1);
    }, { wallets }),

  "one that only the wallet's node has is found when the wallet speeds it up": (
    { visit, route, wallets },
  ) =>
    visit(route(), async ({ page, wallets: [wallet] }) => {
      await page.clock.install();
      wallet!.withholdNext({ mute: true });
      await openRound(page, wallet!);
      await transaction(page, "submitted").waitFor();
      await page.clock.fastForward(A_WHILE);
      await transaction(page, "unseen").waitFor();
      const hash = await wallet!.replaceLast("same call, better paid");
      await transaction(page, "confirmed").getByText(hash.slice(0, 10)).waitFor();
    }, { wallets }),

  "one that only the wallet's node has may be cancelled there": ({ visit, route, wallets }) =>
    visit(route(), async ({ page, wallets: [wallet] }) => {
      wallet!.withholdNext();
      await openRound(page, wallet!);
      await transaction(page, "submitted").waitFor();
      const hash = await wallet!.replaceLast("taken back");
      await transaction(page, "cancelled").waitFor();
      await page.getByRole("alert").getByText("you cancelled it in your wallet").waitFor();
      assert(hash !== wallet!.signed[0]!.hash);
    }, { wallets }),

  "a wallet that does not answer is left, and what it signs after a reload is found by its nonce": (
    { visit, route, wallets },
  ) =>
    visit(route(), async ({ page, wallets: [wallet] }) => {
      await connect(page, "Fox", wallet!.address);
      const held = wallet!.holdNext();
      const dialog = await openRound(page, wallet!, true);
      await held.asked;
      await dialog.getByRole("button", { name: "Stop waiting" }).click();
      await dialog.waitFor({ state: "detached" });
      await page.getByRole("alert").getByText("your wallet may still sign it").waitFor();
      await transaction(page, "asked").getByText("it may still sign").waitFor();

      await page.reload();
      await transaction(page, "asked").waitFor();
      const again = await review(page);
      await again.locator("[data-warning=twin]").getByText("may still sign it").waitFor();
      await again.getByRole("button", { name: "Not now" }).click();

      held.release();
      await transaction(page, "confirmed").waitFor();
      const { hash } = wallet!.signed[0]!;
      await transaction(page, "confirmed").getByText(hash.slice(0, 10)).waitFor();
    }, { wallets }),

  "a change of the account while the wallet is asked is said, and never put under “From”": (
    { visit, route, wallets, ann, bob },
  ) =>
    visit(route(), async ({ page, wallets: [wallet] }) => {
      await connect(page, "Fox", wallet!.address);
      const held = wallet!.holdNext();
      const dialog = await openRound(page, wallet!, true);
      await held.asked;
      const from = dialog.locator("dl > div").filter({ hasText: /^From/ });
      const cost = await dialog.locator(".total").innerText();
      await wallet!.choose(bob.key);
      const warning = dialog.locator("[data-warning=account]");
      await warning.getByText("You changed the account in your wallet").waitFor();
      await from.getByText(shortAddress(ann.address)).waitFor();
      assertEquals(await dialog.locator(".total").innerText(), cost);
      await wallet!.choose(ann.key);
      await warning.waitFor({ state: "detached" });
      await wallet!.choose(bob.key);
      // The wallet refuses to sign for an account that is not chosen; then all starts over.
      held.release();
      await dialog.getByRole("alert").getByText(ann.address).waitFor();
      await from.getByText(shortAddress(bob.address)).waitFor();
      assertEquals(wallet!.signed, []);
      assertEquals(await page.locator(".transaction").count(), 0);
    }, { wallets }),

  "a wallet that signs with the wrong account is found out": (
    { visit, route, wallets, bob },
  ) =>
    visit(route(), async ({ page, wallets: [wallet] }) => {
      wallet!.signNextWith(bob.key);
      await openRound(page, wallet!);
      await transaction(page, "confirmed").getByText(`signed with ${bob.address}`).waitFor();
    }, { wallets }),

  "a wallet that fails after it has sent is not believed, and the list covers nothing": (
    { visit, route, wallets },
  ) =>
    visit(route(), async ({ page, wallets: [wallet] }) => {
      wallet!.failAfterNext();
      const dialog = await openRound(page, wallet!);
      await dialog.getByRole("alert").getByText("The node took too long").waitFor();
      await dialog.getByRole("button", { name: "Not now" }).click();
      await transaction(page, "confirmed").waitFor();
      const overlap = await page.evaluate(() => {
        scrollTo(0, document.body.scrollHeight);
        const bottom = document.querySelector("footer.bottom")!.getBoundingClientRect().bottom;
        return bottom - document.querySelector(".tray")!.getBoundingClientRect().top;
      });
      assert(overlap <= 0.5, `the list covers ${overlap} pixels of the page's end`);
    }, { wallets, viewport: { width: 390, height: 800 } }),
});
