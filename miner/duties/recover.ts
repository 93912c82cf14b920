/**
 * The duty of a seat whose opening is lost: judge again, and compare the result with the
 * commitment. The salt is derived from the key, so nothing else is missing.
 *
 * @module
 */
import type { Hex } from "viem";
import { DemlError, failureOf } from "../../protocol/errors.ts";
import type { Opening, RoundKey } from "../journal/journal.ts";
import { roundKey } from "./commit.ts";
import type { Judging, MinerContext, Sending, Waiting } from "./context.ts";
import type { Situation } from "./due.ts";
import { judgeRound } from "./judge_round.ts";
import { meanwhile } from "./meanwhile.ts";
import { makeOpening } from "./opening.ts";
import type { Progress } from "./progress.ts";
import type { DutyFailure } from "./failures.ts";

/**
 * Restores the opening.
 *
 * @returns `nothing` while a missing verdict is still possible
 * @throws DemlError `journal` if the result does not match the commitment
 */
export async function recoverOpening(
  context: Sending & Judging & Waiting,
  { competition, rounds: [last], miner }: Situation,
): Promise<Progress> {
  const round = last!;
  const what = `round ${round.index} of competition ${competition.id}`;
  context.log(
    `the journal has no opening for the commitment in ${what}: it is judged again. ` +
      "If there is a copy of the journal, stop the miner and restore it",
    { level: "error", event: "opening-lost", competition: competition.id, round: round.index },
  );
  const key = await roundKey(context, competition, round);
  // While commits are open, their end is not known; the reveals' is later by a window.
  const revealEnd = round.revealEnd || round.commitEnd + competition.revealWindow;
  const judging = { ...context, sources: withoutStoring(context.sources) };
  const row = await meanwhile(
    context,
    () => judgeRound(judging, competition, round, revealEnd),
  );
  if (row === undefined) return "nothing";
  const opening = await makeOpening(context, key, row);
  if (!opening.commitment.startsWith(miner.commitment!)) {
    throw new DemlError<DutyFailure>({ kind: "journal/other-row", what });
  }
  keep(context, key, opening, miner.commitment!);
  return "done";
}

/** Records an opening. If that fails, it is still revealed: silence costs the stake. */
function keep(
  { journal, memory, log }: Pick<Judging, "journal" | "memory" | "log">,
  key: RoundKey,
  opening: Opening,
  commitment: Hex,
): void {
  try {
    journal.recordOpening(key, opening);
  } catch (error) {
    memory.recovered.set(commitment, opening);
    log(
      `THE OPENING OF ROUND ${key.round} OF COMPETITION ${key.competition} IS IN MEMORY ONLY: ` +
        "it was recovered, and is revealed from there. After a restart it is judged again, for " +
        "which there may be no time",
      {
        level: "error",
        event: "unrecorded",
        competition: key.competition,
        round: key.round,
        failure: failureOf(error),
      },
    );
  }
}

/**
 * Sources whose store may be full: a block that was not stored is fetched again when it is read.
 */
function withoutStoring(sources: MinerContext["sources"]): MinerContext["sources"] {
  const { store } = sources;
  if (store === undefined) return sources;
  return {
    ...sources,
    store: {
      read: (cid) => store.read(cid),
      put: (cid, bytes) => store.put(cid, bytes).catch(() => cid),
    },
  };
}
