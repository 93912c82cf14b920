/**
 * P01, P03: real miners that start one after another complete a competition whose quorum needs all
 * of them, and a model without bytes never gets a round. In the earlier contract, the first round
 * could never fill, and the absent model made all of them wait out its round.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { keccak256, parseEther, toHex, zeroHash } from "viem";
import { call } from "../../miner/chain/call.ts";
import { readModels } from "../../miner/chain/read_models.ts";
import { readRound } from "../../miner/chain/read_rounds.ts";
import { submitModel } from "../../miner/participant/submit_model.ts";
import { openStage } from "../../miner/demo/stage.ts";
import { pack } from "../../miner/model/package.ts";
import { type Daemon, isEnrolled, startDaemon, until, untilCompetition } from "./daemons.ts";
import { create, publishDigits } from "./first_digits.ts";

const LOGREG = fromFileUrl(new URL("../../examples/models/logreg.onnx", import.meta.url));
const FUND = parseEther("5");
const DAY = 86_400;
/** Fewer than this, and default miners refuse the terms: its quorum is ten. */
const SEATS = 15;

Deno.test("ten default miners, started one after another, mine a competition that needs them all", async () => {
  const stage = await openStage();
  const daemons: Daemon[] = [];
  try {
    await stage.chain.control.setIntervalMining({ interval: 1 });
    const now = await stage.now();
    const { id, terms, organizer, authors } = await create(stage, {
      // The wasm engine gives the same bits everywhere: no tolerance is needed.
      specDigest: await publishDigits(stage, 500, "wasm"),
      fund: FUND,
      tolerance: 0,
      registrationEnd: now + DAY,
      submissionEnd: now + 3 * DAY,
      evaluationEnd: now + 9 * DAY,
      seats: SEATS,
    }, 2);
    assertEquals(terms.quorum, 10);
    const [author, absent] = [authors[0]!, authors[1]!];
    const start = async () => {
      const daemon = startDaemon(stage, await stage.actor("miners"), [
        ...["--jobs", "1", "--competition", String(id)],
        // If the tests run on one core, a full round might take too long.
        ...["--accept", "commit-window-short"],
      ]);
      daemons.push(daemon);
      await until("its deposit", [daemon], () => isEnrolled(stage, id, daemon.address));
    };
    for (let i = 0; i < terms.quorum - 1; i++) await start();

    await stage.warpTo(terms.registrationEnd);
    const packed = pack(await Deno.readFile(LOGREG));
    const whole = await submitModel(stage.connection, author.sender, id, packed);
    await absent.sender.send({
      functionName: "submitModel",
      args: [id, keccak256(toHex("nobody has it")), 1_000n, zeroHash, "0x"],
      purpose: "submit a model without bytes",
    });
    await stage.warpTo(terms.registrationEnd + terms.roundInterval + 2 * terms.commitWindow);
    const nine = await untilCompetition(
      "nine old deposits",
      stage,
      id,
      daemons,
      (found) => found.counting === 9,
    );
    assertEquals([nine.rounds, nine.canOpenRound], [0, false], "no round without a quorum");

    await start();
    await stage.warpTo(await stage.now() + 2 * terms.commitWindow);
    await untilCompetition(
      "the settlement",
      stage,
      id,
      daemons,
      ({ rounds, queued }) => rounds > 0 && queued === 0,
    );
    const round = await readRound(stage.connection, id, 0);
    assertEquals([round.status, round.models], ["settled", [whole.model]]);
    assertEquals([round.committed, round.revealed, round.agreed], [10, 10, 1]);
    const models = await readModels(stage.connection, id, 2);
    assertEquals(models.map(({ status }) => status), ["scored", "incomplete"]);

    await stage.warpTo(terms.submissionEnd + terms.commitWindow);
    await untilCompetition("the end", stage, id, daemons, ({ ended }) => ended);
    await until("all claims", daemons, async () => {
      const seats = await call(
        stage.connection,
        "seatsOf",
        [id, daemons.map(({ address }) => address)],
      );
      return seats.every(({ enrolled, claimable }) => !enrolled && claimable === 0n);
    });
    for (const { address, sender } of [organizer, ...authors]) {
      if (await call(stage.connection, "owedTo", [id, address]) === 0n) continue;
      await sender.send({ functionName: "withdraw", args: [id, address], purpose: "withdraw" });
    }
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    for (const daemon of daemons) assert(daemon.told().includes("stopped"), daemon.told());
  } finally {
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    await stage.close();
  }
});
