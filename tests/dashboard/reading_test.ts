/** What the page asks of a node: little, at each block and at each visit. */
import { assert, assertEquals } from "@std/assert";
import { callsIn, countedSite } from "./counted_node.ts";
import { registerIn, showCards } from "./cards.ts";
import { createMany } from "./many.ts";
import { ready } from "./page.ts";
import { suite } from "./suite.ts";
import { fillCompetition } from "./thousand.ts";

const SHOWN = 103;

suite("what it reads", async ({ stage }) => {
  const { id } = await fillCompetition(stage, { models: 40, rounds: 1 });
  const plans = Array.from({ length: SHOWN }, (_, index) => ({ name: `Number ${index}` }));
  return { id, first: await createMany(stage, plans) };
}, {
  "with a hundred cards, a block costs at most three calls, whatever it changes": async (
    { stage, visit, first },
  ) => {
    await using counted = await countedSite(stage);
    const { node } = counted;
    await visit("/", async (visited) => {
      await showCards(visited.page, SHOWN);
      await visited.page.waitForTimeout(2_000);
      node.take();
      const BLOCKS = 5;
      for (let block = 0; block < BLOCKS; block++) {
        await stage.chain.control.mine({ blocks: 1 });
        await visited.page.waitForTimeout(1_500);
      }
      const quiet = node.take();
      assert(callsIn(quiet) <= 3 * BLOCKS, JSON.stringify(quiet));
      assertEquals(quiet["eth_call"], undefined, "nothing changed, nothing is read");

      const card = visited.page.locator(".cards article").filter({
        hasText: `no. ${first + 100}`,
      });
      for (let block = 0; block < BLOCKS; block++) {
        await registerIn(stage, first + 100, `participant ${block}`);
        await visited.page.waitForTimeout(1_500);
      }
      const busy = node.take();
      assert(callsIn(busy) <= 3 * BLOCKS, JSON.stringify(busy));
      await card.getByText(`${BLOCKS}`, { exact: true }).first().waitFor();
    }, counted);
  },

  "a reload continues the history, and a limit of requests is waited for": async (
    { stage, visit, id },
  ) => {
    await using counted = await countedSite(stage);
    const { node } = counted;
    node.mostBlocks = 1_000;
    await stage.chain.control.mine({ blocks: 30_000 });
    await visit(`/competitions/${id}/miners`, async ({ page, watch }) => {
      await ready(page);
      const miners = page.getByRole("main").locator("table tbody tr").first();
      await miners.waitFor();
      const first = node.take();
      assert(first["eth_getLogs"]! >= 30, JSON.stringify(first));
      assert(first["refused"]! <= 1, "the node's own limit is believed");
      await page.waitForTimeout(1_000);
      await page.reload();
      await ready(page);
      await miners.waitFor();
      const again = node.take();
      assert(again["eth_getLogs"]! <= 2, JSON.stringify(again));
      assertEquals(again["refused"], undefined, "and remembered");

      // Too many requests: it waits, and the page has all of it.
      watch.allow(/429/);
      node.limited = 2;
      await stage.chain.control.mine({ blocks: 1 });
      await page.reload();
      await ready(page);
      await miners.waitFor();
      const slow = node.take();
      assert(slow["eth_getLogs"]! <= 3, JSON.stringify(slow));
      assert(slow["429"]! >= 1);
    }, counted);
  },

  "history of another chain is thrown away": async ({ stage, visit, id }) => {
    await using counted = await countedSite(stage);
    const { node } = counted;
    await visit(`/competitions/${id}/miners`, async ({ page }) => {
      await ready(page);
      await page.getByRole("main").locator("table tbody tr").first().waitFor();
      await page.waitForTimeout(1_000);
      // As if the blocks that were read had been replaced since.
      await page.evaluate(() =>
        new Promise<void>((resolve, reject) => {
          const opening = indexedDB.open("deml-history");
          opening.onsuccess = () => {
            const change = opening.result.transaction("competitions", "readwrite");
            const store = change.objectStore("competitions");
            const cursor = store.openCursor();
            cursor.onsuccess = () => {
              const at = cursor.result;
              if (at === null) return;
              at.update({ ...at.value, hash: "0x12", logs: [] });
              at.continue();
            };
            change.oncomplete = () => resolve();
            change.onerror = reject;
          };
        })
      );
      node.take();
      await page.reload();
      await ready(page);
      await page.getByRole("main").locator("table tbody tr").first().waitFor();
      assert(node.take()["eth_getLogs"]! >= 1);
    }, counted);
  },
});
