/** A chain that goes away, comes back, and restarts. */
import { assert, assertEquals } from "@std/assert";
import { createPublicClient, http, numberToHex, parseEther } from "viem";
import { type LocalChain, startLocalChain } from "../../miner/demo/local_chain.ts";
import type { Stage } from "../../miner/demo/stage.ts";
import { openEndpoint } from "./endpoint.ts";
import { ready } from "./page.ts";
import { serveSite } from "./site.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

/** The browser's own message when nobody listens. */
const REFUSED = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/;

/** Deploys the contract on another chain, at the same address: by the same account's first call. */
async function deployAgain(
  { connection: { client, contract } }: Stage,
  { url, control }: LocalChain,
) {
  const { transactions } = await client.getBlock({ blockNumber: 1n, includeTransactions: true });
  const { from, input, gas } = transactions[0]!;
  await control.impersonateAccount({ address: from });
  await control.setBalance({ address: from, value: parseEther("1") });
  await control.request({
    method: "eth_sendTransaction",
    params: [{ from, data: input, gas: numberToHex(gas) }],
  } as never);
  assert(await createPublicClient({ transport: http(url) }).getCode({ address: contract }));
}

suite("the chain", async ({ stage }) => await fillCompetition(stage, { models: 40, rounds: 1 }), {
  "a chain that does not respond is reported, data stays, and the page continues by itself": async (
    { stage, visit, id },
  ) => {
    const endpoint = openEndpoint(stage.chain.url);
    const rpc = { settings: { rpc: [endpoint.url] }, hosts: [endpoint.url] };
    const site = await serveSite(stage, rpc);
    try {
      await visit(`/competitions/${id}/leaderboard`, async ({ page, watch }) => {
        const banner = page.locator("[data-banner=chain]");
        const board = page.getByRole("link", { name: "#0", exact: true });
        await board.waitFor();
        watch.allow(REFUSED);
        await endpoint.stop();
        await banner.getByText(`does not answer at ${endpoint.url}`).waitFor();
        assertEquals(await board.count(), 1);
        endpoint.start();
        await banner.waitFor({ state: "detached" });

        // A page that is opened while the chain is away also waits for it.
        await endpoint.stop();
        await page.reload();
        await banner.waitFor();
        endpoint.start();
        await board.waitFor();
        await banner.waitFor({ state: "detached" });
      }, { site });
    } finally {
      await site.close();
      await endpoint.close();
    }
  },

  "offline is said at once, with the block that is shown, and over when the network is back": (
    { visit, id },
  ) =>
    visit(`/competitions/${id}/leaderboard`, async ({ page, context, watch }) => {
      const board = page.getByRole("link", { name: "#0", exact: true });
      await board.waitFor();
      watch.allow(/ERR_INTERNET_DISCONNECTED/);
      await context.setOffline(true);
      const banner = page.locator("[data-banner=offline]");
      await banner.getByText("You are offline.").waitFor({ timeout: 3_000 });
      await banner.getByText(/What you see is of block \d+, /).waitFor();
      assertEquals(await board.count(), 1);
      assertEquals(await page.locator("[data-banner=chain]").count(), 0, "one banner is enough");
      await context.setOffline(false);
      await banner.waitFor({ state: "detached" });
    }),

  "a node that answers without new blocks is called stuck, unless its chain is a local one": async (
    { stage, visit },
  ) => {
    // The same chain under another number: its blocks come when a transaction does.
    const site = await serveSite(stage, { settings: { chainId: 5_000 } });
    try {
      await visit("/", async ({ page }) => {
        await page.clock.install();
        await page.reload();
        await page.getByRole("link", { name: "MNIST digits" }).waitFor();
        await page.clock.runFor(20_000);
        assertEquals(await page.locator("[data-banner=late]").count(), 0);
        await page.clock.runFor(100_000);
        await page.locator("[data-banner=late]").getByText("no new block for long").waitFor();
        await stage.chain.control.mine({ blocks: 1 });
        await page.clock.runFor(20_000);
        await page.locator("[data-banner=late]").waitFor({ state: "detached" });
      }, { site });
      await visit("/", async ({ page }) => {
        await page.clock.install();
        await page.reload();
        await page.getByRole("link", { name: "MNIST digits" }).waitFor();
        await page.clock.runFor(200_000);
        assertEquals(await page.locator("[data-banner=late]").count(), 0);
      });
    } finally {
      await site.close();
    }
  },

  "a restart of the chain is shown: first without the contract, then with it": async (
    { stage, visit, id },
  ) => {
    const { contract } = stage.connection;
    const endpoint = openEndpoint(stage.chain.url);
    const rpc = { settings: { rpc: [endpoint.url] }, hosts: [endpoint.url] };
    const site = await serveSite(stage, rpc);
    const other = await startLocalChain();
    try {
      await visit("/", async ({ page, go }) => {
        await page.getByRole("link", { name: "MNIST digits" }).waitFor();
        endpoint.target = other.url;
        await page.locator("[data-banner=reset]").getByText("The chain restarted").waitFor();
        const gone = page.getByRole("alert").getByText(`contract at ${contract}`);
        await gone.waitFor();
        assertEquals(await page.getByRole("link", { name: "MNIST digits" }).count(), 0);
        await go(`/competitions/${id}`);
        await gone.waitFor();
        await page.reload();
        await gone.waitFor();

        await deployAgain(stage, other);
        await page.locator("[data-nothing]").getByText("there are none yet").waitFor();
        await go("/");
        await page.getByText("There are no competitions yet").waitFor();
        await ready(page);
      }, { site });
    } finally {
      await other.close();
      await site.close();
      await endpoint.close();
    }
  },
});
