/**
 * The form as its writer left it, kept in the browser: everything except the files, which files.ts
 * keeps, and the key, which is in the key store.
 *
 * @module
 */
import { type Draft, parseDraft, RECOMMENDED } from "../../../../miner/organizer/draft.ts";

const PLACE = "deml.create.draft";

/** The form as it was left, or a new one. */
export function loadDraft(): Draft {
  try {
    return parseDraft(localStorage.getItem(PLACE) ?? "", RECOMMENDED);
  } catch {
    return RECOMMENDED;
  }
}

/** Keeps the form. */
export function keepDraft(draft: Draft): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(draft));
  } catch {
    // In a private window, for example: then it lasts as long as the page.
  }
}

/**
 * Follows the form in other tabs, so that two of them never describe, or pay for, two competitions.
 *
 * @returns Ends it
 */
export function onOtherDraft(take: (draft: Draft) => void): () => void {
  const listen = ({ key }: StorageEvent) => key === PLACE && take(loadDraft());
  addEventListener("storage", listen);
  return () => removeEventListener("storage", listen);
}
