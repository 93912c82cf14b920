/**
 * Holds a data set off the page's thread, and hands out what is looked at.
 *
 * @module
 */
import { loadCore } from "../../../core-wasm/mod.ts";
import type { DataBytes } from "../../../miner/dataset/data_set.ts";
import type { Part } from "../../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { openTable, type Query, type Table, type TableFacts } from "../data/table.ts";
import { expose, transfer } from "./comlink.ts";

let table: Table | undefined;

const holder = {
  /** Takes a data set in the place of the one before. */
  open(spec: CompetitionSpec, part: Part, bytes: DataBytes): TableFacts {
    table = openTable(loadCore(), spec, part, bytes);
    return table.facts;
  },
  choose: (query: Query, predictions?: Int32Array) => opened().choose(query, predictions),
  window(from: number, count: number) {
    const found = opened().window(from, count);
    return transfer(found, [found.values.buffer]);
  },
  statistics: () => opened().statistics(),
};

/** What the page calls. */
export type Holder = typeof holder;

function opened(): Table {
  if (table === undefined) throw new Error("No data set is open");
  return table;
}

expose(holder);
