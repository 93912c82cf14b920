/** Wallets: finding, connecting, rejecting, going to another chain, and doing without. */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { Hex } from "viem";
import { shortAddress } from "../../dashboard/src/components/who.tsx";
import { ready } from "./page.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

/** Opens the list of wallets and chooses one. */
async function connect(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Connect wallet" }).click();
  await page.getByRole("dialog").getByRole("button", { name }).click();
}

/** The button that shows whose wallet is connected. */
function account(page: Page, address: string) {
  return page.getByRole("banner").getByRole("button", { name: shortAddress(address) });
}

suite("wallets", async ({ stage }) => {
  const keys = await Promise.all(
    ["Ann", "Bob", "Cleo", "Dan"].map(async (name): Promise<Hex> => (await stage.actor(name)).key),
  );
  const { id } = await fillCompetition(stage, { models: 40, rounds: 1 });
  return { keys, id, choice: { name: "Fox", keys: [keys[0]!] } };
}, {
  "three wallets are found, one is connected, a reload keeps it, and it can be disconnected": ({
    visit,
    keys,
  }) =>
    visit("/", async ({ page, wallets }) => {
      await page.getByRole("button", { name: "Connect wallet" }).click();
      const dialog = page.getByRole("dialog", { name: "Connect a wallet" });
      await dialog.waitFor();
      assertEquals(
        await dialog.getByRole("list", { name: "Wallets" }).getByRole("button").allInnerTexts(),
        ["Fox", "Owl", "Bear", "◆\nTest wallet of this browser"],
      );
      const widths = await dialog.locator("img").evaluateAll((icons) =>
        icons.map((icon) => (icon as HTMLImageElement).naturalWidth)
      );
      assertEquals(widths, [32, 32, 32], "each brings its picture");
      await dialog.getByRole("button", { name: "Owl" }).click();
      await account(page, wallets[1]!.address).waitFor();
      assertEquals(await page.getByRole("dialog").count(), 0);
      const asked = wallets.map(({ asked }) => asked.includes("eth_requestAccounts"));
      assertEquals(asked, [false, true, false], "only the chosen one is asked");

      await page.reload();
      await account(page, wallets[1]!.address).click();
      await page.getByRole("dialog", { name: "Connected with Owl" })
        .getByRole("button", { name: "Disconnect" }).click();
      await page.getByRole("button", { name: "Connect wallet" }).waitFor();
    }, {
      wallets: ["Fox", "Owl", "Bear"].map((name, index) => ({ name, keys: [keys[index]!] })),
    }),

  "without a wallet everything can be read, and the page says how to get one": ({ visit, id }) =>
    visit("/", async ({ page }) => {
      await page.getByRole("link", { name: "MNIST digits" }).click();
      await page.getByRole("navigation", { name: "This competition" })
        .getByRole("link", { name: "Leaderboard" }).click();
      await page.getByRole("link", { name: "#0", exact: true }).waitFor();
      for (const tab of ["Submit", "Data", "Miners", "Balance sheet", "Terms"]) {
        await page.getByRole("navigation", { name: "This competition" })
          .getByRole("link", { name: tab }).click();
        await ready(page);
        assertEquals(await page.getByRole("alert").allInnerTexts(), [], `${tab} of ${id}`);
      }
      await page.getByRole("button", { name: "Connect wallet" }).click();
      await page.getByRole("dialog").getByText("This browser has no wallet").waitFor();
    }),

  "a rejected connection is reported, and can be retried": ({ visit, choice }) =>
    visit("/", async ({ page, wallets: [wallet] }) => {
      wallet!.rejectNext();
      await connect(page, "Fox");
      await page.getByRole("alert").getByText("You rejected it in your wallet").waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Fox" }).click();
      await account(page, wallet!.address).waitFor();
    }, { wallets: [choice] }),

  "another account, chosen in the wallet, becomes the page's": ({ visit, keys }) =>
    visit("/", async ({ page, wallets: [wallet] }) => {
      await connect(page, "Fox");
      const before = wallet!.address;
      await account(page, before).waitFor();
      await wallet!.choose(keys[3]!);
      assert(wallet!.address !== before);
      await account(page, wallet!.address).waitFor();
      await wallet!.forget();
      await page.getByRole("button", { name: "Connect wallet" }).waitFor();
    }, { wallets: [{ name: "Fox", keys: keys.slice(0, 1) }] }),

  "a wallet on another chain is reported, and switched to the right one, which it did not know": ({
    visit,
    keys,
    stage,
  }) =>
    visit("/", async ({ page, wallets: [wallet] }) => {
      const banner = page.locator("[data-banner=wrong-chain]");
      await connect(page, "Fox");
      await banner.getByText("Your wallet is on another chain").waitFor();
      wallet!.rejectNext();
      const button = banner.getByRole("button", { name: "Switch to Local chain" });
      await button.click();
      await banner.getByText("You rejected it in your wallet").waitFor();
      await button.click();
      await banner.waitFor({ state: "detached" });
      assertEquals(wallet!.chainId, stage.connection.chainId);
      assert(wallet!.asked.includes("wallet_addEthereumChain"));
      // Its owner goes away again, and comes back, in the wallet itself.
      await wallet!.goTo(1);
      await banner.waitFor();
      await wallet!.goTo(stage.connection.chainId);
      await banner.waitFor({ state: "detached" });
    }, { wallets: [{ name: "Fox", keys: keys.slice(0, 1), chainId: 1, knows: [1] }] }),
});
