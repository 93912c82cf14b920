/**
 * What a miner asks its node for: requests of an idle poll, however many competitions have ended,
 * and of a round in a competition of 100 models. `deno task bench:miner [--json] [--ended N]`.
 *
 * The chain is a local one, behind a proxy that counts. The miner is the real one, from the look to
 * the transaction; its evaluator says 42 % to everything, since what is counted is not the
 * evaluation. That is measured last, by many_models.ts.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { type Address, type Hex, parseEther, toHex, zeroHash } from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { connect } from "../../miner/chain/client.ts";
import { commitmentOf, packScores } from "../../protocol/round/commitment.ts";
import { countCompetitions, readCompetition } from "../../miner/chain/read_competition.ts";
import { readModels } from "../../miner/chain/read_models.ts";
import { readRound } from "../../miner/chain/read_rounds.ts";
import { openTerms, type Terms, termsHashOf } from "../../protocol/terms/terms.ts";
import type { Log } from "../../miner/base/log.ts";
import { withFailure } from "../../miner/cli/failures/tell.ts";
import { lookAndJudge } from "../../miner/cli/mine/look.ts";
import { renderTable } from "../../miner/cli/render_table.ts";
import { contextOn } from "../../miner/demo/context_on.ts";
import { openStage, type Stage } from "../../miner/demo/stage.ts";
import type { MinerContext } from "../../miner/duties/context.ts";
import { sha256 } from "../../miner/ipfs/cid.ts";
import { createSender } from "../../miner/transactions/sender.ts";
import { privateKeyToAccount } from "viem/accounts";
import { publishDigits } from "../attacks/first_digits.ts";
import { type Call, type Crowd, crowdOf } from "../dashboard/crowd.ts";
import { type Counted, type CountingProxy, countRequests } from "./counting_proxy.ts";
import { measureManyModels } from "./many_models.ts";
import { sayingAlways } from "./saying_always.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const FUND = parseEther("2");
const MODELS = 100;
/** Blocks of the chain on which a round is judged. */
const BLOCKS = 400;
/** Bytes of a package; what is in it does not matter here. */
const PACKAGE = 20_000;
const SCORE = 42_000;
const OTHERS = 2;
/** Blocks that a miner of a public chain waits for. */
const CONFIRMATIONS = 3;
/** What a provider over the Internet takes to answer, in milliseconds. */
const DELAY = 50;

const { json, ended: given } = parseArgs(Deno.args, {
  boolean: ["json"],
  string: ["ended"],
  default: { ended: "1000" },
});
const many = Number(given);

const evaluator = sayingAlways(SCORE);

const stage = await openStage();
const proxy = countRequests(stage.chain.url);
try {
  const crowd = crowdOf(stage);
  const [organizer, ...others] = await crowd.invite(
    ["organizer", ...Array.from({ length: OTHERS }, (_, index) => `miner ${index}`)],
  ) as [Address, ...Address[]];
  const miner = await openMiner(stage, proxy);

  const one = await createCompetition(stage, crowd, organizer, 7);
  await end(stage, crowd, [one]);
  const first = await measureLooks(miner, proxy);
  const rest = [];
  while (rest.length < many - 1) {
    rest.push(await createCompetition(stage, crowd, organizer, 7));
    if (rest.length % 100 === 0) tell(`${rest.length} competitions`);
  }
  await end(stage, crowd, rest);
  const all = await measureLooks(await openMiner(stage, proxy), proxy);
  // A competition that runs, in which the miner is enrolled and nothing is due.
  const live = await createCompetition(stage, crowd, organizer, 100);
  await lookAndJudge(miner, []);
  const running = await measureLooks(miner, proxy);

  proxy.delay = DELAY;
  const { rounds, seconds } = await playRounds(stage, crowd, live, organizer, others, miner, proxy);
  for (const { models, counted } of rounds) {
    tell(`a round of ${models} models: ${counted.requests} requests, ${counted.calls} calls`);
  }
  const manyModels = await measureManyModels(stage, crowd);
  const figures = {
    requests_idle_1: first.idle.requests,
    [`requests_idle_${many}`]: all.idle.requests,
    [`seconds_idle_${many}`]: round3(all.seconds),
    requests_idle_running: running.idle.requests,
    [`requests_first_look_${many}`]: all.first.requests,
    [`seconds_first_look_${many}`]: round3(all.firstSeconds),
    calls_idle_1: first.idle.calls,
    [`calls_idle_${many}`]: all.idle.calls,
    requests_per_round_100_models: mean(rounds.map(({ counted }) => counted.requests)),
    calls_per_round_100_models: mean(rounds.map(({ counted }) => counted.calls)),
    block_reads_100_models: rounds.reduce(
      (sum, { counted }) => sum + (counted.methods.get("eth_getBlockByNumber") ?? 0),
      0,
    ),
    seconds_100_models_50ms: round3(seconds),
    requests_100_models: rounds.reduce((sum, { counted }) => sum + counted.requests, 0),
    ms_per_evaluation: round3(manyModels.evaluation),
    ms_of_the_engine: round3(manyModels.engine),
    ms_per_evaluation_vs_engine: round3(manyModels.ratio),
  };
  if (json) console.log(JSON.stringify(figures));
  else {
    console.log(renderTable(
      [{ heading: "figure" }, { heading: "", right: true }],
      Object.entries(figures).map(([name, value]) => [name, String(value)]),
    ));
  }
} finally {
  await proxy.close();
  await stage.close();
}

/** A miner with an empty memory, whose every request is counted. */
async function openMiner(stage: Stage, proxy: CountingProxy): Promise<MinerContext> {
  const { key, journal } = await stage.actor("miner");
  const connection = await connect([proxy.url], stage.connection.contract);
  const sender = createSender(connection, privateKeyToAccount(key), { record: journal.calls });
  const log: Log = (line, about) => tell(withFailure(line, about?.failure));
  const own = { judges: { evaluator }, log };
  return {
    ...contextOn(stage, { key, journal, sender, address: sender.account.address }, own),
    connection,
    confirmations: CONFIRMATIONS,
  };
}

interface Created {
  id: bigint;
  terms: Terms;
}

async function createCompetition(
  stage: Stage,
  crowd: Crowd,
  from: Address,
  maxModels: number,
): Promise<Created> {
  const now = await stage.now();
  const terms = openTerms({
    specDigest: maxModels === MODELS ? await publishDigits(stage, 100, "wasm") : stage.specDigest,
    fund: FUND,
    registrationEnd: now + 30 * DAY,
    submissionEnd: now + 31 * DAY,
    evaluationEnd: now + 60 * DAY,
    seats: OTHERS + 1,
    commitWindow: HOUR,
    revealWindow: HOUR,
    roundInterval: 0,
    maxModels,
    maxModelsPerAuthor: Math.floor(maxModels / 2),
    tolerance: 0,
  });
  await crowd.send([{
    from,
    value: FUND,
    abi: demlAbi,
    functionName: "createCompetition",
    args: [terms],
  } as Call]);
  return { id: await countCompetitions(stage.connection), terms };
}

/** Ends competitions that nobody joined. */
async function end(stage: Stage, crowd: Crowd, created: Created[]): Promise<void> {
  await stage.warpTo(Math.max(...created.map(({ terms }) => terms.evaluationEnd)) + DAY);
  const [from] = await crowd.invite(["anybody"]) as [Address];
  await crowd.send(created.map(({ id }): Call => ({
    from,
    abi: demlAbi,
    functionName: "finalize",
    args: [id],
  })));
  await stage.chain.control.mine({ blocks: CONFIRMATIONS });
}

/** A first poll, and one when there is nothing new. */
async function measureLooks(miner: MinerContext, proxy: CountingProxy) {
  const look = async () => {
    proxy.take();
    const started = performance.now();
    const { failure } = await lookAndJudge(miner, []);
    if (failure !== undefined) throw failure;
    return { counted: proxy.take(), seconds: (performance.now() - started) / 1_000 };
  };
  const first = await look();
  const idle = await look();
  return {
    first: first.counted,
    firstSeconds: first.seconds,
    idle: idle.counted,
    seconds: idle.seconds,
  };
}

/** Plays every round of 100 models; counts what the miner asks from opening to settling each. */
async function playRounds(
  stage: Stage,
  crowd: Crowd,
  { id, terms }: Created,
  organizer: Address,
  others: Address[],
  miner: MinerContext,
  proxy: CountingProxy,
): Promise<{ rounds: { models: number; counted: Counted }[]; seconds: number }> {
  const termsHash = termsHashOf(organizer, FUND, terms);
  const of = (functionName: string, args: unknown[]) =>
    ({ abi: demlAbi, functionName, args }) as unknown as Omit<Call, "from">;
  const authors = await crowd.invite(["author 0", "author 1"]);
  const { buyIn } = await readCompetition(stage.connection, id);
  await crowd.send([
    ...authors.map((from) => ({
      from,
      value: buyIn,
      ...of("register", [id, termsHash, zeroHash]),
    } as Call)),
    ...others.map((from) => ({
      from,
      value: terms.seatStake,
      ...of("enrol", [id, termsHash]),
    } as Call)),
  ]);
  await stage.chain.control.mine({ blocks: BLOCKS / 2 });
  await stage.warpTo(terms.registrationEnd);
  for (let place = 0; place < MODELS; place++) {
    const bytes = crypto.getRandomValues(new Uint8Array(PACKAGE));
    await crowd.send([{
      from: authors[place % authors.length]!,
      ...of("submitModel", [
        id,
        toHex(await sha256(bytes)),
        BigInt(bytes.length),
        zeroHash,
        toHex(bytes),
      ]),
    } as Call]);
  }
  const height = Number(await stage.connection.client.getBlockNumber({ cacheTime: 0 }));
  if (height < BLOCKS) await stage.chain.control.mine({ blocks: BLOCKS - height });

  const played: { models: number; counted: Counted }[] = [];
  let seconds = 0;
  const look = async () => {
    const started = performance.now();
    const { failure } = await lookAndJudge(miner, [id]);
    seconds += (performance.now() - started) / 1_000;
    if (failure !== undefined) throw failure;
  };
  for (let index = 0; index < Math.ceil(MODELS / 32); index++) {
    proxy.take();
    await look();
    const round = await readRound(stage.connection, id, index);
    if (round.status !== "running") throw new Error(`round ${index} is not open`);
    const openings = others.map((address, seat) => ({
      miner: address,
      scores: packScores(round.models.map(() => SCORE)),
      evidence: toHex(seat, { size: 32 }) as Hex,
      salt: toHex(seat + 1, { size: 32 }) as Hex,
    }));
    const { chainId, contract } = stage.connection;
    await crowd.send(openings.map((opening) => ({
      from: opening.miner,
      ...of("commit", [
        id,
        BigInt(index),
        commitmentOf({ chainId, contract, competition: id, round: index, ...opening }),
      ]),
    } as Call)));
    await look();
    await crowd.send(openings.map(({ miner: from, scores, evidence, salt }) => ({
      from,
      ...of("reveal", [id, BigInt(index), from, scores, evidence, salt]),
    } as Call)));
    await look();
    const { status } = await readRound(stage.connection, id, index);
    if (status !== "settled") throw new Error(`round ${index} is ${status}`);
    played.push({ models: round.models.length, counted: proxy.take() });
  }
  const models = await readModels(stage.connection, id, MODELS);
  if (models.some(({ score }) => score !== SCORE)) throw new Error("not all are judged");
  return { rounds: played, seconds };
}

function mean(values: number[]): number {
  return Math.ceil(values.reduce((sum, value) => sum + value, 0) / values.length);
}

function round3(value: number): number {
  return Math.round(1_000 * value) / 1_000;
}

function tell(line: string): void {
  console.error(line);
}
