/**
 * What `deml verify` takes beside evaluation: it reads and replays the events, fetches the packages,
 * and compares every verdict, median and account with the contract. Its evaluator is replaced, since
 * that costs the same for each model.
 *
 * @module
 */
import { connect } from "../../../miner/chain/client.ts";
import { createMemory } from "../../../miner/duties/memory.ts";
import { openStage, type Stage } from "../../../miner/demo/stage.ts";
import { openJournal } from "../../../miner/journal/journal.ts";
import { verify } from "../../../miner/verify/verify.ts";
import { publishDigits } from "../../attacks/first_digits.ts";
import { type CountingProxy, countRequests } from "../counting_proxy.ts";
import { sayingAlways } from "../saying_always.ts";
import { growing, least, type Measure, SMALL, timed } from "./measure.ts";
import { createBystanders, type Plan, playCompetition, SCORE } from "./play.ts";
import type { Against, Series } from "./series.ts";

/** Rows of the test set, which nobody evaluates. */
const ROWS = 100;

/** Measures verification against models, miners, and competitions on the same contract. */
export const measureVerify: Measure = async (sizes, tell) => {
  const stage = await openStage();
  const proxy = countRequests(stage.chain.url);
  try {
    const spec = await publishDigits(stage, ROWS, "wasm");
    const found: Series[] = [];
    const run = async (against: Against, plan: (size: number) => Plan | Promise<Plan>) => {
      const series = growing(against);
      for (const size of sizes(against)) {
        tell(`${size} ${against}`);
        const planned = await plan(size);
        const { id } = await playCompetition(stage, spec, planned);
        const { ms, cpu } = await least(() => {
          proxy.take();
          return verifyOnce(stage, proxy, id, planned);
        });
        const { requests, calls } = proxy.take();
        // The clock also counts what else the machine does; the processors' time is judged.
        series.add("verify", "ms", "none", size, ms);
        series.add("verify", "CPU ms", "linear", size, cpu);
        series.add("verify", "requests", "linear", size, requests);
        series.add("verify", "calls", "linear", size, calls);
      }
      found.push(...series.all());
    };
    await run("models", (models) => ({ ...SMALL, models }));
    await run("miners", (miners) => ({ ...SMALL, miners }));
    let here = 0;
    await run("competitions", async (competitions) => {
      await createBystanders(stage, spec, competitions - here);
      here = competitions;
      return SMALL;
    });
    return found;
  } finally {
    await proxy.close();
    await stage.close();
  }
};

/**
 * Verifies with nothing kept from before.
 *
 * @throws Error if something differs, or was not checked: its time would mean nothing
 */
async function verifyOnce(
  stage: Stage,
  proxy: CountingProxy,
  id: bigint,
  { models }: Plan,
): Promise<{ ms: number; cpu: number }> {
  const connection = await connect([proxy.url], stage.connection.contract);
  const journal = openJournal(":memory:", { temporary: true });
  try {
    return await timed(async () => {
      const found = await verify({
        connection,
        journal,
        judges: { evaluator: sayingAlways(SCORE) },
        memory: createMemory(),
        sources: { gateways: [stage.gateway.url] },
        log: () => {},
      }, id);
      if (!found.verified || found.evaluated !== models) {
        const [first = found.unchecked[0]] = found.differences;
        throw new Error(`Competition ${id} is not verified: ${JSON.stringify(first)}`);
      }
    });
  } finally {
    journal.close();
  }
}
