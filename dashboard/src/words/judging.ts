/**
 * How a competition is won and judged, as sentences without a full stop. PROTOCOL.md, sections 5 to
 * 7.
 *
 * @module
 */
import type { Competition } from "../../../protocol/state/competition.ts";
import { potPartsOf } from "../../../protocol/terms/pot_parts.ts";
import { buyInRules } from "./buy_ins.ts";
import { counted, etherUpTo } from "./show.ts";

/** How its models are judged. */
export function howJudged(
  { seats, quorum, tolerance, sealed }: Pick<
    Competition,
    "seats" | "quorum" | "tolerance" | "sealed"
  >,
): string {
  return `${counted(seats, "independent miner")} ${
    seats === 1 ? "runs" : "run"
  } every model on the test set. The quorum is ${quorum}: nothing is decided by fewer answers. ` +
    `The median is the score; a miner within the tolerance of ${
      (tolerance / 1_000).toFixed(3)
    } points is paid, and one further than twice as far loses its deposit. ` +
    (sealed
      ? "Models stay encrypted until submission is over, so nobody can copy one"
      : "Models and test set are public: anybody can train on the test set or copy a model");
}

/** What the winner of each place gets. */
export interface Prize {
  place: number;
  /** Of the prize, in basis points */
  share: number;
  /** Wei, at least */
  amount: bigint;
}

const WHOLE = 10_000n;

/** The prizes by place: what there is for each at least, rounded down. */
export function prizesOf(
  competition: Pick<Competition, "prizeShares"> & Parameters<typeof potPartsOf>[0],
): Prize[] {
  const { prizeShares } = competition;
  const { prize } = potPartsOf(competition);
  const shares = prizeShares.length === 0 ? [Number(WHOLE)] : prizeShares;
  return shares.map((share, index) => ({
    place: index + 1,
    share,
    amount: prize * BigInt(share) / WHOLE,
  }));
}

/** What a participant risks, one sentence each. */
export function whatIsRisked(
  competition:
    & Pick<Competition, "buyIn" | "sealed" | "openingEnd">
    & Parameters<typeof buyInRules>[0],
): string[] {
  const { buyIn, sealed } = competition;
  const { won, unwon, cancelled } = buyInRules(competition);
  return [
    `You pay ${etherUpTo(buyIn)} once, and the fees of your transactions. Nothing else can be lost`,
    `If somebody wins: ${lower(won)}`,
    `If nobody wins: ${lower(unwon)}`,
    ...(cancelled ? [`If it is cancelled: ${lower(cancelled)}`] : []),
    ...(sealed
      ? ["If you lose your model’s key, or publish it too late, that model is disqualified"]
      : []),
  ];
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
