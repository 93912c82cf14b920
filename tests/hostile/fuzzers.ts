/**
 * The fuzzers that `deno task fuzz` runs. To add one: write a module as fuzzer.ts has it, and put it
 * into this list.
 *
 * @module
 */
import * as csv from "./fuzz_csv.ts";
import * as frames from "./fuzz_frames.ts";
import type { Fuzzer } from "./fuzzer.ts";
import * as idx from "./fuzz_idx.ts";
import * as independence from "./fuzz_independence.ts";
import * as models from "./fuzz_models.ts";
import * as npy from "./fuzz_npy.ts";
import * as npz from "./fuzz_npz.ts";
import * as operators from "./fuzz_operators.ts";
import * as packages from "./fuzz_packages.ts";
import * as rpc from "./fuzz_rpc.ts";
import * as specs from "./fuzz_specs.ts";
import * as trees from "./fuzz_trees.ts";

export const FUZZERS: readonly Fuzzer[] = [
  models,
  operators,
  independence,
  packages,
  specs,
  trees,
  frames,
  csv,
  npy,
  npz,
  idx,
  rpc,
];
