/** `deml why`, as a process, against rounds whose outcomes are made up seat by seat. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Address, parseEther, toHex, zeroHash } from "viem";
import { demlAbi } from "../protocol/generated/deml.ts";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../protocol/score/score.ts";
import type { ScoreStep, SeatStep, Step } from "../protocol/history/why.ts";
import { openTerms, termsHashOf } from "../protocol/terms/terms.ts";
import { call } from "../miner/chain/call.ts";
import { readCompetition } from "../miner/chain/read_competition.ts";
import { openStage } from "../miner/demo/stage.ts";
import { sha256 } from "../miner/ipfs/cid.ts";
import { type Call, crowdOf } from "./dashboard/crowd.ts";
import { enrol, settleRounds } from "./dashboard/judge.ts";
import { assertClear, deml } from "./deml.ts";

const FUND = parseEther("10");
const HOUR = 3_600;
const DAY = 86_400;
const TOLERANCE = 1_000;
const ID = 1n;

/** What each of five seats says about each model. */
function says(model: number, seat: number): number {
  switch (model) {
    case 0:
      // Between one and two tolerances.
      return seat === 4 ? 91_500 : 90_000;
    case 1:
      return seat === 3 ? 10_000 : 95_000;
    case 2:
      return seat === 2 ? ABSTAIN_SCORE : INVALID_SCORE;
    case 3:
      return 10_000 + 5_000 * seat;
    default:
      return 90_000;
  }
}

Deno.test("every outcome of seats, models and money is explained with its numbers", async () => {
  const stage = await openStage();
  try {
    const crowd = crowdOf(stage);
    const [organizer, ...authors] = await crowd.invite(["organizer", "one", "two"]) as [
      Address,
      ...Address[],
    ];
    const miners = await crowd.invite(["a", "b", "c", "d", "e"].map((name) => `miner ${name}`));
    const start = await stage.now();
    const terms = openTerms({
      specDigest: stage.specDigest,
      fund: FUND,
      registrationEnd: start + DAY,
      submissionEnd: start + 2 * DAY,
      evaluationEnd: start + 9 * DAY,
      maxModels: 20,
      maxModelsPerAuthor: 10,
      seats: 5,
      tolerance: TOLERANCE,
      commitWindow: HOUR,
      revealWindow: HOUR,
      roundInterval: 0,
    });
    const hash = termsHashOf(organizer, FUND, terms);
    const of = (sent: object) => ({ abi: demlAbi, ...sent }) as Call;
    await crowd.send([
      of({ from: organizer, value: FUND, functionName: "createCompetition", args: [terms] }),
      ...authors.map((from) =>
        of({ from, value: FUND / 10n, functionName: "register", args: [ID, hash, zeroHash] })
      ),
    ]);
    await enrol(crowd, ID, hash, miners, terms.seatStake);
    await stage.warpTo(terms.registrationEnd);
    for (const [index, text] of ["0", "1", "2", "3", "4", "0"].entries()) {
      const bytes = new TextEncoder().encode(`package ${text}`);
      await crowd.send([of({
        from: authors[index === 5 ? 1 : 0],
        functionName: "submitModel",
        args: [ID, toHex(await sha256(bytes)), BigInt(bytes.length), zeroHash, toHex(bytes)],
      })]);
    }
    const env = { DEML_RPC: stage.chain.url, DEML_CONTRACT: stage.connection.contract };
    const ask = async <S extends Step>(...args: string[]): Promise<S[]> => {
      const { code, out, err } = await deml(["why", "1", ...args, "--json"], env);
      assertEquals(code, 0, err);
      return JSON.parse(out).steps;
    };
    const wait = await deml(["why", "1", "--model", "0"], env);
    assertStringIncludes(wait.out, "Model 0 waits for a round: 6 models do");
    const [copy] = await ask("--model", "5") as unknown as [{ copyOf: number }];
    assertEquals(copy.copyOf, 0);

    await settleRounds(stage, crowd, ID, miners, says, Infinity);
    const partsEnd = terms.submissionEnd + terms.commitWindow;
    if (await stage.now() < partsEnd) await stage.warpTo(partsEnd);

    // The first round, of six models, by each of the five seats.
    const { part, seatStake } = await readCompetition(stage.connection, ID);
    const rows = await Promise.all(
      miners.map((miner) => ask<SeatStep | ScoreStep>("--miner", miner, "--round", "0")),
    );
    const results = rows.map((steps) => steps.map(({ result }) => result));
    assertEquals(results, [
      ["paid", "paid", "paid", "paid", "not agreed", "paid", "paid"],
      ["paid", "paid", "paid", "paid", "not agreed", "paid", "paid"],
      ["paid", "paid", "paid", "abstained", "not agreed", "paid", "paid"],
      ["lost", "paid", "lost", "paid", "not agreed", "paid", "paid"],
      ["paid", "unpaid", "paid", "paid", "not agreed", "paid", "paid"],
    ]);
    const [seat, first] = rows[0] as [SeatStep, ScoreStep];
    const fee = (1n << 24n) / 5n * (part >> 24n);
    assertEquals([String(seat.earned), String(first.fee)], [String(5n * fee), String(fee)]);
    const [loser, own] = rows[3] as [SeatStep, ScoreStep];
    assertEquals([String(loser.lost), String(loser.earned), String(own.fee)], [
      String(seatStake),
      "0",
      "0",
    ]);
    // The transactions are the chain's.
    const settled = await stage.connection.client.getTransactionReceipt({
      hash: seat.end!.transaction,
    });
    assertEquals([settled.status, String(settled.blockNumber)], [
      "success",
      String(seat.end!.block),
    ]);
    assert(seat.commit !== undefined);

    // What miners are said to have earned is what the contract pays.
    const all = await ask<SeatStep>("--miner", miners[0]!);
    const earned = all.reduce(
      (sum, step) => step.step === "seat" ? sum + BigInt(step.earned) : sum,
      0n,
    );
    const { claimable, enrolled } = await call(stage.connection, "seatOf", [ID, miners[0]!]);
    assertEquals([enrolled, claimable], [true, earned + seatStake]);

    const told = async (model: number) =>
      (await deml(["why", "1", "--model", `${model}`], env)).out;
    assertStringIncludes(
      await told(1),
      "Model 1 is number 1 of 4 with 95.000 %: no model has more",
    );
    assertStringIncludes(
      await told(0),
      "number 2 of 4 with 90.000 %: model 1 above it has 95.000 %",
    );
    assertStringIncludes(
      await told(4),
      "number 3 of 4 with 90.000 %: model 0 had this score in an",
    );
    assertStringIncludes(await told(5), "its bytes are those of model 0");
    assertStringIncludes(await told(2), "Model 2 is INVALID");
    assertStringIncludes(await told(2), "INVALID × 4, ABSTAIN × 1");
    assertStringIncludes(await told(2), "its package could not be looked at: ");
    const looked = await deml(["why", "1", "--model", "2"], {
      ...env,
      DEML_GATEWAY: stage.gateway.url,
      DEML_HOME: `${stage.folder}/home`,
    });
    assertStringIncludes(looked.out, "It breaks the rule `package-format`: ");
    assertStringIncludes(await told(3), "unjudged: 3 rounds ended without agreement");
    assertEquals((await told(3)).match(/no agreement: 1 of 5 rows/g)?.length, 3);

    const running = await deml(["why", "1", "--account", organizer], env);
    assertStringIncludes(running.out, "The competition is running");
    await crowd.send([of({ from: organizer, functionName: "finalize", args: [ID] })]);
    const money = await deml(["why", "1", "--account", authors[0]!], env);
    assertStringIncludes(money.out, "The competition ended won");
    assertStringIncludes(money.out, "is not refunded: its models were judged");
    const paid = await deml(["why", "1", "--account", organizer], env);
    assertStringIncludes(paid.out, "As the organizer it paid the fund of 10 ETH, which miners and");
    const owed = await call(stage.connection, "owedTo", [ID, authors[0]!]);
    const steps = await ask("--account", authors[0]!) as unknown as { amount?: string }[];
    assertEquals(steps.at(-1)?.amount, String(owed));
    assert(owed > 0n);

    assertClear(await deml(["why", "1"], env), 2, "Give one of --model N");
    assertClear(await deml(["why", "1", "--model", "6"], env), 1, "no model 6");
    assertClear(
      await deml(["why", "1", "--miner", miners[0]!, "--round", "99"], env),
      1,
      "There is no round 99",
    );
  } finally {
    await stage.close();
  }
});
