/**
 * N1: a model on which the engines differ, and one that nobody has. Liars claim perfect scores for
 * both. Real miners cannot judge them and abstain, so the liars are not a majority: there is no
 * agreement, the third attempt is the last, and the honest model has its score from the first round
 * on.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { type Hex, keccak256, parseEther, toHex, zeroHash } from "viem";
import { call } from "../../miner/chain/call.ts";
import { unpackScores } from "../../protocol/round/commitment.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readModels } from "../../miner/chain/read_models.ts";
import { readRound } from "../../miner/chain/read_rounds.ts";
import { readRows } from "../../miner/chain/read_rows.ts";
import { submitModel } from "../../miner/participant/submit_model.ts";
import { openStage } from "../../miner/demo/stage.ts";
import { pack } from "../../miner/model/package.ts";
import { ABSTAIN_SCORE as ABSTAIN, PERFECT_SCORE as PERFECT } from "../../protocol/score/score.ts";
import { type Daemon, isEnrolled, startDaemon, until, untilCompetition } from "./daemons.ts";
import { create } from "./first_digits.ts";
import { hireLiars } from "./liars.ts";
import { accept } from "../accept.ts";

const fixture = (name: string) => fromFileUrl(new URL(`../fixtures/${name}.onnx`, import.meta.url));
const FUND = parseEther("2");
const DAY = 86_400;
const HONEST = 3;
const LIARS = 2;
/** How many of 10,000 logreg gets right. */
const SCORE = 91_140;

Deno.test("miners abstain from a fragile and an absent model, and liars are not alone with them", async () => {
  const stage = await openStage();
  const daemons: Daemon[] = [];
  try {
    const { connection } = stage;
    await stage.chain.control.setIntervalMining({ interval: 1 });
    const now = await stage.now();
    const { id, terms, authors } = await create(stage, {
      specDigest: stage.specDigest,
      fund: FUND,
      registrationEnd: now + DAY,
      submissionEnd: now + 4 * DAY,
      evaluationEnd: now + 9 * DAY,
      seats: HONEST + LIARS,
      offChainModels: true,
    }, 2);
    const [author, attacker] = [authors[0]!, authors[1]!];
    for (let i = 0; i < HONEST; i++) {
      const accepted = accept("few-seats", "off-chain-models", "commit-window-short");
      const args = ["--jobs", "1", "--competition", String(id), ...accepted];
      daemons.push(startDaemon(stage, await stage.actor("miners"), args));
    }
    const liars = await hireLiars(stage, id, LIARS);
    await liars.enrol();
    for (const { address } of daemons) {
      await until("a deposit", daemons, () => isEnrolled(stage, id, address));
    }

    await stage.warpTo(terms.registrationEnd);
    const read = async (name: string) => pack(await Deno.readFile(fixture(name)));
    await submitModel(connection, author.sender, id, await read("../../examples/models/logreg"));
    await submitModel(connection, attacker.sender, id, await read("engines/fragile"));
    await attacker.sender.send({
      functionName: "submitModel",
      args: [id, keccak256(toHex("nobody has it")), 1_000n, zeroHash, "0x"],
      purpose: "submit a model that is nowhere",
    });

    // Every round is like the first one, except that the honest model needs no second.
    for (let round = 0; round < 3; round++) {
      await stage.warpTo(await stage.now() + terms.roundInterval);
      await untilCompetition("a round", stage, id, daemons, ({ rounds }) => rounds > round);
      const { models } = await readRound(connection, id, round);
      assertEquals(models, round === 0 ? [0, 1, 2] : [1, 2]);
      // While there is time, the absent model may still appear.
      const again = `round ${round} of competition ${id} is judged again at the next poll`;
      await until("the verdicts", daemons, () => {
        return Promise.resolve(daemons.every((daemon) => daemon.told().includes(again)));
      });
      const { commitEnd } = await readRound(connection, id, round);
      await stage.warpTo(commitEnd - Math.min(600, terms.commitWindow / 6) - 15);
      await until("the commits", daemons, async () => {
        return (await readRound(connection, id, round)).committed === HONEST;
      });
      const lies = models.map((model) => model === 0 ? SCORE : PERFECT);
      await liars.commit(round, lies);
      await until("the reveals", daemons, async () => {
        return (await readRound(connection, id, round)).revealsOpen;
      });
      await liars.reveal(round, lies);
      await untilCompetition("the settlement", stage, id, daemons, ({ running }) => running === 0);
      const { status, committed, revealed } = await readRound(connection, id, round);
      assertEquals([status, committed, revealed], ["settled", HONEST + LIARS, HONEST + LIARS]);
      const rows = await readRows(connection, id, await readRound(connection, id, round));
      const honest = rows.filter(({ miner }) =>
        daemons.some(({ address }) => address.toLowerCase() === miner.toLowerCase())
      );
      const expected = models.map((model) => model === 0 ? SCORE : ABSTAIN);
      assertEquals(honest.map(({ scores }) => unpackScores(scores)), Array(HONEST).fill(expected));
    }
    for (const daemon of daemons) {
      const told = daemon.told();
      assert(/model 1: ABSTAIN: .* by native and .* by wasm/.test(told), told);
      assert(told.includes("model 2: ABSTAIN: its package cannot be fetched"), told);
    }

    const models = await readModels(connection, id, 3);
    assertEquals(models.map(({ status, score }) => [status, score]), [
      ["scored", SCORE],
      ["unjudged", undefined],
      ["unjudged", undefined],
    ]);
    await stage.warpTo(terms.submissionEnd + terms.commitWindow);
    await untilCompetition("the end", stage, id, daemons, ({ ended }) => ended);
    const { part, buyIn, burnt } = await readCompetition(connection, id);
    assertEquals(burnt, 2n * part, "the parts of what nobody agreed on, and no stake");
    const owed = (account: Hex) => call(connection, "owedTo", [id, account]);
    const fee = (2n ** 24n / BigInt(HONEST + LIARS)) * (part / 2n ** 24n);
    const fees = BigInt(HONEST + LIARS) * fee;
    // The attacker's buy-in comes back without its models' parts, the rest is the honest author's.
    const back = buyIn - 2n * part;
    assertEquals(await owed(attacker.address), back);
    const pot = FUND + 2n * buyIn - fees - 2n * part;
    assertEquals(await owed(author.address), pot - back);
    // The liars earned no more than their agreement about the honest model.
    for (const { address } of liars.actors) {
      const { enrolled, claimable } = await call(connection, "seatOf", [id, address]);
      assertEquals([enrolled, claimable], [true, terms.seatStake + fee]);
    }
  } finally {
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    await stage.close();
  }
});
