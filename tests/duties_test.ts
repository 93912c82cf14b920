/** Duties on a chain: rows that come in time, stakes that are lost, miners that are absent. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { parseEther, toHex, zeroHash } from "viem";
import { call } from "../miner/chain/call.ts";
import { commitmentOf, unpackScores } from "../protocol/round/commitment.ts";
import { readCompetition } from "../miner/chain/read_competition.ts";
import { readModels } from "../miner/chain/read_models.ts";
import { readRound } from "../miner/chain/read_rounds.ts";
import { submitModel } from "../miner/participant/submit_model.ts";
import { readAccounts } from "../miner/cli/earnings/read_accounts.ts";
import { look as looks } from "../miner/cli/mine/look.ts";
import { contextOn } from "../miner/demo/context_on.ts";
import { type Actor, openStage, PURSE, type Stage } from "../miner/demo/stage.ts";
import { roundKey } from "../miner/duties/commit.ts";
import type { MinerContext } from "../miner/duties/context.ts";
import { type Duty, nameOf } from "../miner/duties/due.ts";
import { judgeAhead } from "../miner/duties/judge_ahead.ts";
import { judgeRound } from "../miner/duties/judge_round.ts";
import { createMemory } from "../miner/duties/memory.ts";
import { performDuties } from "../miner/duties/perform.ts";
import { roundIdentity, seatKey } from "../miner/duties/seat_key.ts";
import { DemlError, told } from "../protocol/errors.ts";
import type { Evaluator } from "../miner/evaluation/host/evaluator.ts";
import { openBlockStore } from "../miner/ipfs/block_store.ts";
import { shareBytes } from "../miner/ipfs/shared_bytes.ts";
import { openJournal } from "../miner/journal/journal.ts";
import { pack } from "../miner/model/package.ts";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../protocol/score/score.ts";
import { create, publishDigits } from "./attacks/first_digits.ts";
import { openGateway } from "./hostile/gateways.ts";
import { tell, withFailure } from "../miner/cli/failures/tell.ts";

const LOGREG = fromFileUrl(new URL("../examples/models/logreg.onnx", import.meta.url));
const FUND = parseEther("2");
const DAY = 86_400;

/**
 * An evaluator that says 42 % to everything as soon as it may, and counts how often it was asked.
 */
function oracle(ready: Promise<void> = Promise.resolve()) {
  const asked = { times: 0 };
  const evaluate = async () => {
    asked.times++;
    await ready;
    return { kind: "scored", score: 42_000, root: `0x${"11".repeat(32)}` };
  };
  const evaluator = {
    width: 1,
    engineVersion: undefined,
    sandbox: undefined,
    load: () => Promise.resolve({ evaluate }),
    rest: () => Promise.resolve(),
    close: () => Promise.resolve(),
  } as unknown as Evaluator;
  return { evaluator, asked };
}

interface Play {
  stage: Stage;
  id: bigint;
  miners: MinerContext[];
  /** Who entered the model */
  author: Actor;
  /** Lets a miner do what is due, and answers the names of it */
  look(miner: MinerContext, kinds?: Duty["kind"][]): Promise<string[]>;
  /** Moves the clock by so many seconds */
  pass(seconds: number): Promise<void>;
}

/** A competition of four miners with one model in it, whose deposits count. */
async function play(
  work: (play: Play) => Promise<void>,
  evaluator: Evaluator = oracle().evaluator,
): Promise<void> {
  const stage = await openStage();
  try {
    const now = await stage.now();
    const { id, terms, authors: [author] } = await create(stage, {
      specDigest: await publishDigits(stage, 100, "wasm"),
      fund: FUND,
      tolerance: 0,
      registrationEnd: now + DAY,
      submissionEnd: now + 8 * DAY,
      evaluationEnd: now + 20 * DAY,
      roundInterval: 0,
      seats: 4,
    }, 1);
    const miners: MinerContext[] = [];
    for (let i = 0; i < 4; i++) {
      const own = { judges: { evaluator }, log: () => {} };
      miners.push(contextOn(stage, await stage.actor("miners"), own));
    }
    const look: Play["look"] = async (miner, kinds) =>
      (await performDuties(miner, id, kinds)).duties.map(nameOf);
    for (const miner of miners) assertEquals(await look(miner), ["enrol"]);
    await stage.warpTo(terms.registrationEnd);
    await submitModel(
      stage.connection,
      author!.sender,
      id,
      pack(await Deno.readFile(LOGREG)),
    );
    const pass = async (seconds: number) => await stage.warpTo(await stage.now() + seconds);
    await work({ stage, id, miners, author: author!, look, pass });
  } finally {
    await stage.close();
  }
}

Deno.test("a row is revealed in time whatever is not judged by then, and later verdicts are kept", async () => {
  const ready = Promise.withResolvers<void>();
  await play(async ({ stage: { connection }, id, miners: [miner], look }) => {
    await look(miner!, ["open-round"]);
    const competition = await readCompetition(connection, id);
    const round = await readRound(connection, id, 0);
    const hurried = { ...round, commitEnd: competition.now };
    const row = await judgeRound(miner!, competition, hurried);
    assertEquals(row?.scores, [ABSTAIN_SCORE]);
    ready.resolve();
    const patient = await judgeRound(miner!, competition, round);
    assertEquals(patient?.scores, [42_000]);
  }, oracle(ready.promise).evaluator);
});

Deno.test("miners of one process fetch what is public once, and each evaluates for itself", async () => {
  const { evaluator, asked } = oracle();
  await play(async ({ stage, id, miners, look }) => {
    await look(miners[0]!, ["open-round"]);
    const front = openGateway(({ url }) => fetch(stage.gateway.url + new URL(url).pathname));
    const methods: string[] = [];
    const client = Object.create(stage.connection.client, {
      request: {
        value: (question: { method: string }) => {
          methods.push(question.method);
          return stage.connection.client.request(question as never);
        },
      },
    });
    const connection = { ...stage.connection, client };
    const sources = { gateways: [front.url], shared: shareBytes() };
    try {
      const competition = await readCompetition(stage.connection, id);
      const round = await readRound(stage.connection, id, 0);
      const rows = await Promise.all(
        miners.map((miner) => judgeRound({ ...miner, connection, sources }, competition, round)),
      );
      assertEquals(rows.map((row) => row?.scores), miners.map(() => [42_000]));
      assertEquals(asked.times, miners.length);
      // The spec, the images and the labels.
      assertEquals([front.asked.length, new Set(front.asked).size], [3, 3]);
      assertEquals(methods.filter((method) => method === "eth_getLogs").length, 1);
      // Another round over the model is judged from the own journal, and reads no data.
      await judgeRound({ ...miners[0]!, connection, sources }, competition, round);
      assertEquals([asked.times, front.asked.length], [miners.length, 3]);
    } finally {
      await front.close();
    }
  }, evaluator);
});

Deno.test("a copy of a digest with other bytes is INVALID, and the original keeps its score", async () => {
  const { evaluator, asked } = oracle();
  await play(async ({ stage, id, miners: [miner], author, look }) => {
    const { connection } = stage;
    const [original] = await readModels(connection, id, 1);
    const { size, digest } = original!;
    // The contract compares only packages that come whole.
    const other = toHex(new Uint8Array(size - 1));
    await author.sender.send({
      functionName: "submitModel",
      args: [id, digest, BigInt(size), zeroHash, other],
      purpose: "submit other bytes",
    });
    await author.sender.send({
      functionName: "addPart",
      args: [id, 1n, BigInt(size - 1), "0x00"],
      purpose: "submit the last of them",
    });
    await look(miner!, ["open-round"]);
    const competition = await readCompetition(connection, id);
    const round = await readRound(connection, id, 0);
    assertEquals(round.models, [0, 1]);
    const judge = async () => (await judgeRound(miner!, competition, round))?.scores;
    assertEquals(await judge(), [42_000, INVALID_SCORE]);
    assertEquals(await judge(), [42_000, INVALID_SCORE], "from the journal");
    assertEquals(asked.times, 1);
  }, evaluator);
});

Deno.test("a test set that was fetched is not fetched again for the next round", async () => {
  const { evaluator, asked } = oracle();
  await play(async ({ stage, id, miners: [miner], look }) => {
    await look(miner!, ["open-round"]);
    const competition = await readCompetition(stage.connection, id);
    const round = await readRound(stage.connection, id, 0);
    const front = openGateway(({ url }) => fetch(stage.gateway.url + new URL(url).pathname));
    const judge = async () => {
      // The verdict of an earlier round would be used again.
      const journal = openJournal(":memory:");
      const row = await judgeRound(
        { ...miner!, journal, sources: { gateways: [front.url] } },
        competition,
        round,
      );
      journal.close();
      return row?.scores;
    };
    try {
      assertEquals([await judge(), await judge()], [[42_000], [42_000]]);
      assertEquals(asked.times, 2);
      const specs = 2;
      assertEquals(front.asked.length, specs + 2, "images and labels once");
    } finally {
      await front.close();
    }
  }, evaluator);
});

Deno.test("a disk without room for the test set does not make a miner abstain while there is time", async () => {
  await play(async ({ stage, id, miners: [miner], look }) => {
    await look(miner!, ["open-round"]);
    const folder = `${stage.folder}/full`;
    const { gateways } = miner!.sources;
    const store = await openBlockStore(folder, { reserve: 2 ** 60 });
    const full = { ...miner!, sources: { gateways, store } };
    const competition = await readCompetition(stage.connection, id);
    const round = await readRound(stage.connection, id, 0);
    assertEquals(await judgeRound(full, competition, round), undefined);
    full.sources.store = await openBlockStore(folder, { reserve: 0 });
    assertEquals((await judgeRound(full, competition, round))?.scores, [42_000]);
  });
});

Deno.test("models are judged while they wait, once, and a round's commit needs no work", async () => {
  const { evaluator, asked } = oracle();
  await play(async ({ stage: { connection }, id, miners: [miner], look }) => {
    const competition = await readCompetition(connection, id);
    assertEquals([await judgeAhead(miner!, competition), asked.times], [1, 1]);
    assertEquals([await judgeAhead(miner!, competition), asked.times], [0, 1]);
    assertEquals(await look(miner!, ["open-round", "commit"]), ["open round", "commit round 0"]);
    assertEquals(asked.times, 1);
    const { scores } = miner!.journal.openingOf(seatKey(miner!, id, 0), "0x")!;
    assertEquals(unpackScores(scores), [42_000]);
  }, evaluator);
});

Deno.test("a stake is lost by silence, and deposited again only up to the miner's limit of losses", async () => {
  await play(async ({ stage: { connection }, id, miners, look, pass }) => {
    const silent = miners[3]!;
    await look(miners[0]!, ["open-round"]);
    for (const miner of miners) await look(miner, ["commit"]);
    for (const miner of miners.slice(0, 3)) await look(miner, ["reveal"]);
    const { revealWindow, seatStake } = await readCompetition(connection, id);
    await pass(revealWindow);
    assertEquals(await look(miners[0]!), ["settle round 0"]);
    const { burnt, enrolled } = await readCompetition(connection, id);
    assertEquals([burnt, enrolled], [seatStake, 3]);
    assertEquals((await readModels(connection, id, 1))[0]!.score, 42_000);

    silent.maxStake = 2n * seatStake - 1n;
    assertEquals(await look(silent), [], "two stakes would be more than it may lose");
    silent.maxStake = 2n * seatStake;
    assertEquals(await look(silent), ["enrol"]);
    assertEquals(await look(silent), []);
    // One stake is gone, the other is there: it earned nothing, and lost one.
    const [account] = await accountsOf(silent);
    const { stakeIn, atRisk, lost, fees, gas, net } = account!;
    assertEquals([stakeIn, atRisk, lost, fees], [2n * seatStake, seatStake, seatStake, 0n]);
    assertEquals(net, -seatStake - gas);
  });
});

/** What the books of a miner say. */
async function accountsOf({ connection, journal, sender }: MinerContext) {
  return await readAccounts(connection, journal.database, sender.account.address);
}

Deno.test("a journal that can no longer be written does not prevent a reveal", async () => {
  await play(async ({ miners, look }) => {
    const [here] = miners as [MinerContext];
    const lines: string[] = [];
    here.log = (line, about) => lines.push(withFailure(line, about?.failure));
    await look(here, ["open-round"]);
    for (const miner of miners) await look(miner, ["commit"]);
    // As a full disk would: whatever writes fails.
    here.journal.database.exec("DELETE FROM deposits; PRAGMA query_only = TRUE;");
    assertEquals(await look(here), ["reveal round 0"]);
    assert(lines.some((line) => line.includes("Cannot record the deposit in competition")));
    // What can wait is not sent before it is on disk.
    for (const miner of miners.slice(1)) await look(miner, ["reveal"]);
    const error = await assertRejects(() => look(here, ["settle"]), DemlError);
    assertEquals(error.code, "journal");
    assertStringIncludes(tell(error).remedy, "nothing was sent");
  });
});

Deno.test("rounds expire for lack of commits: nobody is punished, and absent miners may come back", async () => {
  await play(async ({ stage: { connection }, id, miners, look, pass }) => {
    const [here, too, absent] = [miners[0]!, miners[1]!, miners[2]!];
    const { commitWindow, enrolled: before } = await readCompetition(connection, id);
    for (const round of [0, 1]) {
      assertEquals(await look(here), ["open round", `commit round ${round}`]);
      assertEquals(await look(too), [`commit round ${round}`]);
      await pass(commitWindow);
      const duties = await look(here, ["expire"]);
      assertEquals(duties, [`expire round ${round}`]);
    }
    const { enrolled, burnt } = await readCompetition(connection, id);
    assertEquals([enrolled, burnt], [before, 0n]);
    assertEquals(await look(here, ["open-round"]), ["open round"]);
    assertEquals(await look(absent, ["commit"]), ["commit round 2"]);
  });
});

Deno.test("a miner that leaves claims its stake, but not during a running round", async () => {
  await play(async ({ stage: { connection }, miners, look }) => {
    const leaver = miners[0]!;
    const { address } = leaver.sender.account;
    await look(leaver, ["open-round", "commit"]);
    leaver.leaving = true;
    assertEquals(await look(leaver), [], "its seat is live");
    for (const miner of miners.slice(1)) await look(miner, ["commit"]);
    for (const miner of miners.slice(1)) await look(miner, ["reveal"]);
    assertEquals(await look(leaver), ["reveal round 0", "settle round 0", "claim"]);
    assertEquals(await look(leaver), []);
    // Its books are its purse, to the wei.
    const [account] = await accountsOf(leaver);
    assert(account!.fees > 0n);
    assertEquals([account!.atRisk, account!.lost], [0n, 0n]);
    assertEquals(await connection.client.getBalance({ address }), PURSE + account!.net);
  });
});

Deno.test("a lost journal is rebuilt by judging again, and reveals what was committed", async () => {
  await play(async ({ stage, id, miners, look }) => {
    const [lost] = miners;
    await look(miners[0]!, ["open-round"]);
    for (const miner of miners) assertEquals(await look(miner, ["commit"]), ["commit round 0"]);
    const lines: string[] = [];
    const again = { ...lost!, journal: openJournal(":memory:"), memory: createMemory() };
    again.log = (line: string) => lines.push(line);
    assertEquals(await look(again), ["recover round 0", "reveal round 0"]);
    assertEquals(lines.filter((line) => line.includes("no opening for the commitment")).length, 1);
    again.journal.close();
    const { revealed } = await readRound(stage.connection, id, 0);
    assertEquals(revealed, 1);

    // A miner whose verdicts now differ reports so at every poll, and reveals nothing.
    const other = oracle().evaluator;
    const score = { kind: "scored", score: 41_000, root: `0x${"22".repeat(32)}` };
    other.load = () => Promise.resolve({ evaluate: () => Promise.resolve(score) } as never);
    const wrong = { ...miners[1]!, judges: { evaluator: other }, journal: openJournal(":memory:") };
    for (let times = 0; times < 2; times++) {
      await assertRejects(() => look(wrong), DemlError, "journal/other-row");
    }
    wrong.journal.close();
    assertEquals(await look(miners[1]!), ["reveal round 0"], "the journal that made it still can");
  });
});

Deno.test("rows of a lost journal are revealed though nothing can be recorded or stored, and loudly logged", async () => {
  const { evaluator, asked } = oracle();
  await play(async ({ stage, id, miners, look }) => {
    await look(miners[0]!, ["open-round"]);
    for (const miner of miners) await look(miner, ["commit"]);
    const journal = openJournal(":memory:");
    journal.database.exec("PRAGMA query_only = TRUE");
    const full = () => Promise.reject(told("file", "The disk is full", "Free space"));
    const lines: [string, string | undefined][] = [];
    const lost: MinerContext = {
      ...miners[0]!,
      journal,
      memory: createMemory(),
      sources: {
        gateways: [stage.gateway.url],
        store: { read: () => Promise.resolve(undefined), put: full },
      },
      log: (line, about) => lines.push([withFailure(line, about?.failure), about?.level]),
    };
    asked.times = 0;
    assertEquals(await look(lost, ["recover"]), ["recover round 0"]);
    assertEquals(await look(lost), ["reveal round 0"]);
    assertEquals(asked.times, 1, "it is judged once");
    const loud = lines.filter(([line]) => line.includes("IS IN MEMORY ONLY"));
    assertEquals(loud.map(([, level]) => level), ["error"]);
    assertStringIncludes(loud[0]![0], "Cannot record the opening of round 0 of competition 1");
    assertEquals((await readRound(stage.connection, id, 0)).revealed, 1);
    journal.close();
  }, evaluator);
});

Deno.test("a failure in one competition does not delay a reveal in another", async () => {
  await play(async ({ stage, id, miners, look: lookIn, pass }) => {
    const [miner] = miners;
    await lookIn(miner!, ["open-round"]);
    for (const each of miners) await lookIn(each, ["commit"]);
    // It comes later, asks for more than the miner has, and is looked at first.
    const now = await stage.now();
    const dear = await create(stage, {
      specDigest: await publishDigits(stage, 100, "wasm"),
      fund: FUND,
      tolerance: 0,
      registrationEnd: now + DAY,
      submissionEnd: now + 8 * DAY,
      evaluationEnd: now + 20 * DAY,
      roundInterval: 0,
      seats: 4,
      seatStake: parseEther("100000"),
    }, 1);
    const lines: string[] = [];
    const context = { ...miner!, maxStake: parseEther("1000000"), memory: createMemory() };
    context.log = (line, about) => lines.push(withFailure(line, about?.failure));
    const { failure } = await looks(context, [dear.id, 99n, id]);
    assertEquals((failure as DemlError).code, "revert", "there is no competition 99");
    assert(lines.some((line) => line.startsWith(`competition ${dear.id}: `)), lines.join("\n"));
    assertEquals((await readRound(stage.connection, id, 0)).revealed, 1);
    await pass(1);
  });
});

Deno.test("a row is committed only in the round that it was made for", async () => {
  await play(async ({ stage, id, miners: [miner], look }) => {
    await look(miner!, ["open-round"]);
    const { connection } = stage;
    const [competition, round] = [
      await readCompetition(connection, id),
      await readRound(connection, id, 0),
    ];
    const key = await roundKey(miner!, competition, round);
    const stale = { scores: "0x00a410", evidence: key.identity, salt: key.identity } as const;
    // A round of the same number, in a chain that was taken back, was about other models.
    miner!.journal.recordOpening(
      { ...key, identity: roundIdentity(round, [`0x${"99".repeat(32)}`]) },
      { ...stale, commitment: commitmentOf({ ...key, ...stale }) },
    );
    assertEquals(await look(miner!, ["commit"]), ["commit round 0"]);
    const { commitment } = await call(connection, "seatOf", [id, key.miner]);
    const { scores } = miner!.journal.openingOf(key, commitment)!;
    assertEquals(unpackScores(scores), [42_000]);
  });
});
