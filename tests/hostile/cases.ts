/**
 * Every hostile submission. To add one: put it into the list that fits, then
 * `deno run -A tests/hostile/generate.ts`.
 *
 * @module
 */
import type { Case } from "./build.ts";
import { COST_CASES } from "./cases/cost.ts";
import { END_CASES } from "./cases/ends.ts";
import { FILE_CASES } from "./cases/file.ts";
import { GRAPH_CASES } from "./cases/graph.ts";
import { INDEPENDENCE_CASES } from "./cases/independence.ts";
import { OPERATOR_CASES } from "./cases/operators.ts";
import { PACKAGE_CASES } from "./cases/package.ts";
import { PORTABLE_CASES } from "./cases/portable.ts";
import { RUN_CASES } from "./cases/run.ts";

export const CASES: Case[] = [
  ...PACKAGE_CASES,
  ...FILE_CASES,
  ...OPERATOR_CASES,
  ...GRAPH_CASES,
  ...INDEPENDENCE_CASES,
  ...COST_CASES,
  ...END_CASES,
  ...PORTABLE_CASES,
  ...RUN_CASES,
];
