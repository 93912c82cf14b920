/**
 * Who missed the last round: deposits that could have sat in it and did not.
 *
 * @module
 */
import { type Address, parseAbiItem } from "viem";
import { call } from "./call.ts";
import type { Connection } from "./client.ts";
import { readEvents } from "./read_events.ts";
import type { Competition } from "./read_competition.ts";

const ENROLLED = parseAbiItem("event Enrolled(uint256 indexed id, address indexed miner)");
const ENROLLED_TOGETHER = parseAbiItem(
  "event EnrolledTogether(uint256 indexed id, address[] miners)",
);

/**
 * How long before registrationEnd deposits are looked for, in seconds: no view lists them, and nothing
 * says when a competition was created. Whoever came before is not sent home by this miner.
 */
const LOOK_BACK = 30 * 86_400;
/** One call answers this many, and one transaction sends so many home. */
const PAGE = 200;

/** Miners that `evict` would send home now, at most as many as one call takes. */
export async function readMissing(
  connection: Connection,
  { id, registrationEnd }: Pick<Competition, "id" | "registrationEnd">,
): Promise<Address[]> {
  const since = Math.max(0, registrationEnd - LOOK_BACK);
  const [alone, together] = await Promise.all([
    readEvents(connection, ENROLLED, { id }, since),
    readEvents(connection, ENROLLED_TOGETHER, { id }, since),
  ]);
  const miners = [
    ...new Set([
      ...alone.map(({ args }) => args.miner),
      ...together.flatMap(({ args }) => args.miners),
    ]),
  ];
  const missing: Address[] = [];
  for (let from = 0; from < miners.length && missing.length < PAGE; from += PAGE) {
    const page = miners.slice(from, from + PAGE);
    const seats = await call(connection, "seatsOf", [id, page]);
    missing.push(...page.filter((_, index) => seats[index]!.evictable));
  }
  return missing.slice(0, PAGE);
}
