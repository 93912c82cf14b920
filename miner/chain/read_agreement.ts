/**
 * How many rows judged each model, and how many of them were inliers: from the events of its
 * rounds.
 *
 * @module
 */
import { eventOf } from "../../protocol/abi.ts";
import { type Agreement, unpackResults } from "../../protocol/round/results.ts";
import { readEvents } from "./read_events.ts";
import type { Connection } from "./client.ts";
import type { Competition } from "../../protocol/state/competition.ts";

const ROUND_SETTLED = eventOf("RoundSettled");

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
