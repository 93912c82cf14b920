/**
 * Whether what the page shows is fresh, and otherwise why not.
 *
 * @module
 */

/** What is known of the chain and of the way to it. Times of this page's clock are milliseconds. */
export interface View {
  /** Absent before the chain's first answer */
  head?: {
    /** Seconds since 1970 */
    timestamp: number;
    seenAt: number;
    /** Seconds; absent before a second block was seen */
    blockTime?: number;
  };
  /** The last request failed */
  failing: boolean;
  /** When the chain last answered */
  answeredAt: number;
  /** Since when the browser says that it is offline; absent while it does not */
  offlineSince?: number;
  /** A chain that mines when something is sent is never late */
  local: boolean;
}

/** `offline`: no network. `silent`: no answer. `late`: answers, but no new block for long. */
export type Freshness = "fresh" | "offline" | "silent" | "late";

/** Seconds without a block that happen on every chain. */
const USUAL = 90;
/** Seconds between blocks until they are known: mainnet's. */
const BLOCK_TIME = 12;
/** So many blocks in a row do not just miss. */
const MISSED = 8;
/** No clock of a browser that can open a secure page is this wrong, in seconds. */
const WRONG_CLOCK = 3_600;
/** Until then a second block may come, in milliseconds. */
const JUST_OPENED = 30_000;

/** How fresh a view is. */
export function freshnessOf(view: View, now: number): Freshness {
  const { head, failing, answeredAt, offlineSince, local } = view;
  // The browser may be wrong: a node on this machine answers all the same.
  if (offlineSince !== undefined && (failing || answeredAt < offlineSince)) return "offline";
  if (failing) return "silent";
  if (head === undefined || local) return "fresh";
  const limit = Math.max(USUAL, MISSED * (head.blockTime ?? BLOCK_TIME));
  const seenFor = (now - head.seenAt) / 1_000;
  const age = now / 1_000 - head.timestamp;
  // While blocks keep coming, an old time is more likely this computer's wrong clock.
  const stuck = head.blockTime === undefined && now - head.seenAt > JUST_OPENED && age > limit;
  return seenFor > limit || stuck || age > WRONG_CLOCK ? "late" : "fresh";
}
