/**
 * How soon the page shows its first rows, with nothing in the browser's cache, and what it asks of a
 * node until then.
 *
 * @module
 */
import type { Browser } from "playwright-core";
import { openStage } from "../../../miner/demo/stage.ts";
import { launch } from "../../dashboard/chromium.ts";
import { callsIn, type CountedSite, countedSite } from "../../dashboard/counted_node.ts";
import { timeUntilSeen } from "../../dashboard/measure.ts";
import { ROW } from "../../dashboard/thousand.ts";
import { growing, least, type Measure, SMALL } from "./measure.ts";
import { createBystanders, type Plan, playCompetition } from "./play.ts";
import type { Against, Series } from "./series.ts";

/** What is waited for in the list of competitions, and on the page of a competition's miners. */
const CARD = ".cards article";
const MINER = "main table tbody tr";

/** Measures the list of competitions, a leaderboard and a table of miners. */
export const measurePage: Measure = async (sizes, tell) => {
  const stage = await openStage();
  const browser = await launch();
  try {
    await using site = await countedSite(stage);
    const found: Series[] = [];
    const visits = async (
      name: string,
      against: Against,
      selector: string,
      routeAt: (size: number) => Promise<string>,
    ) => {
      const series = growing(against);
      for (const size of sizes(against)) {
        tell(`${size} ${against}`);
        const route = await routeAt(size);
        const { ms, calls } = await visit(browser, site, route, selector);
        series.add(name, "ms", "linear", size, ms);
        series.add(name, "calls", "linear", size, calls);
      }
      found.push(...series.all());
    };
    let here = 0;
    await visits("list of competitions", "competitions", CARD, async (size) => {
      await createBystanders(stage, stage.specDigest, size - here);
      here = size;
      return "/";
    });
    const play = async (plan: Plan, part: string) => {
      const { id } = await playCompetition(stage, stage.specDigest, plan);
      return `/competitions/${id}/${part}`;
    };
    await visits(
      "leaderboard",
      "models",
      ROW,
      (models) => play({ ...SMALL, models }, "leaderboard"),
    );
    await visits(
      "table of miners",
      "miners",
      MINER,
      (miners) => play({ ...SMALL, miners }, "miners"),
    );
    return found;
  } finally {
    await browser.close();
    await stage.close();
  }
};

/** Some visits, each in its own context; returns the least milliseconds and calls. */
function visit(
  browser: Browser,
  { node, site }: CountedSite,
  route: string,
  selector: string,
): Promise<{ ms: number; calls: number }> {
  return least(async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    try {
      node.take();
      const page = await context.newPage();
      const ms = await timeUntilSeen(page, `${site.url}#${route}`, selector);
      return { ms, calls: callsIn(node.take()) };
    } finally {
      await context.close();
    }
  });
}
