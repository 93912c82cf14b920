/**
 * Screenshots of every page of the dashboard, wide and narrow, light and dark:
 * `deno task screenshots [--url URL] [--competition N] [--out FOLDER] [--only NAME]…`.
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
import { loaded } from "./loaded.ts";
import { routesOf } from "./routes.ts";
import { serveSite } from "./site.ts";
import { fillCompetition } from "./thousand.ts";

const WIDTHS = [1440, 390];
const THEMES = ["light", "dark"] as const;

const options = parseArgs(Deno.args, {
  string: ["url", "competition", "out", "only"],
  collect: ["only"],
  default: { competition: "1", out: "build/screenshots" },
});
const out = options.out as string;
const id = Number(options.competition);
const only = options.only as string[];

wanted(id);
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
    for (const [name, route] of wanted(id)) {
      // A new hash alone would not reload the page.
      await page.goto("about:blank");
      await page.goto(`${url}#${route}`);
      await loaded(page);
      const path = `${out}/${name}-${width}-${colorScheme}.png`;
      await page.screenshot({ path, fullPage: true });
      console.log(path);
    }
  } finally {
    await context.close();
  }
}

/** The pages that are asked for; all unless told. */
function wanted(id: number): [name: string, route: string][] {
  const all = Object.entries({
    ...routesOf(id),
    // The own stage leaves a second one open.
    ...(options.url ? {} : {
      "overview-running": `/competitions/${id + 1}`,
      "leaderboard-running": `/competitions/${id + 1}/leaderboard`,
    }),
  });
  const unknown = only.filter((name) => !all.some(([known]) => known === name));
  if (unknown.length > 0) throw new Error(`No page is called ${unknown.join(", ")}`);
  return all.filter(([name]) => only.length === 0 || only.includes(name));
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
