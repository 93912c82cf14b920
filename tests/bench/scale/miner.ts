/**
 * What a miner asks of its node: the real miner, from its poll to its transactions, behind a proxy
 * that counts; its evaluator is replaced.
 *
 * @module
 */
import { privateKeyToAccount } from "viem/accounts";
import { connect } from "../../../miner/chain/client.ts";
import { lookAndJudge } from "../../../miner/cli/mine/look.ts";
import { contextOn } from "../../../miner/demo/context_on.ts";
import { openStage, type Stage } from "../../../miner/demo/stage.ts";
import type { MinerContext } from "../../../miner/duties/context.ts";
import { createMemory } from "../../../miner/duties/memory.ts";
import { createSender } from "../../../miner/transactions/sender.ts";
import { publishDigits } from "../../attacks/first_digits.ts";
import { type Counted, type CountingProxy, countRequests } from "../counting_proxy.ts";
import { sayingAlways } from "../saying_always.ts";
import { growing, type Measure, SMALL } from "./measure.ts";
import { createBystanders, type Plan, playCompetition, SCORE } from "./play.ts";
import type { Against, Series } from "./series.ts";

/** Blocks that a miner of a public chain waits for. */
const CONFIRMATIONS = 3;
/** Rows of the test set, which nobody evaluates. */
const ROWS = 100;

/** Counts a miner's requests against competitions that run, models and miners. */
export const measureMiner: Measure = async (sizes, tell) => {
  const played = await withCounting(async (stage, proxy) => {
    const spec = await publishDigits(stage, ROWS, "wasm");
    const found: Series[] = [];
    const whole = async (against: Against, plan: (size: number) => Plan) => {
      const series = growing(against);
      for (const size of sizes(against)) {
        tell(`${size} ${against}`);
        const miner = await openMiner(stage, proxy);
        proxy.take();
        await playCompetition(stage, spec, {
          ...plan(size),
          beside: (id) => look(miner, [id]),
        });
        addCounted(series, "whole competition", size, proxy.take());
      }
      found.push(...series.all());
    };
    await whole("models", (models) => ({ ...SMALL, models }));
    await whole("miners", (miners) => ({ ...SMALL, miners }));
    return found;
  });
  // On a fresh chain: what ended on the other would be counted as well.
  const polled = await withCounting((stage, proxy) =>
    amongCompetitions(stage, proxy, sizes("competitions"), tell)
  );
  return [...played, ...polled];
};

async function withCounting<T>(
  work: (stage: Stage, proxy: CountingProxy) => Promise<T>,
): Promise<T> {
  const stage = await openStage();
  const proxy = countRequests(stage.chain.url);
  try {
    return await work(stage, proxy);
  } finally {
    await proxy.close();
    await stage.close();
  }
}

/** A miner whose every request is counted. */
async function openMiner(stage: Stage, proxy: CountingProxy): Promise<MinerContext> {
  const { key, journal } = await stage.actor("miner");
  const connection = await connect([proxy.url], stage.connection.contract);
  const sender = createSender(connection, privateKeyToAccount(key), { record: journal.calls });
  const actor = { key, journal, sender, address: sender.account.address };
  const own = { judges: { evaluator: sayingAlways(SCORE) }, log: () => {} };
  return { ...contextOn(stage, actor, own), connection, confirmations: CONFIRMATIONS };
}

/** Does what is due. */
async function look(miner: MinerContext, ids: bigint[]): Promise<void> {
  const { failure } = await lookAndJudge(miner, ids);
  if (failure !== undefined) throw failure;
}

function addCounted(
  series: ReturnType<typeof growing>,
  name: string,
  size: number,
  { requests, calls }: Counted,
): void {
  series.add(name, "requests", "linear", size, requests);
  series.add(name, "calls", "linear", size, calls);
}

/** A poll of competitions that all run, and in all of which the miner is enrolled. */
async function amongCompetitions(
  stage: Stage,
  proxy: CountingProxy,
  sizes: number[],
  tell: (line: string) => void,
): Promise<Series[]> {
  const series = growing("competitions");
  const miner = await openMiner(stage, proxy);
  let here = 0;
  for (const size of sizes) {
    tell(`${size} competitions`);
    await createBystanders(stage, stage.specDigest, size - here);
    proxy.take();
    await look(miner, []);
    addCounted(series, "enrolling", size - here, proxy.take());
    here = size;
    await look(miner, []);
    proxy.take();
    await look(miner, []);
    addCounted(series, "idle poll", size, proxy.take());
    const restarted = { ...miner, memory: createMemory() };
    proxy.take();
    await look(restarted, []);
    addCounted(series, "first poll", size, proxy.take());
  }
  return series.all();
}
