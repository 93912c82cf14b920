/** Sealed competitions from their creation to the last withdrawal; two of them go wrong. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { call } from "../../miner/chain/call.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readModels } from "../../miner/chain/read_models.ts";
import { readRunningRounds } from "../../miner/chain/read_rounds.ts";
import { verifyOn } from "../../miner/demo/play.ts";
import { type Actor, FUND, openStage, type Stage } from "../../miner/demo/stage.ts";
import type { MinerContext } from "../../miner/duties/context.ts";
import { judgeRound } from "../../miner/duties/judge_round.ts";
import { type Evaluator, openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { readLeaderboard } from "../../miner/chain/read_leaderboard.ts";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../../protocol/score/score.ts";
import { demlOn, demlRefuses } from "./deml.ts";
import { ACCEPTED, hireMiners } from "./miners.ts";
import { createSealed, SEATS } from "./organizer.ts";
import { copy, enter, packageOf, register } from "./participants.ts";
import { accept } from "../accept.ts";

async function onStage(play: (stage: Stage, evaluator: Evaluator) => Promise<void>): Promise<void> {
  const stage = await openStage();
  const evaluator = openEvaluator({ width: 1, strict: true });
  try {
    await play(stage, evaluator);
  } finally {
    await evaluator.close();
    await stage.close();
  }
}

/**
 * A node that keeps the keys back cannot make a miner say anything about what it could not open.
 */
async function assertAbstainsWithoutKeys(
  { connection }: Stage,
  context: MinerContext,
  id: bigint,
): Promise<void> {
  const client = Object.create(connection.client, {
    getLogs: {
      value: async (query: { event: { name: string } }) =>
        query.event.name === "ModelKey" ? [] : await connection.client.getLogs(query as never),
    },
  });
  const competition = await readCompetition(connection, id);
  const [round] = await readRunningRounds(connection, id, competition);
  const blind = { ...context, connection: { ...connection, client } };
  const { now, commitWindow } = competition;
  const early = { ...round!, commitEnd: now + commitWindow };
  assertEquals(await judgeRound(blind, competition, early), undefined, "another node may have it");
  // Little time is left: what a node keeps back is abstained from.
  const closing = { ...round!, commitEnd: now + Math.min(600, commitWindow / 6) + 10 };
  const row = await judgeRound(blind, competition, closing);
  assertEquals(row?.scores, round!.models.map(() => ABSTAIN_SCORE));
}

/** Takes out what an account is owed, and answers how much that was. */
async function withdraw(stage: Stage, id: bigint, { address, sender }: Actor): Promise<bigint> {
  const owed = await call(stage.connection, "owedTo", [id, address]);
  if (owed === 0n) return owed;
  await sender.send({ functionName: "withdraw", args: [id, address], purpose: "withdraw" });
  return owed;
}

/** A stranger who has the keys alone comes to the same, to the wei. */
async function assertVerified(stage: Stage, id: bigint, models: number): Promise<void> {
  const { verified, differences, unchecked, evaluated } = await verifyOn(stage, id);
  assertEquals([differences, unchecked, evaluated], [[], [], models]);
  assert(verified);
}

/** Nobody's wei is missing, and the contract keeps none. */
async function assertBalanced(stage: Stage): Promise<void> {
  const { balance } = await stage.ledger.close(stage.connection);
  assertEquals([balance.difference, balance.held], [0n, 0n]);
}

Deno.test("a sealed competition is mined: opened models get scores, the others their due", async () => {
  await onStage(async (stage, evaluator) => {
    const deml = await demlOn(stage);
    const { id, terms, organizer, spec, plain, keyFile } = await createSealed(stage, deml);
    const names = ["lenet", "mlp", "silent", "garbage", "copier"] as const;
    const actors: Actor[] = [];
    for (const _ of names) actors.push(await register(stage, id));
    const [first, second, silent, third, copier] = actors as [Actor, Actor, Actor, Actor, Actor];
    await stage.warpTo(terms.registrationEnd);
    const [lenet, mlp] = [await packageOf("lenet"), await packageOf("mlp")];
    const good = await enter(stage, deml, id, first, lenet);
    const next = await enter(stage, deml, id, second, mlp);
    await enter(stage, deml, id, silent, await packageOf("logreg"));
    const garbage = await enter(stage, deml, id, third, new TextEncoder().encode("no model"));
    const copied = await copy(stage, id, copier, good.envelope);
    const status = () => deml("status", "--competition", String(id));
    assertStringIncludes(await status(), "test set sealed, 0 of 5 models opened");
    const miners = await hireMiners(stage, id, SEATS, evaluator);
    const each = (duties: string[]) => Array(SEATS).fill(duties);
    assertEquals(await miners.perform(), each(["enrol"]));

    await stage.warpTo(terms.submissionEnd);
    const open = (file: string, ...args: string[]) =>
      deml("open", file, "--competition", String(id), "--yes", ...args);
    await open(keyFile);
    assertStringIncludes(
      await status(),
      "test set opened, due to be judged by round zero, at the latest in",
    );
    const early = await demlRefuses(stage, "open", good.keyFile, "--competition", String(id));
    assertStringIncludes(early, "is not judged yet: a key sent now would give");

    const zero = await miners.perform();
    assertEquals(zero.map(([first]) => first), ["open-round", "commit", "commit"]);
    await miners.perform();
    assertStringIncludes(await status(), "test set opened and found good, 0 of 5 models opened");
    const unlike = ["open", good.keyFile, "--competition", String(id), "--at-least", "99.99"];
    assertStringIncludes(await demlRefuses(stage, ...unlike), "not 99.990 % or more");
    const shown = await open(good.keyFile, "--json");
    assertEquals(JSON.parse(shown).opened, "model 0");
    await open(next.keyFile, "--at-least", "90");
    for (const { keyFile } of [garbage, copied]) {
      const refused = await demlRefuses(stage, "open", keyFile, "--competition", String(id));
      assertStringIncludes(refused, "it is INVALID by rule");
      await open(keyFile, "--unscored");
    }
    assertEquals(await miners.perform(), each([]), "nothing is evaluated before openingEnd");
    assertStringIncludes(await status(), "4 of 5 models opened");

    await stage.warpTo(terms.openingEnd);
    const [opener, ...others] = await miners.perform();
    assertEquals(opener, ["open-round", "commit"]);
    assertEquals(others.flat().filter((duty) => duty === "commit").length, SEATS - 1);
    await assertAbstainsWithoutKeys(stage, miners.contexts[0]!, id);
    await miners.perform();
    await miners.perform();
    const invalid = (rule: string) =>
      miners.told.filter((line) => line.includes(`INVALID by ${rule}:`)).length;
    assertEquals([invalid("package-format"), invalid("envelope")], [SEATS, SEATS]);

    const competition = await readCompetition(stage.connection, id);
    assertEquals(competition.phase, "settled");
    const loaded = await evaluator.load({ spec, part: "test", ...plain });
    const scores = await Promise.all([lenet, mlp].map(async (packed) => {
      const verdict = await loaded.evaluate(packed);
      assert(verdict.kind === "scored");
      return verdict.score;
    }));
    const standings = await readLeaderboard(stage.connection, competition);
    assertEquals(
      standings.map(({ author, score, evaluations }) => [
        names[actors.findIndex(({ address }) => address === author)],
        score,
        evaluations,
      ]),
      [
        ["lenet", scores[0], SEATS],
        ["mlp", scores[1], SEATS],
        ["garbage", INVALID_SCORE, SEATS],
        ["copier", INVALID_SCORE, SEATS],
        ["silent", undefined, 0],
      ],
    );

    const table = await deml("leaderboard", "--competition", String(id));
    assertStringIncludes(table.trimEnd().split("\n").at(-1)!, "not opened");

    // Four models and the test set, evaluated by everybody.
    const { part, buyIn } = competition;
    const fee = (2n ** 24n / BigInt(SEATS)) * (part / 2n ** 24n);
    const paid = BigInt(SEATS * 5) * fee;
    const pot = FUND + BigInt(names.length) * buyIn - paid;
    const taken = [];
    for (const actor of [organizer, ...actors]) taken.push(await withdraw(stage, id, actor));
    assertEquals(taken, [0n, pot, 0n, 0n, 0n, 0n]);
    await assertBalanced(stage);
    await assertVerified(stage, id, 4);
  });
});

Deno.test("all find a test set bad that its key does not open, and its organizer pays", async () => {
  await onStage(async (stage, evaluator) => {
    const deml = await demlOn(stage);
    const nonce = `0x${"00".repeat(12)}` as const;
    const { id, terms, organizer, keyFile } = await createSealed(stage, deml, { nonce });
    const author = await register(stage, id);
    await stage.warpTo(terms.registrationEnd);
    const entry = await enter(stage, deml, id, author, await packageOf("logreg"));
    const miners = await hireMiners(stage, id, SEATS, evaluator);
    await miners.perform();
    await stage.warpTo(terms.submissionEnd);
    await deml("open", keyFile, "--competition", String(id), "--yes");
    await miners.perform();
    const bad = miners.told.filter((line) =>
      line.startsWith("test set: INVALID by test-set:") &&
      line.includes("the key on the chain does not open its data")
    );
    assertEquals(bad.length, SEATS);
    const ending = await miners.perform();
    assertEquals(ending.flat().filter((duty) => duty === "cancel").length, 1);
    await miners.perform();
    const competition = await readCompetition(stage.connection, id);
    assertEquals([competition.testSet, competition.phase], ["bad", "cancelled"]);
    const refused = await demlRefuses(stage, "open", entry.keyFile, "--competition", String(id));
    assertStringIncludes(refused, "is bad: a key sent now would give the model away");

    const fee = (2n ** 24n / BigInt(SEATS)) * (competition.part / 2n ** 24n);
    const penalty = FUND / 5n;
    assertEquals(await withdraw(stage, id, author), FUND / 10n + penalty / 5n);
    assertEquals(await withdraw(stage, id, organizer), FUND - penalty - BigInt(SEATS) * fee);
    assertEquals(competition.burnt, penalty - penalty / 5n);
    await assertBalanced(stage);
    await assertVerified(stage, id, 0);
  });
});

Deno.test("a test set that is never opened: miners cancel, and claim their stakes", async () => {
  await onStage(async (stage, evaluator) => {
    const deml = await demlOn(stage);
    const { id, terms, organizer } = await createSealed(stage, deml);
    const author = await register(stage, id);
    const status = () => deml("status", "--competition", String(id));
    const miners = await hireMiners(stage, id, 2, evaluator);
    await stage.warpTo(terms.registrationEnd);
    assertEquals(await miners.perform(), [["enrol"], ["enrol"]]);
    const { submissionEnd, openingEnd } = terms;
    await stage.warpTo(submissionEnd + Math.floor((openingEnd - submissionEnd) / 3));
    assertStringIncludes(await status(), "was not opened: anyone may cancel");
    assertEquals(await miners.perform(), [["cancel", "claim"], ["claim"]]);
    assertStringIncludes(await status(), "sealed, cancelled");
    assertEquals(await withdraw(stage, id, author), FUND / 10n);
    assertEquals(await withdraw(stage, id, organizer), FUND, "nobody had a model to be paid for");
    await assertBalanced(stage);
    await assertVerified(stage, id, 0);
  });
});

Deno.test("`deml mine` alone carries a sealed competition to its end", async () => {
  await onStage(async (stage, evaluator) => {
    const deml = await demlOn(stage);
    const { id, terms, spec, plain, keyFile } = await createSealed(stage, deml, { seats: 1 });
    const author = await register(stage, id);
    await stage.warpTo(terms.registrationEnd);
    const packed = await packageOf("mlp");
    const entry = await enter(stage, deml, id, author, packed);
    const mine = async () => {
      const accepted = accept(...ACCEPTED);
      const printed = await deml("mine", "--once", "--json", "--max-stake", "20", ...accepted);
      return JSON.parse(printed).performed.map(({ duty }: { duty: string }) => duty);
    };
    assertEquals(await mine(), ["enrol"]);
    await stage.warpTo(terms.submissionEnd);
    await deml("open", keyFile, "--competition", String(id), "--yes");
    assertEquals(await mine(), ["openRound", "commit", "reveal", "settle"], "round zero");
    await deml("open", entry.keyFile, "--competition", String(id), "--yes");
    assertEquals(await mine(), []);
    await stage.warpTo(terms.openingEnd);
    const duties = ["openRound", "commit", "reveal", "settle", "finalize", "claim"];
    assertEquals(await mine(), duties);
    const loaded = await evaluator.load({ spec, part: "test", ...plain });
    const verdict = await loaded.evaluate(packed);
    const [model] = await readModels(stage.connection, id, 1);
    assertEquals(model!.score, verdict.kind === "scored" ? verdict.score : undefined);
  });
});
