/**
 * A competition that anybody may join.
 *
 * @module
 */
import { countCompetitions } from "../../miner/chain/read_competition.ts";
import { FUND, type Stage } from "../../miner/demo/stage.ts";
import { openTerms } from "../../protocol/terms/terms.ts";

const DAY = 86_400;

/** An open competition that takes registrations for a day. */
export async function createOpen(stage: Stage): Promise<{ id: bigint; registrationEnd: number }> {
  const organizer = await stage.actor("organizer");
  const start = await stage.now();
  const terms = openTerms({
    specDigest: stage.specDigest,
    fund: FUND,
    registrationEnd: start + DAY,
    submissionEnd: start + 20 * DAY,
    evaluationEnd: start + 40 * DAY,
    seats: 3,
  });
  await organizer.sender.send({
    functionName: "createCompetition",
    args: [terms],
    value: FUND,
    purpose: "create the competition",
  });
  const id = await countCompetitions(stage.connection);
  return { id, registrationEnd: terms.registrationEnd };
}
