/**
 * A model that does not end, on a chain: it is killed within its limit and abstained from, with the
 * reason, and a reveal that became due in the meantime landed in time.
 */
import { assert, assertEquals } from "@std/assert";
import { packScores } from "../../protocol/round/commitment.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readRunningRounds } from "../../miner/chain/read_rounds.ts";
import { ACCEPTED, contextOn } from "../../miner/demo/context_on.ts";
import { type Entry, readEntries } from "../../miner/demo/models.ts";
import { enterCompetition } from "../../miner/demo/play.ts";
import { FUND, openStage, type Stage } from "../../miner/demo/stage.ts";
import { performDuties } from "../../miner/duties/perform.ts";
import { seatKey } from "../../miner/duties/seat_key.ts";
import { withFailure } from "../../miner/cli/failures/tell.ts";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import type { Judgement } from "../../protocol/score/judgement.ts";
import { pack } from "../../miner/model/package.ts";
import type { RefusedTermName } from "../../protocol/terms/refused_terms.ts";
import { ABSTAIN_SCORE } from "../../protocol/score/score.ts";
import { endless } from "./models.ts";

/**
 * How long a model may take, in milliseconds: the fixture takes a fraction of it, on any machine.
 */
const WITHIN = 8_000;

const DAY = 86_400;

async function enter(stage: Stage, entries: Entry[], seats: number): Promise<bigint> {
  const now = await stage.now();
  const { id } = await enterCompetition(stage, entries, {
    registrationEnd: now + DAY,
    submissionEnd: now + 20 * DAY,
    evaluationEnd: now + 40 * DAY,
    roundInterval: 0,
    seats,
    seatStake: FUND / 20n,
  }, { step: () => {} });
  return id;
}

Deno.test("an endless model is killed within its limit while a reveal still lands in time", async () => {
  const stage = await openStage();
  const lines: string[] = [];
  const evaluator = openEvaluator({
    within: WITHIN,
    strict: true,
    log: (line) => lines.push(line),
  });
  try {
    const [, , logreg] = await readEntries(undefined);
    const quick = await enter(stage, [logreg!], 2);
    const slow = await enter(stage, [{ name: "endless", package: await pack(endless()) }], 1);
    const miner = await stage.actor("miners");
    const other = await stage.actor("miners");
    const verdicts: Judgement[] = [];
    const judges = { evaluator };
    const accepted: RefusedTermName[] = [...ACCEPTED, "cheap-quorum"];
    const context = contextOn(stage, miner, {
      judges,
      accepted,
      log: (line, about) => void lines.push(withFailure(line, about?.failure)),
      onJudged: (_, judgement) => void verdicts.push(judgement),
    });
    const others = contextOn(stage, other, { judges, accepted, log: () => {} });

    // Both may have a seat in the quick round; the miner commits, the other does not.
    for (const each of [context, others]) await performDuties(each, quick, ["enrol"]);
    await performDuties(context, slow, ["enrol"]);
    await stage.warpTo(await stage.now() + DAY);
    await performDuties(context, quick, ["open-round"]);
    await performDuties(context, quick, ["commit"]);
    await performDuties(context, slow, ["open-round"]);

    // While the endless model runs, the other one commits: the miner's reveal is due.
    let revealed: number | undefined;
    const started = performance.now();
    let before: Promise<unknown> | undefined;
    context.urgent = {
      every: 100,
      perform: async () => {
        before ??= performDuties(others, quick, ["commit"]);
        const { duties } = await performDuties(context, quick, ["reveal"]);
        if (duties.length > 0) revealed ??= performance.now() - started;
      },
    };
    await performDuties(context, slow, ["commit"]);
    const took = performance.now() - started;
    await before;

    assert(
      took > WITHIN && took < WITHIN + 15_000,
      `it was killed after ${took} ms: ${lines.join("; ")} ${JSON.stringify(verdicts.at(-1))}`,
    );
    assert(revealed !== undefined && revealed < took, "the reveal did not wait for the evaluation");
    const competition = await readCompetition(stage.connection, quick);
    const [round] = await readRunningRounds(stage.connection, quick, competition);
    assertEquals(round!.revealed, 1);
    assert(competition.now < round!.revealEnd, "in time");

    const { score, because } = verdicts.at(-1)!;
    assertEquals(score, ABSTAIN_SCORE);
    assert(because?.code === "failed" && because.failure === "late", `${because?.code}`);
    const row = miner.journal.openingOf(seatKey(context, slow, 0), "0x")!.scores;
    assertEquals(row, packScores([ABSTAIN_SCORE]), "the seat is taken all the same");

    // The daemon is healthy: the other reveals, and the round is settled with our score.
    await performDuties(others, quick, ["reveal"]);
    await performDuties(context, quick, ["settle"]);
    const settled = await readCompetition(stage.connection, quick);
    assertEquals(await readRunningRounds(stage.connection, quick, settled), []);
  } finally {
    await evaluator.close();
    await stage.close();
  }
});
