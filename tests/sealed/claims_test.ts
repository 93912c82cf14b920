/** Claimed scores from the submission to the last wei: an honest author, three liars, one without. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { toHex } from "viem";
import { call } from "../../miner/chain/call.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readModels } from "../../miner/chain/read_models.ts";
import { readLeaderboard } from "../../miner/chain/read_leaderboard.ts";
import { type Actor, FUND, openStage, type Stage } from "../../miner/demo/stage.ts";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { sha256 } from "../../miner/ipfs/cid.ts";
import { claimCall, CLAIMING_GAS } from "../../miner/participant/claim_score.ts";
import { claimedScore } from "../../protocol/score/score_claim.ts";
import { INVALID_SCORE } from "../../protocol/score/score.ts";
import { demlOn } from "./deml.ts";
import { hireMiners } from "./miners.ts";
import { createSealed, SEATS } from "./organizer.ts";
import { enter, packageOf, register } from "./participants.ts";

/** Digests of envelopes, as evidence binds them. */
const digestOf = async (envelope: Uint8Array) => toHex(await sha256(envelope));

async function withdraw(stage: Stage, id: bigint, { address, sender }: Actor): Promise<bigint> {
  const owed = await call(stage.connection, "owedTo", [id, address]);
  if (owed === 0n) return owed;
  await sender.send({ functionName: "withdraw", args: [id, address], purpose: "withdraw" });
  return owed;
}

Deno.test("a claimed score is shown at once, checked after the opening, and a false one costs a buy-in", async () => {
  const stage = await openStage();
  const evaluator = openEvaluator({ width: 1, strict: true });
  try {
    const deml = await demlOn(stage);
    const { id, terms, organizer, keyFile } = await createSealed(stage, deml, {
      claims: true,
      returnsBuyIns: true,
    });
    const actors: Actor[] = [];
    for (let i = 0; i < 5; i++) actors.push(await register(stage, id));
    const [honest, liar, hider, thief, quiet] = actors as [Actor, Actor, Actor, Actor, Actor];
    await stage.warpTo(terms.registrationEnd);
    const { buyIn, part } = await readCompetition(stage.connection, id);

    // The honest author uses the program.
    const model = `${stage.folder}/honest.deml`;
    await Deno.writeFile(model, await packageOf("mlp"));
    const author = await demlOn(stage, honest.key);
    const flags = ["--competition", String(id), "--claim", "--yes", "--json"];
    const submitted = JSON.parse(await author("submit", model, ...flags));
    assertEquals(submitted.model, 0);
    const [own] = await readModels(stage.connection, id, 1);
    const claimed = claimedScore(own!.claim)!;
    assert(claimed > 80_000, `the claim is what the model scores: ${claimed}`);
    await author("submit", model, ...flags);
    const { models } = await readCompetition(stage.connection, id);
    assertEquals(models, 1, "run again, nothing is sent");

    const entered = [];
    for (const [actor, name] of [[liar, "logreg"], [hider, "logreg"], [thief, "lenet"]] as const) {
      entered.push(await enter(stage, deml, id, actor, await packageOf(name)));
    }
    const silent = await enter(stage, deml, id, quiet, await packageOf("logreg"));
    const competition = await readCompetition(stage.connection, id);
    const root = await digestOf(entered[0]!.envelope);
    await liar.sender.send(claimCall(competition, 1, { score: 99_900, root }));
    await hider.sender.send(claimCall(competition, 2, { score: 100_000, root }));
    // All of a claim is public: somebody else's matches no other model.
    await thief.sender.send({
      functionName: "claimScore",
      args: [id, 3n, own!.claim!],
      value: buyIn,
      purpose: "copy a claim",
    });

    const board = async () =>
      await readLeaderboard(stage.connection, await readCompetition(stage.connection, id));
    assertEquals(
      (await board()).map(({ id, rank, claimed, state }) => [id, rank, claimed, state]),
      [
        [2, undefined, 100_000, "sealed"],
        [1, undefined, 99_900, "sealed"],
        [0, undefined, claimed, "sealed"],
        [3, undefined, claimed, "sealed"],
        [4, undefined, undefined, "sealed"],
      ],
    );
    const table = await deml("leaderboard", "--competition", String(id));
    assertStringIncludes(table, "sealed, claimed 99.900 %");

    for (const used of stage.gas.get("claimScore") ?? []) {
      // What an author is shown is enough, and not far more.
      assert(used <= CLAIMING_GAS && used > CLAIMING_GAS * 7n / 10n, `${used} gas`);
    }

    const miners = await hireMiners(stage, id, SEATS, evaluator);
    await miners.perform();
    await stage.warpTo(terms.submissionEnd);
    await deml("open", keyFile, "--competition", String(id), "--yes");
    await miners.perform();
    await miners.perform();
    const open = (file: string) => deml("open", file, "--competition", String(id), "--yes");
    await open(submitted.keyFile);
    await open(entered[0]!.keyFile);
    await open(entered[2]!.keyFile);
    await open(silent.keyFile);

    await stage.warpTo(terms.openingEnd);
    await miners.perform();
    // One starts again: the journal has what it found out.
    const [first] = miners.contexts;
    first!.memory.judged.clear();
    await miners.perform();
    await miners.perform();
    const saw = (line: string) => miners.told.filter((told) => told.includes(line)).length;
    const words = (score: number) => `${(score / 1_000).toFixed(3)} %`;
    assertEquals(saw(`1: INVALID by claim: claimed ${words(99_900)}, recomputed `), SEATS);
    assertEquals(saw(`3: INVALID by claim: claimed ${words(claimed)}`), SEATS);

    const ended = await readCompetition(stage.connection, id);
    assertEquals(ended.ending, "won");
    assertEquals(
      (await board()).map(({ id, score, state }) => [id, score === INVALID_SCORE || state]),
      [[0, "scored"], [4, "scored"], [1, true], [3, true], [2, "not opened"]],
    );

    const report = JSON.parse(await deml("verify", String(id), "--json"));
    assertEquals([report.verified, report.differences], [true, []]);
    assertEquals(report.falseClaims.map(({ model }: { model: number }) => model), [1, 3]);
    const why = await deml("why", String(id), "--model", "1");
    assertStringIncludes(why, "claimed 99.900 % on the public part");
    assertStringIncludes(why, "its bond of 1 ETH is burnt");

    // Three bonds burn; the honest author has its own back, and the prize.
    const taken = [];
    for (const actor of actors) taken.push(await withdraw(stage, id, actor));
    assertEquals(taken.slice(1), [buyIn - part, buyIn, buyIn - part, buyIn - part]);
    const prize = taken[0]! - (2n * buyIn - part);
    assert(prize > FUND - FUND / 5n && prize <= FUND, `the prize is ${prize}`);
    assert(ended.burnt >= 3n * buyIn, "three bonds are nobody's");
    assertEquals(await withdraw(stage, id, organizer), 0n);
    const left = await stage.connection.client.getBalance({ address: stage.connection.contract });
    assertEquals(left, 0n, "no wei is left");
  } finally {
    await evaluator.close();
    await stage.close();
  }
});
