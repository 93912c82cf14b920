/**
 * Debian's Chromium, driven by playwright-core.
 *
 * @module
 */
import { type Browser, chromium } from "playwright-core";
import { CHROMIUM, withoutChromium } from "../lacks.ts";

/** Whether there is a browser; where there is none, the tests that need it are left out. */
export const hasChromium = await withoutChromium() === undefined;

/** Starts the browser. */
export async function launch(): Promise<Browser> {
  return await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}
