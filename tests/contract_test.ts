/** The contract seen through its typed ABI: what TypeScript and Solidity must agree on. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { concat, type Hex, keccak256, parseEther } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { call } from "../miner/chain/call.ts";
import { commitmentOf, packScores } from "../protocol/round/commitment.ts";
import { packOpenings, packRows } from "../protocol/round/groups.ts";
import { readAgreement } from "../miner/chain/read_agreement.ts";
import { readCompetition } from "../miner/chain/read_competition.ts";
import { readPackage } from "../miner/chain/read_package.ts";
import { readModels } from "../miner/chain/read_models.ts";
import { readQueue } from "../miner/chain/read_queue.ts";
import { readRows } from "../miner/chain/read_rows.ts";
import { readRunningRounds } from "../miner/chain/read_rounds.ts";
import { signCommit } from "../protocol/round/sign_commit.ts";
import { reservationOf, submitModel } from "../miner/participant/submit_model.ts";
import { nameCall, NAMING_GAS } from "../miner/participant/name_model.ts";
import { register } from "../miner/participant/register.ts";
import { openTerms, sealedTerms, termsHashOf } from "../protocol/terms/terms.ts";
import { type Actor, openStage, type Stage } from "../miner/demo/stage.ts";
import { mediansOf } from "../protocol/round/medians.ts";
import { DemlError, told } from "../protocol/errors.ts";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../protocol/score/score.ts";
import { tell } from "../miner/cli/failures/tell.ts";

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
    commitWindow: 300,
    roundInterval: 300,
    seats,
  });
  await organizer.sender.send({
    functionName: "createCompetition",
    args: [terms],
    value: FUND,
    purpose: "create",
  });
  await register(author.sender, await readCompetition(stage.connection, 1n));
  await stage.warpTo(terms.registrationEnd);
  return { terms, author, hash: termsHashOf(organizer.address, FUND, terms) };
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

Deno.test("commitments, packed rows and medians of TypeScript equal those of the contract", async () => {
  const stage = await openStage();
  try {
    const { terms, author, hash } = await competition(stage, 3);
    for (const text of ["a", "bb", "ccc"]) {
      await submitModel(stage.connection, author.sender, 1n, new TextEncoder().encode(text));
    }
    const miners = await Promise.all([0, 1, 2].map(() => stage.actor("miners")));
    for (const { sender } of miners) {
      await sender.send({
        functionName: "enrol",
        args: [1n, hash],
        value: terms.seatStake,
        purpose: "enrol",
      });
    }
    await stage.warpTo(terms.submissionEnd + 2 * terms.commitWindow);
    await author.sender.send({ functionName: "openRound", args: [1n], purpose: "open" });
    const scores = [
      [97_250, 1, 9],
      [97_252, INVALID_SCORE, ABSTAIN_SCORE],
      [97_201, INVALID_SCORE, ABSTAIN_SCORE],
    ];
    // The first commits for itself, the others sign, and anybody submits their signatures.
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
      args: [1n, 0n, mediansOf(rows, 3), packRows(posted), packOpenings(openings)],
      purpose: "settle",
    });
    const settled = await readCompetition(stage.connection, 1n);
    const models = await readModels(stage.connection, 1n, settled.models);
    assertEquals(models.map(({ score }) => score), [97_250, INVALID_SCORE, undefined]);
    assertEquals(models.map(({ status, tries }) => [status, tries]), [
      ["scored", 0],
      ["scored", 0],
      ["waiting", 1],
    ]);
    assertEquals(
      [...await readAgreement(stage.connection, settled)],
      [
        [0, { evaluations: 3, inliers: 3, median: 97_250, average: 97_234 }],
        [1, { evaluations: 3, inliers: 2, median: INVALID_SCORE, average: INVALID_SCORE }],
        [2, { evaluations: 3, inliers: 0, median: ABSTAIN_SCORE, average: ABSTAIN_SCORE }],
      ],
    );
    // The first lied about the second model: its whole stake is burnt.
    assertEquals(settled.burnt, terms.seatStake);
    const seats = await call(
      stage.connection,
      "seatsOf",
      [1n, miners.map(({ address }) => address)],
    );
    assertEquals(seats.map(({ enrolled }) => enrolled), [false, true, true]);
    assertEquals(await readQueue(stage.connection, 1n), [2]);
  } finally {
    await stage.close();
  }
});

Deno.test("terms hash to what the contract stores, whatever they are", async () => {
  const stage = await openStage();
  try {
    const organizer = await stage.actor("organizer");
    const now = await stage.now();
    const DAY = 86_400;
    const choices = {
      specDigest: stage.specDigest,
      fund: FUND,
      registrationEnd: now + DAY,
      submissionEnd: now + 2 * DAY,
      evaluationEnd: now + 9 * DAY,
    };
    const sealed = { openingEnd: now + 4 * DAY, testKeyCommitment: keccak256("0x01") };
    const shares = { prizeShares: [5_000, 0, 3_000, 2_000], offChainModels: true };
    const all = [
      openTerms(choices),
      openTerms({ ...choices, ...shares, quorum: 60, byteLimit: 4_294_967_295 }),
      openTerms({ ...choices, returnsBuyIns: true, tolerance: 100_000, maxModels: 65_535 }),
      sealedTerms({ ...choices, ...sealed, ...shares, returnsBuyIns: true, seats: 400 }),
    ];
    for (const [index, terms] of all.entries()) {
      await organizer.sender.send({
        functionName: "createCompetition",
        args: [terms],
        value: FUND,
        purpose: "create",
      });
      const read = await readCompetition(stage.connection, BigInt(index + 1));
      const hash = termsHashOf(organizer.address, FUND, terms);
      assertEquals(hash, read.termsHash);
      assertEquals(termsHashOf(read.organizer, read.fund, read), hash, "also from what was read");
    }
    const other = await stage.actor("miners");
    const error = await assertRejects(
      () =>
        other.sender.send({
          functionName: "enrol",
          args: [1n, termsHashOf(organizer.address, FUND, all[1]!)],
          value: all[0]!.seatStake,
          purpose: "enrol in competition 1",
        }),
      DemlError,
      '"reason":"OtherTerms"',
    );
    assertStringIncludes(tell(error).message, "the money is meant for the terms");
  } finally {
    await stage.close();
  }
});

Deno.test("a package in several parts comes back whole, and continues where an interrupted run ended", async () => {
  const stage = await openStage();
  try {
    const { author } = await competition(stage, 1);
    const { connection } = stage;
    const large = Uint8Array.from({ length: 250_001 }, (_, i) => i * 31);
    // The node goes away after the first part.
    let sent = 0;
    const broken = {
      ...author.sender,
      send: (write: Parameters<typeof author.sender.send>[0]) => {
        if (++sent > 2) throw told("chain", "The node is gone", "Wait");
        return author.sender.send(write);
      },
    } as typeof author.sender;
    await assertRejects(() => submitModel(connection, broken, 1n, large), DemlError, "is gone");
    const [model] = await readModels(connection, 1n, 1);
    assertEquals([model!.status, model!.published], ["incomplete", 120_000]);
    assertEquals((await submitModel(connection, author.sender, 1n, large)).model, 0);
    assertEquals((await submitModel(connection, author.sender, 1n, large)).model, 0, "once only");
    const now = await readCompetition(connection, 1n);
    const [whole] = await readModels(connection, 1n, 1);
    assertEquals([now.models, whole!.status], [1, "waiting"]);
    const sources = { gateways: [stage.gateway.url] };
    assertEquals(await readPackage(connection, now, whole!, sources), large);
    // A node that withholds a part, which nothing else can replace.
    const forgetful = Object.create(connection.client, {
      request: {
        value: async (asked: { method: string }) => {
          const answer = await connection.client.request(asked as never);
          return asked.method === "eth_getLogs" ? (answer as unknown[]).slice(1) : answer;
        },
      },
    });
    const error = await assertRejects(
      () => readPackage({ ...connection, client: forgetful }, now, whole!, sources),
      DemlError,
    );
    assertEquals(error.code, "chain");
  } finally {
    await stage.close();
  }
});

Deno.test("bytes that do not match the digest are INVALID, missing bytes are not", async () => {
  const stage = await openStage();
  try {
    const { author } = await competition(stage, 1);
    for (const part of ["0x0102", "0x"] as const) {
      await author.sender.send({
        functionName: "submitModel",
        args: [1n, keccak256("0x02"), 4n, NONE, part],
        purpose: "submit",
      });
    }
    await author.sender.send({
      functionName: "addPart",
      args: [1n, 0n, 2n, "0x0304"],
      purpose: "publish",
    });
    const now = await readCompetition(stage.connection, 1n);
    const models = await readModels(stage.connection, 1n, 2);
    const read = (index: number) =>
      readPackage(stage.connection, now, models[index]!, { gateways: [stage.gateway.url] });
    assertEquals(await read(0), undefined);
    const error = await assertRejects(() => read(1), DemlError);
    assertEquals(error.code, "ipfs");
    assertEquals(await readQueue(stage.connection, 1n), [0], "and no round judges them");
  } finally {
    await stage.close();
  }
});

Deno.test("a place is reserved before the model is public, and a copy gets a later one", async () => {
  const stage = await openStage();
  try {
    const organizer = await stage.actor("organizer");
    const [author, copier] = [await stage.actor("participants"), await stage.actor("participants")];
    const now = await stage.now();
    const terms = openTerms({
      specDigest: stage.specDigest,
      fund: FUND,
      registrationEnd: now + 1_000,
      submissionEnd: now + 2_000,
      evaluationEnd: now + 90_000,
      commitWindow: 300,
    });
    await organizer.sender.send({
      functionName: "createCompetition",
      args: [terms],
      value: FUND,
      purpose: "create",
    });
    const read = await readCompetition(stage.connection, 1n);
    const packed = new TextEncoder().encode("mine");
    const digest: Hex = `0x${
      new Uint8Array(await crypto.subtle.digest("SHA-256", packed)).toHex()
    }`;
    await register(author.sender, read, reservationOf(author.address, digest));
    await register(copier.sender, read);
    await stage.warpTo(terms.registrationEnd);
    assertEquals((await submitModel(stage.connection, copier.sender, 1n, packed)).model, 1);
    assertEquals((await submitModel(stage.connection, author.sender, 1n, packed)).model, 0);
    // The longest name costs no more than its author is told, and not far less.
    const { gasUsed } = await author.sender.send(nameCall(1n, 0, "n".repeat(32)));
    assert(gasUsed <= NAMING_GAS && gasUsed > NAMING_GAS * 8n / 10n, `${gasUsed} gas`);
  } finally {
    await stage.close();
  }
});

const NONE: Hex = `0x${"00".repeat(32)}`;

Deno.test("a revert is reported in a sentence, with its reason for scripts", async () => {
  const stage = await openStage();
  try {
    const { author, hash } = await competition(stage, 1);
    const error = await assertRejects(
      () =>
        author.sender.send({
          functionName: "register",
          args: [1n, hash, NONE],
          value: FUND / 10n,
          purpose: "register in competition 1",
        }),
      DemlError,
      '"reason":"WrongPhase"',
    );
    assertEquals(
      tell(error).message,
      "Cannot register in competition 1: the competition is in submission now",
    );
    assertEquals(error.code, "revert");
    const missing = await assertRejects(() => call(stage.connection, "termsOf", [9n]), DemlError);
    assertStringIncludes(tell(missing).message, "ompetition 9 does not exist");
  } finally {
    await stage.close();
  }
});
