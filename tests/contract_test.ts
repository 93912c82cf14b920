/** The contract seen through its typed ABI: what TypeScript and Solidity must agree on. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { concat, type Hex, keccak256, parseEther } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { call } from "../miner/chain/call.ts";
import { commitmentOf, packScores } from "../miner/chain/commitment.ts";
import { packOpenings, packRows } from "../miner/chain/pack_groups.ts";
import { INVALID_SCORE } from "../miner/chain/read_models.ts";
import { readAgreement } from "../miner/chain/read_agreement.ts";
import { readCompetition } from "../miner/chain/read_competition.ts";
import { readPackage } from "../miner/chain/read_package.ts";
import { readModels } from "../miner/chain/read_models.ts";
import { readRows } from "../miner/chain/read_rows.ts";
import { readRunningRounds } from "../miner/chain/read_rounds.ts";
import { signCommit } from "../miner/chain/sign_commit.ts";
import { submitModel } from "../miner/chain/submit_model.ts";
import { openTerms } from "../miner/chain/terms.ts";
import { type Actor, openStage, type Stage } from "../miner/demo/stage.ts";
import { mediansOf } from "../miner/duties/settle.ts";
import { DemlError } from "../miner/errors.ts";

const FUND = parseEther("1");
const SALT = keccak256("0x5a17");
const EVIDENCE = keccak256("0xe71d");

async function competition(stage: Stage, seats: number) {
  const organizer = await stage.actor("organizer");
  const author = await stage.actor("participants");
  const now = await stage.now();
  const terms = openTerms({
    specDigest: stage.specDigest,
    fund: FUND,
    registrationEnd: now + 1_000,
    submissionEnd: now + 2_000,
    evaluationEnd: now + 90_000,
    seats,
  });
  await organizer.sender.send({
    functionName: "createCompetition",
    args: [terms],
    value: FUND,
    purpose: "create",
  });
  await author.sender.send({
    functionName: "register",
    args: [1n],
    value: FUND / 10n,
    purpose: "register",
  });
  await stage.warpTo(terms.registrationEnd);
  return { terms, author };
}

function placed(stage: Stage, miner: Actor, scores: Hex) {
  const { chainId, contract } = stage.connection;
  const place = { chainId, contract, competition: 1n, round: 0 };
  const bound = { ...place, miner: miner.address, scores, evidence: EVIDENCE, salt: SALT };
  return { ...place, commitment: commitmentOf(bound) };
}

async function commit(stage: Stage, miner: Actor, scores: Hex): Promise<void> {
  await miner.sender.send({
    functionName: "commit",
    args: [1n, 0n, placed(stage, miner, scores).commitment],
    purpose: "commit",
  });
}

Deno.test("commitments, packed rows and medians of TypeScript are those of the contract", async () => {
  const stage = await openStage();
  try {
    const { terms, author } = await competition(stage, 3);
    for (const text of ["a", "bb"]) {
      await submitModel(author.sender, 1n, new TextEncoder().encode(text));
    }
    const miners = await Promise.all([0, 1, 2].map(() => stage.actor("miners")));
    for (const { sender } of miners) {
      await sender.send({
        functionName: "enrol",
        args: [1n],
        value: terms.seatStake,
        purpose: "enrol",
      });
    }
    await stage.warpTo(terms.submissionEnd);
    await author.sender.send({ functionName: "openRound", args: [1n], purpose: "open" });
    const scores = [[97_250, 1], [97_252, INVALID_SCORE], [97_201, INVALID_SCORE]];
    // The first commits for itself, the others sign, and anybody brings what they signed.
    await commit(stage, miners[0]!, packScores(scores[0]!));
    const signed = await Promise.all([1, 2].map((i) =>
      signCommit(
        privateKeyToAccount(miners[i]!.key),
        placed(stage, miners[i]!, packScores(scores[i]!)),
      )
    ));
    await author.sender.send({
      functionName: "commitFor",
      args: [1n, 0n, concat(signed)],
      purpose: "commit for two miners",
    });

    // The first reveals for itself, one transaction reveals the others and settles.
    const rows = scores.map((row) => ({ scores: packScores(row) }));
    await miners[0]!.sender.send({
      functionName: "reveal",
      args: [1n, 0n, miners[0]!.address, rows[0]!.scores, EVIDENCE, SALT],
      purpose: "reveal",
    });
    const before = await readCompetition(stage.connection, 1n);
    const [round] = await readRunningRounds(stage.connection, 1n, before);
    const posted = await readRows(stage.connection, 1n, round!);
    assertEquals(posted, [{ miner: miners[0]!.address, scores: rows[0]!.scores }]);
    const openings = [1, 2].map((i) => ({
      miner: miners[i]!.address,
      scores: rows[i]!.scores,
      evidence: EVIDENCE,
      salt: SALT,
    }));
    await author.sender.send({
      functionName: "settle",
      args: [1n, 0n, mediansOf(rows, 2), packRows(posted), packOpenings(openings)],
      purpose: "settle",
    });
    const settled = await readCompetition(stage.connection, 1n);
    const models = await readModels(stage.connection, 1n, settled.models);
    assertEquals(models.map(({ score }) => score), [97_234, INVALID_SCORE]);
    assertEquals(
      [...await readAgreement(stage.connection, settled)],
      [
        [0, { evaluations: 3, inliers: 3, median: 97_250 }],
        [1, { evaluations: 3, inliers: 2, median: INVALID_SCORE }],
      ],
    );
  } finally {
    await stage.close();
  }
});

Deno.test("a package in several parts comes back whole, a wrong one is INVALID, a missing one is not", async () => {
  const stage = await openStage();
  try {
    const { author } = await competition(stage, 1);
    const large = Uint8Array.from({ length: 250_001 }, (_, i) => i * 31);
    await submitModel(author.sender, 1n, large);
    const digest = keccak256("0x01"); // nobody's sha2-256
    for (const part of ["0x0102", "0x"] as const) {
      await author.sender.send({
        functionName: "submitModel",
        args: [1n, part === "0x" ? digest : keccak256("0x02"), part === "0x" ? 2n : 3n, NONE, part],
        purpose: "submit",
      });
    }
    await author.sender.send({
      functionName: "addPart",
      args: [1n, 1n, 1n, "0x0304"],
      purpose: "publish",
    });
    const now = await readCompetition(stage.connection, 1n);
    const models = await readModels(stage.connection, 1n, 3);
    const read = (index: number) =>
      readPackage(stage.connection, now, models[index]!, { gateways: [stage.gateway.url] });
    assertEquals(await read(0), large);
    assertEquals(await read(1), undefined);
    const error = await assertRejects(() => read(2), DemlError);
    assertEquals(error.code, "ipfs");
  } finally {
    await stage.close();
  }
});

const NONE: Hex = `0x${"00".repeat(32)}`;

Deno.test("a revert is told in a sentence, with its reason for scripts", async () => {
  const stage = await openStage();
  try {
    const { author } = await competition(stage, 1);
    const error = await assertRejects(
      () =>
        author.sender.send({
          functionName: "register",
          args: [1n],
          value: FUND / 10n,
          purpose: "register in competition 1",
        }),
      DemlError,
      "Cannot register in competition 1: the competition is in submission now",
    );
    assertEquals(error.code, "revert");
    assertEquals(error.details.reason, "WrongPhase");
    const missing = await assertRejects(() => call(stage.connection, "termsOf", [9n]), DemlError);
    assert(missing.message.includes("no competition 9"), missing.message);
  } finally {
    await stage.close();
  }
});
