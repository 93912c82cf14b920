/**
 * The leaderboard of 1,000 models, in a browser: how soon its first rows appear, and how it
 * scrolls, compared with a plain table of all rows; and what the page asks of a node, at each block
 * with a hundred competitions shown, and at a second visit to a long history.
 * `deno task bench:dashboard [--json]`.
 *
 * The page reads everything from the chain, with nothing in the browser's cache; the plain table
 * has its numbers in its own file, so it shows the browser's own cost.
 *
 * @module
 */
/// <reference lib="dom" />
import { parseArgs } from "@std/cli/parse-args";
import type { Browser } from "playwright-core";
import { scriptsOf } from "./first_load.ts";
import { scrollThrough, timeUntilSeen } from "./measure.ts";
import { callsIn, countedSite } from "./counted_node.ts";
import { registerIn, showCards } from "./cards.ts";
import { createMany } from "./many.ts";
import { type Harness, openHarness } from "./page.ts";
import { fillCompetition, ROW } from "./thousand.ts";

const MODELS = 1_000;
const TURNS = 7;
/** Cards that are shown, and blocks that are counted: in every second one, one of them changes. */
const CARDS = 100;
const BLOCKS = 10;
/** Of a provider's free plan, and blocks since the competition began. */
const MOST_BLOCKS = 1_000;
const LONG_AGO = 100_000;

const { json } = parseArgs(Deno.args, { boolean: ["json"] });

const harness = await openHarness();
try {
  const { id } = await fillCompetition(harness.stage, { models: MODELS });
  const plain = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(plainTable(), { headers: { "content-type": "text/html" } }),
  );
  try {
    const urls = {
      page: [`${harness.site.url}#/competitions/${id}/leaderboard`, ROW, ".virtual"],
      plain: [`http://127.0.0.1:${plain.addr.port}/`, "tbody td a", "#box"],
    } as const;
    const found = { page: [] as Turn[], plain: [] as Turn[] };
    for (let turn = 0; turn < TURNS; turn++) {
      for (const name of ["page", "plain"] as const) {
        const [url, row, box] = urls[name];
        found[name].push(await measure(harness.browser, url, row, box));
      }
    }
    const javascript = await firstLoad(harness.browser, harness.site.url);
    report(found, { ...await countCalls(harness, id), first_js_kb: javascript / 1_000 });
  } finally {
    await plain.shutdown();
  }
} finally {
  await harness.close();
}

interface Turn {
  /** Milliseconds until the first rows appear */
  rows: number;
  /** Milliseconds of half of the frames while scrolling */
  frame: number;
  worst: number;
}

/** One visit, in its own context: nothing is cached. */
async function measure(browser: Browser, url: string, row: string, box: string): Promise<Turn> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    const rows = await timeUntilSeen(page, url, row);
    await page.waitForTimeout(1_000);
    const { median, worst } = await scrollThrough(page, box, 400);
    return { rows, frame: median, worst };
  } finally {
    await context.close();
  }
}

/** Bytes of JavaScript that the first page loads, gzipped. */
async function firstLoad(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext();
  try {
    const scripts = scriptsOf(context);
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForTimeout(2_000);
    return (await scripts()).reduce((sum, { gzipped }) => sum + gzipped, 0);
  } finally {
    await context.close();
  }
}

/** What the page asks of a node; polls that find no new block are not counted. */
async function countCalls({ stage, browser }: Harness, id: number) {
  const first = await createMany(
    stage,
    Array.from({ length: CARDS }, () => ({ name: "One of many" })),
  );
  await using counted = await countedSite(stage);
  const { node, site } = counted;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(site.url);
    await showCards(page, CARDS);
    await page.waitForTimeout(2_000);
    node.take();
    for (let block = 0; block < BLOCKS; block++) {
      if (block % 2 === 0) {
        await registerIn(stage, first + CARDS - 1 - block, `participant ${block}`);
      } else await stage.chain.control.mine({ blocks: 1 });
      await page.waitForTimeout(1_500);
    }
    const perBlock = callsIn(node.take()) / BLOCKS;

    node.mostBlocks = MOST_BLOCKS;
    await stage.chain.control.mine({ blocks: LONG_AGO });
    const seen = async () => {
      await page.locator("main table tbody tr").first().waitFor();
      await page.waitForTimeout(3_000);
      const { eth_getLogs: logs = 0, refused = 0 } = node.take();
      return logs + refused;
    };
    await page.goto(`${site.url}#/competitions/${id}/miners`);
    await page.reload();
    const firstVisit = await seen();
    await page.reload();
    return {
      calls_per_block_100_cards: perBlock,
      getlogs_first_visit: firstVisit,
      getlogs_reload: await seen(),
    };
  } finally {
    await context.close();
  }
}

function plainTable(): string {
  const rows = Array.from(
    { length: MODELS },
    (_, index) =>
      `<tr><td>${index + 1}<td><a href="#${index}">#${index}</a><td>0x${
        String(index).padStart(8, "0")
      }<td>99.100 %<td>100 of 100<td>100.0 %<td>69.9 KB<td>2 d 0 h ago<td>scored</tr>`,
  );
  return `<!doctype html><meta charset="utf-8"><title>Plain</title>
<div id="box" style="height: 630px; overflow: auto"><table><tbody>${rows.join("")}</table></div>`;
}

function report(
  found: { page: Turn[]; plain: Turn[] },
  others: Record<string, number>,
): void {
  const of = (turns: Turn[], name: keyof Turn) => {
    const sorted = turns.map((turn) => turn[name]).sort((a, b) => a - b);
    return sorted[sorted.length >> 1]!;
  };
  const figures = {
    first_rows_ms: of(found.page, "rows"),
    first_rows_plain_ms: of(found.plain, "rows"),
    frame_ms: of(found.page, "frame"),
    frame_plain_ms: of(found.plain, "frame"),
    worst_frame_ms: of(found.page, "worst"),
    worst_frame_plain_ms: of(found.plain, "worst"),
    frame_vs_plain: of(found.page, "frame") / of(found.plain, "frame"),
    ...others,
  };
  if (json) return console.log(JSON.stringify(figures));
  console.log(`Leaderboard of ${MODELS} models, median of ${TURNS}`);
  for (const [name, value] of Object.entries(figures)) {
    console.log(`  ${name.padEnd(26)} ${value.toFixed(2)}`);
  }
}
