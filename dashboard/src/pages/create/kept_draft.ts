/**
 * The form as its writer left it, kept in the browser: everything except the files, which files.ts
 * keeps, and the key, which is in the key store.
 *
 * @module
 */
import { type Draft, EMPTY, parseDraft } from "../../../../miner/organizer/draft.ts";

const PLACE = "deml.create.draft";

/** The form as it was left, or an empty one. */
export function loadDraft(): Draft {
  try {
    const text = localStorage.getItem(PLACE);
    return text === null ? EMPTY : parseDraft(text);
  } catch {
    return EMPTY;
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
