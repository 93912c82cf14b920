/**
 * NPZ files, and files in gzip: what is damaged is a fault of the data, and never grows.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { zipSync } from "fflate";
import { gzipSync } from "node:zlib";
import { loadCore } from "../../core-wasm/mod.ts";
import { readDataSet } from "../../miner/dataset/data_set.ts";
import { gunzip } from "../../miner/dataset/gzip.ts";
import { UNPUBLISHED } from "../../protocol/spec/part.ts";
import type { CompetitionSpec } from "../../protocol/spec/spec.ts";
import { SPEC } from "./build.ts";
import { below, damaged, noise } from "./damage.ts";
import { orDataError } from "./data_oracle.ts";
import { type Fuzz, play } from "./fuzzer.ts";
import { pick, type Random } from "./mutate.ts";

export const NAME = "npz";

const core = loadCore();
/** More than any file here needs. */
const MOST = 10_000;

export const fuzz: Fuzz = (random, until) =>
  play(random, until, (next) => next() < 0.5 ? archive(next) : compressed(next));

function archive(next: Random): void {
  const rows = 1 + below(next, 4);
  const array = (shape: string, count: number) => {
    const values = Uint8Array.from({ length: count }, () => below(next, 2));
    const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape}), }`;
    const header = new TextEncoder().encode(`${text.padEnd(117)}\n`);
    const magic = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0];
    return Uint8Array.from([...magic, ...header, ...values]);
  };
  const plain = zipSync({
    "x.npy": array(`${rows}, 2`, 2 * rows),
    "y.npy": array(`${rows},`, rows),
  }, { level: pick(next, [0, 6] as const) });
  const arrays = { samplesArray: "x", labelsArray: pick(next, ["y", "z"]) };
  const spec = {
    ...SPEC,
    test: { cid: UNPUBLISHED, format: "npz", rows, classes: 2, ...arrays },
    input: { ...SPEC.input, shape: [2], layout: "flat", mean: [0], std: [1] },
  } as CompetitionSpec;
  const data = next() < 0.2 ? plain : damaged(next, plain);
  const found = orDataError(() => readDataSet(core, spec, "test", { data }));
  if (found) assertEquals([found.inputs.length, found.labels.length], [2 * rows, rows]);
}

function compressed(next: Random): void {
  const content = next() < 0.5
    ? noise(next, below(next, 2_000))
    : new Uint8Array(below(next, 2_000));
  const good = new Uint8Array(gzipSync(content, { level: pick(next, [0, 1, 9]) }));
  assertEquals(gunzip(good, content.length), content);
  const found = orDataError(() => gunzip(damaged(next, good), MOST));
  assert((found?.length ?? 0) <= MOST, "more than it may give");
}
