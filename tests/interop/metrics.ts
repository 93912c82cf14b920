/**
 * Every metric beside scikit-learn's, on the cases of DEML_METRICS_CASES: random ones, and edges.
 * `deno task test:interop metrics` makes them first.
 */
import { assertEquals } from "@std/assert";
import { METRIC_NAMES } from "../../protocol/score/metrics.ts";
import { type Case, compareCases, tellCompared } from "./metrics/compare.ts";

Deno.test("every metric is scikit-learn's, to one unit at most", async () => {
  const file = Deno.env.get("DEML_METRICS_CASES") ?? "";
  const cases: Case[] = JSON.parse(await Deno.readTextFile(file));
  const found = compareCases(cases);
  console.log(tellCompared(found));
  assertEquals([...found.keys()].sort(), [...METRIC_NAMES].sort());
  assertEquals([...found.values()].flatMap(({ wrong }) => wrong), []);
});
