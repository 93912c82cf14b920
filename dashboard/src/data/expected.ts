/**
 * The score that a model's owner expects, kept with the browser's data: by the digest of what was
 * submitted.
 *
 * @module
 */
import type { Hex } from "viem";

const place = (digest: Hex) => `deml.expected.${digest}`;

/** In thousandths of a percent, if it is known. */
export function expectedScore(digest: Hex): number | undefined {
  try {
    const kept = localStorage.getItem(place(digest));
    return kept === null || !/^\d{1,6}$/.test(kept) ? undefined : Number(kept);
  } catch {
    return undefined;
  }
}

/** Keeps it. */
export function keepExpected(digest: Hex, score: number): void {
  try {
    localStorage.setItem(place(digest), String(score));
  } catch {
    // In a private window, for example: its owner types it again.
  }
}
