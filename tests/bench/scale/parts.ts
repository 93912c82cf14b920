/**
 * The parts of this benchmark, and the picture of each.
 *
 * @module
 */
import type { Panel } from "./chart.ts";
import { measureGas } from "./gas.ts";
import type { Measure } from "./measure.ts";
import { measureMiner } from "./miner.ts";
import { measurePage } from "./page.ts";
import type { Fitted } from "./series.ts";
import { measureVerify } from "./verify.ts";

/** A part. */
export interface Part {
  /** What its picture shows */
  title: string;
  measure: Measure;
}

/** By the names that `--only` takes, and that the pictures have. */
export const PARTS: Record<string, Part> = {
  gas: { title: "The contract's gas", measure: measureGas },
  miner: { title: "What a miner asks of its node", measure: measureMiner },
  page: { title: "The page's first rows, and what it asks for them", measure: measurePage },
  verify: { title: "What deml verify takes beside evaluation", measure: measureVerify },
};

/** One panel for each thing that grows; each line has its own unit, unless all have the same. */
export function panelsOf(series: readonly Fitted[]): Panel[] {
  const [unit, ...others] = new Set(series.map(({ unit }) => unit));
  const single = others.length === 0;
  return [...Map.groupBy(series, ({ against }) => against)].map(([against, series]) => ({
    title: single ? `${unit} against ${against}` : `against ${against}`,
    series: series.map((each) => single ? each : { ...each, name: `${each.name}, ${each.unit}` }),
  }));
}
