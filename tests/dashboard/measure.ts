/**
 * How fast a page is for its user.
 *
 * @module
 */
/// <reference lib="dom" />
import type { Page } from "playwright-core";

/** Frames, in milliseconds from one to the next. */
export interface Frames {
  count: number;
  median: number;
  worst: number;
}

/**
 * Loads an address from scratch and returns the milliseconds from the navigation until the selected
 * element is visible, by the page's own clock.
 */
export async function timeUntilSeen(page: Page, url: string, selector: string): Promise<number> {
  await page.goto(url, { waitUntil: "commit" });
  const handle = await page.waitForFunction(
    (wanted) => {
      const found = document.querySelector(wanted);
      const box = found?.getBoundingClientRect();
      if (!box || box.height === 0 || !found!.checkVisibility()) return false;
      return performance.now();
    },
    selector,
    { polling: "raf" },
  );
  return await handle.jsonValue() as number;
}

/**
 * Scrolls a box from its top to its bottom, a part of it with each frame, and measures the frames.
 *
 * @param step Pixels per frame
 */
export async function scrollThrough(page: Page, selector: string, step: number): Promise<Frames> {
  return await page.evaluate(async ([wanted, pixels]) => {
    const box = document.querySelector(wanted)!;
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const gaps: number[] = [];
    let before = await frame();
    for (let last = -1; box.scrollTop !== last;) {
      last = box.scrollTop;
      box.scrollTop += pixels;
      const now = await frame();
      gaps.push(now - before);
      before = now;
    }
    gaps.sort((a, b) => a - b);
    return { count: gaps.length, median: gaps[gaps.length >> 1]!, worst: gaps.at(-1)! };
  }, [selector, step] as const);
}
