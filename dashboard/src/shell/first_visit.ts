/**
 * What a first visit shows, and when that is over.
 *
 * @module
 */

const SEEN = "deml.welcome";

/** Whether it is the first. */
export function isFirstVisit(): boolean {
  try {
    return localStorage.getItem(SEEN) === null;
  } catch {
    return true;
  }
}

/** Remembers that there was one; without storage it returns with the next visit. */
export function endFirstVisit(): void {
  try {
    localStorage.setItem(SEEN, "seen");
  } catch {
    // Nothing can be kept.
  }
}
