/**
 * A process that reads one file into a tensor as the evaluator child reads its data, piece by
 * piece, and prints what that took. Arguments: a small file of the same columns, the file, columns,
 * rows.
 *
 * @module
 */
import { loadCore } from "../../core-wasm/mod.ts";
import { readDataSet } from "../../miner/dataset/data_set.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { SMALL_ROWS, tableSpec } from "./data_spec.ts";

const [small = "", path = "", columns = "", rows = ""] = Deno.args;

/** A pipe's worth. */
const PIECE = 512 * 1024;

function* piecesOf(path: string): Generator<Uint8Array> {
  using file = Deno.openSync(path);
  const buffer = new Uint8Array(PIECE);
  for (let read = file.readSync(buffer); read !== null; read = file.readSync(buffer)) {
    yield buffer.subarray(0, read);
  }
}

/** Bytes, from a line of /proc/self/status. */
function resident(field: string): number {
  const status = Deno.readTextFileSync("/proc/self/status");
  return 1024 * Number(new RegExp(`${field}:\\s*(\\d+)`).exec(status)?.[1]);
}

const core = loadCore();
const read = (path: string, spec: CompetitionSpec) =>
  readDataSet(core, spec, "test", { data: new Uint8Array(), pieces: piecesOf(path) });
read(small, tableSpec(Number(columns), SMALL_ROWS));
const base = resident("VmRSS");
// The peak from now on.
Deno.writeTextFileSync("/proc/self/clear_refs", "5");
const started = performance.now();
const { inputs, labels } = read(path, tableSpec(Number(columns), Number(rows)));
const seconds = (performance.now() - started) / 1_000;
console.log(JSON.stringify({
  seconds,
  growth: resident("VmHWM") - base,
  tensor: inputs.byteLength + labels.byteLength,
  last: inputs.at(-1),
}));
