/**
 * A browser on a stage: the start of every test of the dashboard.
 *
 * @module
 */
/// <reference lib="dom" />
import { fromFileUrl } from "@std/path/from-file-url";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { Served } from "../../miner/dashboard/serve.ts";
import { openStage, type Stage } from "../../miner/demo/stage.ts";
import { launch } from "./chromium.ts";
import { serveSite, type SiteOptions } from "./site.ts";
import { addWallets, type TestWallet, type WalletChoice } from "./wallet.ts";
import { type Watch, watch } from "./watch.ts";

/** Where screenshots of failed pages go. */
const FAILURES = fromFileUrl(new URL("../../build/dashboard-failures/", import.meta.url));

/** A chain, the page of it, and a browser. */
export interface Harness {
  stage: Stage;
  site: Served;
  browser: Browser;
  /**
   * Runs a test in its own browser: nothing stored, no wallet except those given. Fails if an error
   * occurs in the page that the test did not allow.
   *
   * @param route Where to begin, e.g. `/competitions/1`
   */
  visit(
    route: string,
    test: (visit: Visit) => Promise<void>,
    options?: VisitOptions,
  ): Promise<void>;
  close(): Promise<void>;
}

/** One test's page. */
export interface Visit {
  page: Page;
  context: BrowserContext;
  wallets: TestWallet[];
  watch: Watch;
  /** Goes to a part of the page without reloading it. */
  go(route: string): Promise<void>;
}

/** How a test sees the page. */
export interface VisitOptions extends BrowserContextOptions {
  wallets?: WalletChoice[];
  /** A site other than the harness's own */
  site?: Served;
}

/** Opens a harness. */
export async function openHarness(options: SiteOptions = {}): Promise<Harness> {
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const part of opened.splice(0).reverse()) await part.close();
  };
  try {
    const stage = await openStage();
    opened.push(stage);
    const site = await serveSite(stage, options);
    opened.push(site);
    const browser = await launch();
    opened.push(browser);
    return {
      stage,
      site,
      browser,
      close,
      visit: (route, test, { wallets = [], site: other = site, ...given } = {}) =>
        visit(browser, stage, `${other.url}#${route}`, wallets, given, test),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function visit(
  browser: Browser,
  stage: Stage,
  url: string,
  choices: WalletChoice[],
  options: BrowserContextOptions,
  test: (visit: Visit) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    // A test waits for what it expects; a screenshot must not show motion.
    reducedMotion: "reduce",
    ...options,
  });
  // A loaded machine is slow; what never appears still fails.
  context.setDefaultTimeout(30_000);
  try {
    const watched = watch(context);
    const wallets = await addWallets(context, stage, choices);
    const page = await context.newPage();
    await page.goto(url);
    const go = async (route: string) => {
      await page.evaluate((hash) => void (location.hash = hash), route);
    };
    try {
      await test({ page, context, wallets, watch: watched, go });
      const problems = watched.problems();
      if (problems.length > 0) throw new Error(`The page complains:\n${problems.join("\n")}`);
    } catch (error) {
      throw new Error(`${await picture(page)}${(error as Error).message}`, { cause: error });
    }
  } finally {
    await context.close();
  }
}

/** Waits until a page has settled: nothing in it is loading. */
export async function ready(page: Page): Promise<void> {
  await page.locator("#main > *").first().waitFor();
  for (let quiet = 0; quiet < 3;) {
    await page.waitForFunction(() => document.querySelector(".busy") === null);
    // One part may start where another ended.
    await page.waitForTimeout(100);
    quiet = await page.locator(".busy").count() === 0 ? quiet + 1 : 0;
  }
}

/** Keeps a screenshot of a failed page. */
async function picture(page: Page): Promise<string> {
  const path = `${FAILURES}${Date.now()}.png`;
  return await page.screenshot({ path, fullPage: true }).then(
    () => `At ${page.url()}, pictured in ${path}: `,
    () => "",
  );
}
