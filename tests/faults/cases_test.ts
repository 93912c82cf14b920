/** What each cost a stake once, on a real chain: named, and played without chance. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { unpackScores } from "../../protocol/round/commitment.ts";
import { readCompetition } from "../../miner/chain/read_competition.ts";
import { readModels } from "../../miner/chain/read_models.ts";
import { readRound } from "../../miner/chain/read_rounds.ts";
import type { Round } from "../../protocol/state/round.ts";
import { lookUntilDone } from "../../miner/cli/mine/look.ts";
import { DemlError } from "../../protocol/errors.ts";
import { seatKey } from "../../miner/duties/seat_key.ts";
import type { Call } from "../../miner/journal/call.ts";
import { labelled } from "../reference/random.ts";
import { withoutAnvil } from "./anvil.ts";
import { audit } from "./audit.ts";
import { type Cast, headOf, openCast, raiseFee } from "./cast.ts";
import { planFaults } from "./faults.ts";
import { scoresIn, verdictOf } from "./miner.ts";
import { BLOCK_TIME, WINDOW } from "./world.ts";
import { tell } from "../../miner/cli/failures/tell.ts";

const lack = await withoutAnvil();

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: lack !== undefined, fn });
}

/** Three miners whose deposits count, in the submission phase. */
async function play(
  seed: number,
  work: (cast: Cast) => Promise<void>,
  where: { genesis?: number; folder?: string } = {},
): Promise<void> {
  const told: string[] = [];
  const cast = await openCast(seed, 3, [], (line) => told.push(line), where);
  try {
    await cast.go(4);
    await cast.world.anvil.mine(cast.world.terms.registrationEnd);
    await work(cast);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${told.slice(-40).join("\n")}`, { cause: error });
  } finally {
    await cast.close();
  }
}

const round = ({ world }: Cast, index = 0): Promise<Round> =>
  readRound(world.connection, world.id, index);

/** Looks and makes blocks until something is so. */
async function until(cast: Cast, what: string, is: () => Promise<boolean>, most = 40) {
  for (let block = 0; !await is(); block++) {
    assert(block < most, `${what} does not come in ${most} blocks`);
    await cast.go();
  }
}

const untilSettled = (cast: Cast, index = 0) =>
  until(cast, `the end of round ${index}`, async () => {
    const { rounds } = await readCompetition(cast.world.connection, cast.world.id);
    return rounds > index && (await round(cast, index)).status === "settled";
  });

async function open(cast: Cast): Promise<void> {
  await until(
    cast,
    "a round",
    async () => (await readCompetition(cast.world.connection, cast.world.id)).running === 1,
  );
}

async function committed(cast: Cast, count = 3): Promise<void> {
  await until(cast, `${count} commitments`, async () => (await round(cast)).committed >= count);
}

/** No stake is gone, no row stands in another round, and the models have their scores. */
async function nothingLost(cast: Cast, models: number[]): Promise<void> {
  const { world, miners } = cast;
  const found = await audit(
    world,
    miners.map(({ address }) => address),
    cast.openings,
    scoresIn(world),
  );
  const { forfeits, secondCommitments, strayCommitments, carriedOver, unaccountedWei } = found;
  assertEquals(
    { forfeits, secondCommitments, strayCommitments, carriedOver, unaccountedWei },
    { forfeits: 0, secondCommitments: 0, strayCommitments: 0, carriedOver: 0, unaccountedWei: 0n },
  );
  assertEquals(cast.daemonEnds, []);
  const { models: count } = await readCompetition(world.connection, world.id);
  const scores = (await readModels(world.connection, world.id, count)).map(({ score }) => score);
  for (const model of models) {
    assert(scores.includes(verdictOf(world.packages[model]!).score), `${scores} of ${models}`);
  }
}

/** Calls of a miner that are not final. */
function callsOf({ world, miners }: Cast, miner: number): Call[] {
  const { context, address } = miners[miner]!;
  const { chainId, genesis } = world.connection;
  return context.journal.calls.open({ chainId, genesis, sender: address });
}

for (const pool of ["forgets", "keeps"] as const) {
  test(`stale rows: a reorg of depth 3 puts another model into round 0, the pool ${pool} commits`, () =>
    play(1, async (cast) => {
      const { world } = cast;
      await world.submit(0);
      const before = await headOf(world) - 1;
      await open(cast);
      await committed(cast);
      const depth = await headOf(world) - before;
      assert(depth >= 3, `${depth}`);
      const signed = [0, 1, 2].flatMap((miner) => callsOf(cast, miner))
        .flatMap(({ attempts }) => attempts.map(({ raw }) => raw));
      assert(signed.length >= 3);
      await world.anvil.rpc("anvil_reorg", [depth, []]);
      // Somebody else opens round 0 before any miner looks, over what is there now.
      await world.submit(1);
      await world.anvil.rpc("evm_setAutomine", [true]);
      await world.organizer.sender.send({
        functionName: "openRound",
        args: [world.id],
        purpose: "open a round",
      });
      await world.anvil.rpc("evm_setAutomine", [false]);
      if (pool === "keeps") {
        for (const raw of signed) {
          await world.anvil.rpc("eth_sendRawTransaction", [raw]).catch(() => {});
        }
      }
      await untilSettled(cast);
      await nothingLost(cast, [1]);
    }));
}

test("stale rows: a development chain that starts again, with the same addresses", async () => {
  const folder = await Deno.makeTempDir({ prefix: "deml-faults-" });
  try {
    await play(2, async (cast) => {
      await cast.world.submit(0);
      await open(cast);
      // Signed, recorded, sent, and in no block when the chain ends.
      for (const miner of cast.miners) await miner.look();
      assert(callsOf(cast, 0).some(({ purpose }) => purpose.startsWith("commit")));
    }, { folder });
    await play(2, async (cast) => {
      assertEquals(
        [0, 1, 2].flatMap((miner) => callsOf(cast, miner)),
        [],
        "nothing is carried over",
      );
      await cast.world.submit(1);
      await untilSettled(cast);
      await nothingLost(cast, [1]);
    }, { folder, genesis: 1_800_500_000 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

test("a lost transaction does not make the miner deaf", () =>
  play(3, async (cast) => {
    const { world, proxy } = cast;
    await world.submit(0);
    await open(cast);
    await committed(cast);
    // The first six transactions are answered with a hash, and forgotten.
    let forgotten = 0;
    proxy.rewrite = ({ method }, answer) => {
      if (method !== "eth_sendRawTransaction" || forgotten === 6) return undefined;
      forgotten++;
      forgetting.push(world.anvil.rpc("anvil_dropTransaction", [answer.result]));
      return undefined;
    };
    const forgetting: Promise<unknown>[] = [];
    const started = performance.now();
    let looks = 0;
    await until(cast, "the rows", async () => {
      looks++;
      return (await round(cast)).revealed === 3 || (await round(cast)).status === "settled";
    }, 14);
    const each = (performance.now() - started) / looks;
    await Promise.all(forgetting);
    assertEquals(forgotten, 6);
    assert(each < 5_000, `a look at three miners takes ${each} ms`);
    proxy.rewrite = undefined;
    await untilSettled(cast);
    await nothingLost(cast, [0]);
  }));

test("a base fee that rises by 30 % is borne by the first offer", () =>
  play(4, async (cast) => {
    const { world } = cast;
    await world.submit(0);
    await open(cast);
    for (const miner of cast.miners) await miner.look();
    await raiseFee(world, 1.3);
    await world.anvil.mine();
    assertEquals((await round(cast)).committed, 3);
    await untilSettled(cast);
    await nothingLost(cast, [0]);
  }));

test("a base fee ten times as high is followed at the same nonce, up to what the stake is worth", () =>
  play(5, async (cast) => {
    const { world } = cast;
    await world.submit(0);
    await open(cast);
    await committed(cast);
    const reveals = () =>
      [0, 1, 2].flatMap((miner) =>
        callsOf(cast, miner).filter(({ purpose }) => purpose.startsWith("reveal"))
      );
    // Blocks are made only once all have been sent.
    for (let block = 0; reveals().length < 3; block++) {
      assert(block < 12);
      for (const miner of cast.miners) await miner.look();
      if (reveals().length < 3) await world.anvil.mine();
    }
    const first = reveals().map(({ nonce }) => nonce);
    await raiseFee(world, 10);
    await world.anvil.mine();
    assertEquals((await round(cast)).revealed, 0, "the first offer is too low");
    await raiseFee(world, 1);
    for (let block = 0; block < 4 && (await round(cast)).revealed < 3; block++) await cast.go();
    const after = reveals();
    assertEquals((await round(cast)).revealed, 3, "within four blocks");
    assertEquals(after.map(({ nonce }) => nonce), first);
    for (const { attempts, gas, worth } of after) {
      assertEquals(worth, world.terms.seatStake);
      assert(attempts.length > 1 && attempts.every(({ maxFee }) => maxFee * gas <= worth));
    }
    await untilSettled(cast);
    await nothingLost(cast, [0]);
  }));

test("a disk that is full from the commit on keeps nobody from revealing, a crash neither", () =>
  play(6, async (cast) => {
    const { world } = cast;
    await world.submit(0);
    await open(cast);
    await committed(cast);
    for (const miner of cast.miners) miner.diskFull = true;
    await cast.go();
    cast.miners[1]!.restart();
    await until(cast, "the rows", async () => (await round(cast)).revealed === 3, 14);
    assert(cast.log.some((line) => line.includes("disk is full")), "it is said");
    for (const miner of cast.miners) miner.diskFull = false;
    await untilSettled(cast);
    await nothingLost(cast, [0]);
  }));

test("a lost journal is loud, and made again by judging again", () =>
  play(7, async (cast) => {
    const { world } = cast;
    await world.submit(0);
    await open(cast);
    await committed(cast);
    const [miner] = cast.miners;
    await miner!.loseJournal();
    // It cannot judge for some looks, and says so at each.
    world.gateway.down = true;
    const loud = () => cast.log.filter((line) => line.includes("has no opening")).length;
    for (let look = 0; look < 2; look++) {
      const before = loud();
      await miner!.look();
      assert(loud() > before, "at every look");
    }
    world.gateway.down = false;
    await untilSettled(cast);
    await nothingLost(cast, [0]);
    assertEquals((await round(cast)).revealed, 3);
  }));

test("a node of another chain is loud, and costs nothing", () =>
  play(8, async (cast) => {
    const { world, proxy } = cast;
    await world.submit(0);
    await open(cast);
    proxy.rewrite = ({ id, method }) =>
      method === "eth_sendRawTransaction"
        ? {
          id,
          error: { code: -32_000, message: "invalid chain id for signer: have 31337 want 1" },
        }
        : undefined;
    await cast.miners[0]!.look();
    assert(cast.log.some((line) => line.includes("invalid chain id")), cast.log.join("\n"));
    assertEquals(callsOf(cast, 0).filter(({ state }) => state === "open"), []);
    proxy.rewrite = undefined;
    await untilSettled(cast);
    await nothingLost(cast, [0]);
  }));

test("a gateway that is down for six seconds makes nobody abstain", () =>
  play(9, async (cast) => {
    const { world, miners } = cast;
    await world.submit(0);
    world.gateway.down = true;
    await open(cast);
    await cast.go(Math.ceil(6 / BLOCK_TIME) + 1);
    assertEquals((await round(cast)).committed, 0, "nobody commits to what it cannot see");
    world.gateway.down = false;
    await committed(cast);
    for (const { context } of miners) {
      const { scores } = context.journal.openingOf(seatKey(context, world.id, 0), "0x")!;
      assertEquals(unpackScores(scores), [verdictOf(world.packages[0]!).score]);
    }
    await untilSettled(cast);
    await nothingLost(cast, [0]);
    assert(WINDOW > 6);
  }));

const SPELLINGS = [
  "already known",
  "AlreadyKnown",
  "Known transaction",
  "transaction already imported",
  "Transaction with the same hash was already imported.",
  "tx already in mempool",
];

test('a restart beside a node that answers 503, then "already known" in each spelling, forgets nothing', () =>
  play(10, async (cast) => {
    const { world, proxy } = cast;
    await world.submit(0);
    await open(cast);
    const [miner] = cast.miners;
    await miner!.look();
    const commits = () => callsOf(cast, 0).filter(({ purpose }) => purpose.startsWith("commit"));
    const [sent] = commits();
    assert(sent !== undefined);
    proxy.down = "502";
    for (let look = 0; look < 3; look++) {
      miner!.restart();
      await miner!.look();
      assertEquals(commits(), [sent], "it is still there");
    }
    proxy.down = undefined;
    for (const message of SPELLINGS) {
      miner!.restart();
      // The node says that it has not got it, and knows it all the same.
      proxy.rewrite = ({ id, method }) => {
        if (method === "eth_sendRawTransaction") return { id, error: { code: -32_000, message } };
        return method === "eth_getTransactionByHash" ? { id, result: null } : undefined;
      };
      await miner!.look();
      assertEquals(commits().map(({ nonce, attempts }) => [nonce, attempts[0]!.hash]), [
        [sent.nonce, sent.attempts[0]!.hash],
      ], message);
    }
    proxy.rewrite = undefined;
    await world.anvil.mine();
    assertEquals((await round(cast)).committed, 1);
    await untilSettled(cast);
    await nothingLost(cast, [0]);
  }));

test("a run that ends does not wait for ever for what is not mined", () =>
  play(11, async (cast) => {
    const { world, miners: [miner] } = cast;
    await world.submit(0);
    await open(cast);
    // Nobody makes blocks.
    const { failure } = await lookUntilDone(miner!.context, [world.id], 300);
    assert(failure instanceof DemlError);
    assertStringIncludes(
      tell(failure).message,
      "Not mined yet: commit to round 0 of competition 1",
    );
    await untilSettled(cast);
    await nothingLost(cast, [0]);
  }));

test("the campaign sees what it counts: a miner that goes away forfeits, one seed is one run", async () => {
  await play(12, async (cast) => {
    const { world, miners } = cast;
    await world.submit(0);
    await open(cast);
    await committed(cast);
    const [gone] = miners.splice(2, 1);
    try {
      await world.anvil.mine(await world.now() + WINDOW - 10 * BLOCK_TIME);
      await until(cast, "two rows", async () => (await round(cast)).revealed === 2);
      await world.anvil.mine(await world.now() + WINDOW);
      await untilSettled(cast);
      const everybody = [...miners, gone!].map(({ address }) => address);
      const { forfeits, commitments } = await audit(
        world,
        everybody,
        cast.openings,
        scoresIn(world),
      );
      assertEquals([forfeits, commitments], [1, 3]);
    } finally {
      gone!.close();
    }
  });
  const plans = [17, 17, 18].map((seed) => JSON.stringify(planFaults(labelled("faults", seed), 4)));
  assertEquals(plans[0], plans[1]);
  assert(plans[1] !== plans[2]);
});
