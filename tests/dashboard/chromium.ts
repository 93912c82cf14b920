/**
 * Debian's Chromium, driven by playwright-core.
 *
 * @module
 */
import { type Browser, chromium } from "playwright-core";
import { CHROMIUM, withoutChromium } from "../lacks.ts";

/** Whether there is a browser; without one, the tests that need it are skipped. */
export const hasChromium = await withoutChromium() === undefined;

/** Starts the browser. */
export async function launch(): Promise<Browser> {
  return await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}
