/**
 * How many rows judged each model, and how many of them were inliers: from the events of the rounds that
 * it was in.
 *
 * @module
 */
import { type Hex, hexToBytes, parseAbiItem } from "viem";
import { readEvents } from "./read_events.ts";
import type { Connection } from "./client.ts";
import type { Competition } from "./read_competition.ts";

const ROUND_SETTLED = parseAbiItem(
  "event RoundSettled(uint256 indexed id, uint256 indexed round, uint256 reveals, uint256 lost, bytes results)",
);

/** Bytes of a result: the model (4), median (3), average of the inliers (3), inliers (2). */
const RESULT_BYTES = 12;

/** What the last round that judged a model counted. */
export interface Agreement {
  evaluations: number;
  /** Within the tolerance of the median */
  inliers: number;
  median: number;
  /** Of the inliers, for information */
  average: number;
}

/** Reads the agreement on every judged model, by its number. */
export async function readAgreement(
  connection: Connection,
  competition: Competition,
): Promise<Map<number, Agreement>> {
  const logs = await readEvents(
    connection,
    ROUND_SETTLED,
    { id: competition.id },
    competition.registrationEnd,
  );
  return new Map(
    logs.flatMap(({ args }) =>
      unpackResults(args.results).map(({ model, inliers, median, average }) => [
        model,
        { evaluations: Number(args.reveals), inliers, median, average },
      ])
    ),
  );
}

/** What a round found of one model. */
export interface Result {
  /** Its number */
  model: number;
  /** The score, when more than half of the reveals are inliers */
  median: number;
  /** Of the inliers, to the nearest, for information */
  average: number;
  inliers: number;
}

/** Reads the results that RoundSettled packs, in the round's order. */
export function unpackResults(results: Hex): Result[] {
  const bytes = hexToBytes(results);
  const view = new DataView(bytes.buffer);
  return Array.from({ length: Math.floor(bytes.length / RESULT_BYTES) }, (_, index) => {
    const at = RESULT_BYTES * index;
    return {
      model: view.getUint32(at),
      median: view.getUint32(at + 3) & 0xffffff,
      average: view.getUint32(at + 6) & 0xffffff,
      inliers: view.getUint16(at + 10),
    };
  });
}
