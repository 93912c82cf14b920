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

/** One panel for each unit and each thing that grows. */
export function panelsOf(series: readonly Fitted[]): Panel[] {
  const panels = Map.groupBy(series, ({ unit, against }) => `${unit} against ${against}`);
  return [...panels].map(([title, series]) => ({ title, series }));
}
