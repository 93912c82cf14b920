/** Wallets beside the browser's extensions: the test wallet, a phone's, two of one name; prices. */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import { devices } from "playwright-core";
import { parseEther } from "viem";
import { readModels } from "../../miner/chain/read_models.ts";
import { FEED, putFeed } from "./aggregator.ts";
import { graveFindings } from "./axe.ts";
import { createOpen } from "./open_competition.ts";
import { serveSite } from "./site.ts";
import { choose, connect, fixture, register, submit } from "./steps.ts";
import { suite } from "./suite.ts";

suite("wallets of this page", async ({ stage }) => {
  const ann = await stage.actor("Ann");
  const created = await createOpen(stage);
  return { ...created, ann, wallets: [{ name: "Fox", keys: [ann.key] }] };
}, {
  "two wallets of one name are distinguished by their makers": ({ visit, ann }) =>
    visit("/", async ({ page, wallets }) => {
      await page.getByRole("button", { name: "Connect wallet" }).click();
      const list = page.getByRole("list", { name: "Wallets" });
      await list.waitFor();
      assertEquals((await list.getByRole("button").allInnerTexts()).slice(0, 2), [
        "MetaMask (io.metamask)",
        "MetaMask (example.other)",
      ]);
      await list.getByRole("button", { name: "MetaMask (example.other)" }).click();
      await page.getByRole("banner").getByRole("button", { name: /^0x/ }).click();
      await page.getByRole("dialog", { name: "Connected with MetaMask (example.other)" }).waitFor();
      assertEquals(wallets.map(({ asked }) => asked.includes("eth_requestAccounts")), [
        false,
        true,
      ]);
    }, {
      wallets: ["io.metamask", "example.other"].map((rdns) => ({
        name: "MetaMask",
        rdns,
        keys: [ann.key],
      })),
    }),

  "on a phone the page opens in the browser of a wallet": ({ visit, site, id }) => {
    const { viewport, userAgent, isMobile, hasTouch } = devices["Pixel 7"]!;
    return visit(`/competitions/${id}`, async ({ page }) => {
      await page.getByRole("button", { name: "Connect wallet" }).click();
      const dialog = page.getByRole("dialog");
      const link = dialog.getByRole("link", { name: "MetaMask" });
      const here = `${site.url}#/competitions/${id}`.replace("http://", "");
      assertEquals(await link.getAttribute("href"), `https://metamask.app.link/dapp/${here}`);
      assertEquals(await dialog.getByText("Install one").count(), 0);
      assertEquals(await graveFindings(page), []);
    }, { viewport, userAgent, isMobile, hasTouch });
  },

  "the price of ether stands beside what is paid, with its age, and a wrong one does not": async (
    { visit, stage, id, ann, wallets },
  ) => {
    const site = await serveSite(stage, {
      settings: { price: { feed: FEED, currency: "USD" } },
    });
    try {
      await putFeed(stage, 2_500_00000000n, 3_600);
      await visit(`/competitions/${id}/submit`, async ({ page }) => {
        await connect(page, "Fox", ann.address);
        await page.getByRole("button", { name: "Register" }).click();
        const dialog = page.getByRole("dialog");
        const paid = dialog.locator("dl > div").filter({ hasText: /^You send/ });
        const ether = Number.parseFloat((await paid.locator(".money").innerText()).split(" ")[0]!);
        await paid.getByText("at the price of 1 h").waitFor();
        const shown = await paid.locator(".fiat").innerText();
        const dollars = Number(/≈ ([\d,.]+) USD/.exec(shown)![1]!.replaceAll(",", ""));
        assert(Math.abs(dollars - 2_500 * ether) <= 0.01 * dollars, `${shown} for ${ether}`);
      }, { wallets, site });

      for (const [answer, age] of [[-1n & (2n ** 256n - 1n), 0], [2_500_00000000n, 500_000]]) {
        await putFeed(stage, answer as bigint, Number(age));
        await visit(`/competitions/${id}/submit`, async ({ page }) => {
          await connect(page, "Fox", ann.address);
          await page.getByRole("button", { name: "Register" }).click();
          await page.getByRole("dialog").getByText("Altogether").waitFor();
          await page.waitForTimeout(500);
          assertEquals(await page.locator(".fiat").count(), 0);
        }, { wallets, site });
      }
    } finally {
      await site.close();
    }
  },

  "on a local chain one registers and submits without an extension, and a reload keeps it": (
    { visit, stage, id, registrationEnd },
  ) =>
    visit(`/competitions/${id}/submit`, async ({ page }) => {
      const banner = page.getByRole("banner");
      await banner.getByRole("button", { name: "Connect wallet" }).click();
      await page.getByRole("dialog").getByText("This browser has no wallet").waitFor();
      await page.getByRole("button", { name: "Test wallet of this browser" }).click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await register(page);
      await stage.warpTo(registrationEnd);
      await choose(page, fixture("lenet"));
      await submit(page);
      const models = await readModels(stage.connection, BigInt(id), 1);
      assertEquals(models.length, 1);

      await page.reload();
      await banner.getByRole("button", { name: /^0x/ }).click();
      const dialog = page.getByRole("dialog", {
        name: "Connected with Test wallet of this browser",
      });
      const address = await dialog.locator("p.mono").innerText() as `0x${string}`;
      assertEquals(models[0]!.author, address);
      const before = await stage.connection.client.getBalance({ address });
      await dialog.getByRole("button", { name: "Get 100 test ether" }).click();
      await dialog.getByRole("button", { name: /^Got it/ }).waitFor();
      const after = await stage.connection.client.getBalance({ address });
      assertEquals(after - before, parseEther("100"));
      assertEquals(await graveFindings(page), []);
    }),
});
