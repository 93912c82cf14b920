/**
 * The contract's gas: of each function's last call, when everything before it is on the chain, and of
 * a whole competition.
 *
 * @module
 */
import { openStage } from "../../../miner/demo/stage.ts";
import { createBystanders, type Plan, playCompetition } from "./play.ts";
import { growing, type Measure, SMALL } from "./measure.ts";
import type { Against, Series } from "./series.ts";

/** One call brings the rows of all miners and the medians of all models of a round. */
const LINEAR = new Set(["settle"]);

/** Measures the gas of every function against models, miners and competitions. */
export const measureGas: Measure = async (sizes, tell) => {
  const stage = await openStage();
  try {
    const found: Series[] = [];
    const run = async (against: Against, plan: (size: number) => Plan | Promise<Plan>) => {
      const series = growing(against);
      const whole = against === "competitions" ? "flat" : "linear";
      for (const size of sizes(against)) {
        tell(`${size} ${against}`);
        const { gas, total } = await playCompetition(stage, stage.specDigest, await plan(size));
        for (const [name, value] of gas) {
          series.add(name, "gas", LINEAR.has(name) ? whole : "flat", size, value);
        }
        series.add("whole competition", "gas", whole, size, total);
      }
      found.push(...series.all());
    };
    await run("models", (models) => ({ ...SMALL, models }));
    await run("miners", (miners) => ({ ...SMALL, miners }));
    let here = 0;
    await run("competitions", async (competitions) => {
      await createBystanders(stage, stage.specDigest, competitions - 1 - here);
      here = competitions;
      return SMALL;
    });
    return found;
  } finally {
    await stage.close();
  }
};
