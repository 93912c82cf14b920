/**
 * Which endpoints are trusted: each head is compared with this machine's clock and with the others.
 * Pure.
 *
 * @module
 */

/** The latest block that an endpoint knows. */
export interface Head {
  number: bigint;
  /** Seconds since 1970 */
  timestamp: number;
}

/** Blocks that an endpoint may be behind the others: nodes receive a block seconds apart. */
const LAG = 3;
/** Blocks without a head after which it is stale: mainnet misses one in a hundred, rarely two in a row. */
const STALE = 5;
/** Seconds that a head may be ahead of this machine's clock. */
const AHEAD = 60;

/**
 * Why each head is not trusted, in order; undefined for trusted ones. If none is better, all are
 * trusted: a wrong clock, or a chain that stands still, sets no endpoint aside.
 *
 * @param heads Absent if an endpoint does not answer
 * @param now This machine's clock, in seconds since 1970
 * @param blockTime Seconds between two blocks; 0 if blocks come only with transactions, so that a
 * head may have any age
 */
export function judgeHeads(
  heads: readonly (Head | undefined)[],
  now: number,
  blockTime: number,
): (string | undefined)[] {
  const present = heads.filter((head) => head !== undefined);
  const early = (head: Head) => blockTime > 0 && head.timestamp > now + AHEAD;
  const sound = present.some((head) => !early(head))
    ? present.filter((head) => !early(head))
    : present;
  const highest = sound.map(({ number }) => number).reduce((a, b) => a > b ? a : b, 0n);
  const fresh = sound.some((head) => !isStale(head, now, blockTime));
  return heads.map((head) => {
    if (head === undefined) return undefined;
    if (!sound.includes(head)) {
      return `its head is ${spanOf(head.timestamp - now)} ahead of this machine's clock`;
    }
    if (fresh && isStale(head, now, blockTime)) {
      return `its head is ${spanOf(now - head.timestamp)} old`;
    }
    // A head from the future does not make recent heads late.
    const behind = highest - head.number;
    if (behind > LAG && now - head.timestamp >= LAG * blockTime) {
      return `it is ${behind} blocks behind the others`;
    }
  });
}

/** Whether a head is older than it should be; never if blocks come only with transactions. */
export function isStale({ timestamp }: Head, now: number, blockTime: number): boolean {
  return blockTime > 0 && now - timestamp > STALE * blockTime;
}

/** A time for the log: its largest unit. */
export function spanOf(seconds: number): string {
  const units: [number, string][] = [[86_400, "d"], [3_600, "h"], [60, "min"]];
  const [size, name] = units.find(([size]) => seconds >= 2 * size) ?? [1, "s"];
  return `${Math.round(seconds / size)} ${name}`;
}
