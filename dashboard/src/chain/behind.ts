/**
 * Whether a block is of a node that is behind the one that answered before: of several nodes at one
 * address some lag, and a page that believed each of them would jump between old and new.
 *
 * @module
 */

/**
 * A chain that has really gone back is believed after this, in milliseconds. Reorganisations pass
 * the old height within a few blocks.
 */
const BELIEVED_AFTER = 120_000;

/**
 * Whether to stay with the block that is known.
 *
 * @param before The latest block that was seen, and when, in milliseconds since 1970
 * @param number Of the block that the node now calls the latest
 * @param now Milliseconds since 1970
 */
export function isBehind(
  before: { number: bigint; seenAt: number },
  number: bigint,
  now: number,
): boolean {
  const passed = now - before.seenAt;
  // A clock that was put back must not hold the page.
  return number < before.number && passed >= 0 && passed < BELIEVED_AFTER;
}
