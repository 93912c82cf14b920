/**
 * Screenshots of every page of the dashboard, wide and narrow, light and dark:
 * `deno task screenshots [--url URL] [--competition N] [--out FOLDER]`.
 *
 * Without --url it plays a competition of the fixtures on its own chain, leaves a second one open,
 * and takes screenshots of the first.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import type { Browser } from "playwright-core";
import { readEntries } from "../../miner/demo/models.ts";
import { play } from "../../miner/demo/play.ts";
import { openStage } from "../../miner/demo/stage.ts";
import { launch } from "./chromium.ts";
import { ready } from "./page.ts";
import { routesOf } from "./routes.ts";
import { serveSite } from "./site.ts";
import { fillCompetition } from "./thousand.ts";

const WIDTHS = [1440, 390];
const THEMES = ["light", "dark"] as const;

const options = parseArgs(Deno.args, {
  string: ["url", "competition", "out"],
  default: { competition: "1", out: "build/screenshots" },
});
const out = options.out as string;
const id = Number(options.competition);

await Deno.mkdir(out, { recursive: true });
if (options.url) await picture(options.url as string, id);
else await withOwnStage((url) => picture(url, 1));

/** Takes the pictures. */
async function picture(url: string, id: number): Promise<void> {
  const browser = await launch();
  try {
    for (const width of WIDTHS) {
      for (const theme of THEMES) await pictureAll(browser, url, id, width, theme);
    }
  } finally {
    await browser.close();
  }
}

async function pictureAll(
  browser: Browser,
  url: string,
  id: number,
  width: number,
  colorScheme: "light" | "dark",
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme,
    reducedMotion: "reduce",
  });
  try {
    const page = await context.newPage();
    for (const [name, route] of Object.entries(routesOf(id))) {
      // A new hash alone would not reload the page.
      await page.goto("about:blank");
      await page.goto(`${url}#${route}`);
      await ready(page);
      const path = `${out}/${name}-${width}-${colorScheme}.png`;
      await page.screenshot({ path, fullPage: true });
      console.log(path);
    }
  } finally {
    await context.close();
  }
}

async function withOwnStage(work: (url: string) => Promise<void>): Promise<void> {
  const stage = await openStage();
  try {
    const { signal } = new AbortController();
    const report = { step: () => {}, progress: () => {} };
    await play(stage, await readEntries(undefined), { miners: 5, signal }, report);
    await fillCompetition(stage, { models: 100, rounds: 2 });
    const site = await serveSite(stage);
    try {
      await work(site.url);
    } finally {
      await site.close();
    }
  } finally {
    await stage.close();
  }
}
