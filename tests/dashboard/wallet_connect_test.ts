/** A wallet on a phone, by WalletConnect: found by a picture, asked through the relay, left. */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { privateKeyToAccount } from "viem/accounts";
import { shortAddress } from "../../dashboard/src/components/who.tsx";
import { WALLET_CONNECT_RELAY } from "../../miner/dashboard/headers.ts";
import { graveFindings } from "./axe.ts";
import { createOpen } from "./open_competition.ts";
import { openPhone } from "./phone.ts";
import { openRelay, type Relay, serveRelay } from "./relay.ts";
import { register } from "./steps.ts";
import { suite } from "./suite.ts";

/** The page reaches the relay by the address that its policy allows. */
async function relayFor(page: Page, relay: Relay): Promise<void> {
  await page.routeWebSocket(`${WALLET_CONNECT_RELAY}/**`, (socket) => {
    const line = { send: (text: string) => socket.send(text) };
    socket.onMessage((text) => relay.hear(line, String(text)));
    socket.onClose(() => relay.leave(line));
  });
}

suite("a wallet on a phone", async ({ stage }) => {
  const ann = await stage.actor("Ann");
  const { id } = await createOpen(stage);
  return { ann, id };
}, {
  "its owner scans, registers from the phone, and a reload keeps the session until it ends": async (
    { visit, stage, ann, id },
  ) => {
    const relay = openRelay();
    const served = serveRelay(relay);
    const { client, chainId } = stage.connection;
    const account = privateKeyToAccount(ann.key);
    const asked: string[] = [];
    const phone = await openPhone(served.url, chainId, ann.address, async (method, params) => {
      asked.push(method);
      const [{ to, data, value, gas }] = params as [Record<"to" | "data" | "value" | "gas", never>];
      const nonce = await client.getTransactionCount({ address: ann.address });
      const raw = await account.signTransaction({
        ...await client.estimateFeesPerGas(),
        ...{ to, data, nonce, chainId, type: "eip1559" },
        value: BigInt(value ?? 0),
        gas: BigInt(gas),
      });
      return await client.sendRawTransaction({ serializedTransaction: raw });
    });
    try {
      await visit("/", async ({ page, watch, go }) => {
        // It asks a host for a certificate of this page's address, which the policy forbids.
        watch.allow(/verify\.walletconnect/);
        await relayFor(page, relay);
        await go(`/competitions/${id}/submit`);
        const banner = page.getByRole("banner");
        await banner.getByRole("button", { name: "Connect wallet" }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByRole("button", { name: /A wallet on your phone/ }).click();
        await dialog.getByRole("img", { name: /for the camera of a phone/ }).waitFor();
        assertEquals(await graveFindings(page), []);
        const uri = await dialog.locator("code[title^='wc:']").getAttribute("title");
        await phone.scan(uri!);
        const button = banner.getByRole("button", { name: shortAddress(ann.address) });
        await button.waitFor();
        await register(page);
        assertEquals(asked, ["eth_sendTransaction"]);
        await page.reload();
        await button.waitFor();
        await phone.hangUp();
        await banner.getByRole("button", { name: "Connect wallet" }).waitFor();
        assert(relay.asked.includes("irn_publish"));
      });
    } finally {
      await phone.close();
      await served.close();
    }
  },

  "the relay hears nothing of those who do not choose it, and who does may leave it": (
    { visit },
  ) => {
    const relay = openRelay();
    return visit("/", async ({ page, watch }) => {
      watch.allow(/verify\.walletconnect/);
      await relayFor(page, relay);
      await page.getByRole("button", { name: "Connect wallet" }).click();
      const dialog = page.getByRole("dialog");
      const phone = dialog.getByRole("button", { name: /A wallet on your phone/ });
      await phone.waitFor();
      assertEquals(relay.asked, []);
      await phone.click();
      await dialog.getByRole("button", { name: "Use another wallet" }).click();
      await phone.waitFor();
      assertEquals(await page.getByRole("banner").getByText(/^0x/).count(), 0);
    });
  },
}, {
  settings: { walletConnect: "0123456789abcdef0123456789abcdef" },
  hosts: [WALLET_CONNECT_RELAY],
});
