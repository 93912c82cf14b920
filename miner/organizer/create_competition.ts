/**
 * Creating a competition on chain, once.
 *
 * @module
 */
import { type Address, type Hex, type Log, parseEventLogs, zeroHash } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { countCompetitions, readTerms } from "../chain/read_competition.ts";
import { call } from "../chain/call.ts";
import type { Connection } from "../chain/client.ts";

/** An earlier competition that a new one must not repeat. */
export interface Earlier {
  id: bigint;
  /** It is the same: the spec and the organizer */
  same: boolean;
  /** It has the same test key, which is public or will be */
  sameKey: boolean;
}

/** Competitions that are looked through: the latest. */
const LOOKED_THROUGH = 1_000n;
/** Read at the same time; the transport makes one request of them. */
const AT_ONCE = 50;

/** Finds the latest competition with the same spec and organizer, or with the same test key. */
export async function findEarlier(
  connection: Connection,
  { organizer, specDigest, testKeyCommitment, lookThrough = LOOKED_THROUGH }: {
    organizer: Address;
    specDigest: Hex;
    testKeyCommitment: Hex;
    /** How many of the latest competitions to look through */
    lookThrough?: bigint;
  },
): Promise<Earlier | undefined> {
  const count = await countCompetitions(connection);
  const oldest = count > lookThrough ? count - lookThrough : 0n;
  for (let last = count; last > oldest;) {
    const ids: bigint[] = [];
    for (; last > oldest && ids.length < AT_ONCE; last--) ids.push(last);
    const found = await Promise.all(ids.map(async (id) => {
      const terms = await readTerms(connection, id);
      const same = terms.specDigest === specDigest && await isOf(connection, id, organizer);
      const sameKey = testKeyCommitment !== zeroHash &&
        terms.testKeyCommitment === testKeyCommitment;
      return { id, same, sameKey };
    }));
    const earlier = found.find(({ same, sameKey }) => same || sameKey);
    if (earlier !== undefined) return earlier;
  }
  return undefined;
}

async function isOf(connection: Connection, id: bigint, organizer: Address): Promise<boolean> {
  const standing = await call(connection, "standingOf", [id]);
  return standing.organizer.toLowerCase() === organizer.toLowerCase();
}

/** The number of a competition, from the logs of its creation. */
export function createdId(logs: Log[]): bigint | undefined {
  return parseEventLogs({ abi: demlAbi, eventName: "CompetitionCreated", logs })[0]?.args.id;
}
