/**
 * Whether this browser has seen the introduction.
 *
 * @module
 */

const SEEN = "deml.welcome";

/** Whether it has not. */
export function isFirstVisit(): boolean {
  try {
    return localStorage.getItem(SEEN) === null;
  } catch {
    return true;
  }
}

/** Remembers that it has; without storage it returns with the next visit. */
export function endFirstVisit(): void {
  try {
    localStorage.setItem(SEEN, "seen");
  } catch {
    // Nothing can be kept.
  }
}
