/** What a wallet, a node or a browser's storage says is not believed where it can be known better. */
/// <reference lib="dom" />
import { assert, assertEquals } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { countedSite } from "./counted_node.ts";
import { ready } from "./page.ts";
import { serveSite } from "./site.ts";
import { connect } from "./steps.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";
import type { TestWallet } from "./wallet.ts";

/** Has the wallet asked to open the page's round, once it is connected. */
async function openRound(
  page: Page,
  wallet: TestWallet,
  connected = () => {},
): Promise<Locator> {
  await connect(page, "Fox", wallet.address);
  connected();
  await page.getByRole("button", { name: "Open a round" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Altogether").waitFor();
  await dialog.getByRole("button", { name: "Sign in wallet" }).click();
  return dialog;
}

const transaction = (page: Page, stage: string) =>
  page.locator(`.transaction[data-stage="${stage}"]`).first();

/** Changes what the browser keeps of every competition. */
function poison(page: Page, change: object): Promise<void> {
  return page.evaluate((change) =>
    new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open("deml-history");
      opening.onsuccess = () => {
        const writing = opening.result.transaction("competitions", "readwrite");
        const cursor = writing.objectStore("competitions").openCursor();
        cursor.onsuccess = () => {
          const at = cursor.result;
          if (at === null) return;
          at.update({ ...at.value, ...change });
          at.continue();
        };
        writing.oncomplete = () => {
          opening.result.close();
          resolve();
        };
        writing.onerror = reject;
      };
    }), change);
}

/** Two nodes at one address that answer in turn; the second one is behind. */
function openUneven(target: string, behind: number): { url: string; close(): Promise<void> } {
  let count = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const { method, headers } = request;
      const ask = async (body: string | undefined) => {
        const response = await fetch(target, { method, headers, body });
        return { response, text: await response.text() };
      };
      let body = method === "POST" ? await request.text() : undefined;
      if (body?.includes(`"latest",false`) && count++ % 2 === 1) {
        const number = { jsonrpc: "2.0", id: 1, method: "eth_blockNumber", params: [] };
        const { result } = JSON.parse((await ask(JSON.stringify(number))).text);
        const old = `0x${(Number(result) - behind).toString(16)}`;
        body = body.replaceAll(`"latest",false`, `"${old}",false`);
      }
      const { response, text } = await ask(body);
      const { status } = response;
      return new Response(text === "" ? null : text, { status, headers: response.headers });
    },
  );
  return { url: `http://127.0.0.1:${server.addr.port}`, close: () => server.shutdown() };
}

suite("lies", async ({ stage }) => {
  const { key } = await stage.actor("Ann");
  const routes: string[] = [];
  for (let count = 0; count < 4; count++) {
    const { id } = await fillCompetition(stage, { models: 2, perAuthor: 1, rounds: 0 });
    routes.push(`/competitions/${id}`);
  }
  const { id } = await fillCompetition(stage, { models: 4, rounds: 1 });
  return { route: () => routes.pop()!, id, wallets: [{ name: "Fox", keys: [key] }] };
}, {
  "a wallet that answers no hash is not followed by it, and the page does not advise to send again":
    (
      { visit, route, wallets },
    ) =>
      visit(route(), async ({ page, wallets: [wallet] }) => {
        wallet!.answerNext({ hash: "soon" });
        const dialog = await openRound(page, wallet!);
        const alert = dialog.getByRole("alert").filter({
          hasText: "may have been sent all the same",
        });
        await alert.waitFor();
        assert(!/try again/i.test(await alert.innerText()), await alert.innerText());
        await dialog.getByRole("button", { name: "Not now" }).click();
        await transaction(page, "confirmed").getByText(wallet!.signed[0]!.hash.slice(0, 10))
          .waitFor();
      }, { wallets }),

  "a wallet that answers the hash of an older transaction confirms nothing by it": (
    { stage, visit, route, wallets },
  ) =>
    visit(route(), async ({ page, wallets: [wallet] }) => {
      const older = await wallet!.sendAside();
      await stage.chain.control.setAutomine(false);
      try {
        wallet!.answerNext(older);
        const dialog = await openRound(page, wallet!);
        await dialog.getByText("it may have been sent all the same").waitFor();
        await dialog.getByRole("button", { name: "Not now" }).click();
        await transaction(page, "asked").waitFor();
      } finally {
        await stage.chain.control.mine({ blocks: 1 });
        await stage.chain.control.setAutomine(true);
      }
      const own = wallet!.signed.at(-1)!.hash;
      await transaction(page, "confirmed").getByText(own.slice(0, 10)).waitFor();
    }, { wallets }),

  "the page warns of a browser that keeps nothing, before a reload forgets": (
    { visit, route, wallets },
  ) =>
    visit(route(), async ({ page, wallets: [wallet] }) => {
      await page.evaluate(() => {
        const { setItem } = Storage.prototype;
        Storage.prototype.setItem = function (key: string, value: string) {
          if (key.startsWith("deml.transactions")) throw new DOMException("", "QuotaExceededError");
          setItem.call(this, key, value);
        };
      });
      let release = () => {};
      const dialog = await openRound(page, wallet!, () => ({ release } = wallet!.holdNext()));
      await dialog.locator('[data-warning="not-kept"]').waitFor();
      release();
      await transaction(page, "confirmed").waitFor();
    }, { wallets }),

  "kept history that cannot be read is read from the chain again": async (
    { stage, visit, id },
  ) => {
    await using counted = await countedSite(stage);
    const { node } = counted;
    await stage.chain.control.mine({ blocks: 300 });
    await visit(`/competitions/${id}/miners`, async ({ page }) => {
      const rows = page.getByRole("main").locator("table tbody tr");
      const see = async () => {
        await ready(page);
        await rows.first().waitFor();
        await page.waitForTimeout(1_000);
      };
      await see();
      const count = await rows.count();
      for (const logs of [[null], [{ address: 7 }], [{ topics: [] }]]) {
        await poison(page, { logs });
        await page.reload();
        await see();
        assertEquals(await rows.count(), count, JSON.stringify(logs));
      }
    }, counted);
    assert(node.take()["eth_getLogs"]! >= 4);
  },

  "of two nodes, the one that is behind does not take the page back": async ({ stage, visit }) => {
    const BEHIND = 20;
    await stage.chain.control.mine({ blocks: 2 * BEHIND });
    const node = openUneven(stage.chain.url, BEHIND);
    // Under another number: a local chain may go back.
    const settings = { chainId: 5_000, rpc: [node.url] };
    const site = await serveSite(stage, { settings, hosts: [node.url] });
    try {
      await visit("/", async ({ page }) => {
        const shown = page.getByRole("contentinfo").getByText(/^Block/);
        await shown.waitFor();
        const seen: number[] = [];
        for (let look = 0; look < 8; look++) {
          const text = await shown.innerText();
          seen.push(Number(/[\d,]+/.exec(text)![0].replaceAll(",", "")));
          await page.waitForTimeout(1_500);
        }
        assertEquals(seen, seen.toSorted((a, b) => a - b));
      }, { site });
    } finally {
      await site.close();
      await node.close();
    }
  },
});
