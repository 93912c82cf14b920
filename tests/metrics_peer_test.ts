/**
 * Every metric beside scikit-learn, whose scores for some cases are in fixtures/metrics.json:
 * `python tests/interop/metrics/cases.py FILE 5 30` made it. `deno task test:interop metrics`
 * compares many more.
 */
import { assert, assertEquals } from "@std/assert";
import { METRIC_NAMES } from "../protocol/score/metrics.ts";
import { type Case, compareCases, tellCompared } from "./interop/metrics/compare.ts";

const FILE = new URL("./fixtures/metrics.json", import.meta.url);

Deno.test("every metric is scikit-learn's, to one unit at most", async () => {
  const cases: Case[] = JSON.parse(await Deno.readTextFile(FILE));
  const found = compareCases(cases);
  assertEquals([...found.keys()].sort(), [...METRIC_NAMES].sort());
  for (const { cases, equal, wrong } of found.values()) {
    assertEquals(wrong, []);
    assert(cases >= 8 && equal / cases > 0.8, tellCompared(found));
  }
});
