/**
 * Which endpoints are believed: each head beside this machine's clock and beside the others'. Pure.
 *
 * @module
 */

/** The latest block that an endpoint knows. */
export interface Head {
  number: bigint;
  /** Seconds since 1970 */
  timestamp: number;
}

/** Blocks that an endpoint may be behind the others: nodes hear of a block seconds apart. */
const LAG = 3;
/** Blocks without a head after which it is stale: mainnet misses one in a hundred, rarely two in a row. */
const STALE = 5;
/** Seconds that a head may be ahead of this machine's clock. */
const AHEAD = 60;

/**
 * Why heads are not believed, in their order; undefined where they are. Where none is better, all are
 * believed: a clock that is wrong, or a chain that stands still, sets nobody aside.
 *
 * @param heads Absent where an endpoint does not answer
 * @param now This machine's clock, in seconds since 1970
 * @param blockTime Seconds between two blocks; 0 where blocks come when something is sent, so that no
 * clock says how old a head may be
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
    // Who tells of a block to come makes nobody late whose head is young.
    const behind = highest - head.number;
    if (behind > LAG && now - head.timestamp >= LAG * blockTime) {
      return `it is ${behind} blocks behind the others`;
    }
  });
}

/** Whether a head is older than it should be; never where no clock tells. */
export function isStale({ timestamp }: Head, now: number, blockTime: number): boolean {
  return blockTime > 0 && now - timestamp > STALE * blockTime;
}

/** How the log calls a time: its largest unit. */
export function spanOf(seconds: number): string {
  const units: [number, string][] = [[86_400, "d"], [3_600, "h"], [60, "min"]];
  const [size, name] = units.find(([size]) => seconds >= 2 * size) ?? [1, "s"];
  return `${Math.round(seconds / size)} ${name}`;
}
