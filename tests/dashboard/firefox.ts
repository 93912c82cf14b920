/**
 * Debian's Firefox, driven by Puppeteer over WebDriver BiDi: Playwright needs its own build.
 *
 * @module
 */
import type { BrowserContext } from "playwright-core";
import { type Browser, launch, type Page } from "puppeteer-core";
import { FIREFOX, withoutFirefox } from "../lacks.ts";

/** Whether there is a Firefox; without one, its tests are skipped. */
export const hasFirefox = await withoutFirefox() === undefined;

/** Starts the browser. */
export function launchFirefox(): Promise<Browser> {
  return launch({ browser: "firefox", executablePath: FIREFOX, headless: true });
}

/** What test wallets need of a context, for the one page of a Puppeteer context. */
export function contextOf(page: Page): BrowserContext {
  return {
    pages: () => [page],
    addInitScript: (script: (given: never) => void, given: never) =>
      page.evaluateOnNewDocument(script, given),
    exposeBinding: (name: string, binding: (source: unknown, ...given: never[]) => unknown) =>
      page.exposeFunction(name, (...given: never[]) => binding(undefined, ...given)),
  } as unknown as BrowserContext;
}

/** What goes wrong in a page: exceptions, and errors in its console. */
export function complaintsOf(page: Page): string[] {
  const seen: string[] = [];
  page.on("pageerror", (error) => seen.push(`exception: ${(error as Error).stack ?? error}`));
  page.on("console", (message) => {
    if (message.type() === "error") seen.push(`console: ${message.text()}`);
  });
  return seen;
}
