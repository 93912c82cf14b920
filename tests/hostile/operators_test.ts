/** Every admitted operator has a probe that runs, and the engines agree on the first of its cases. */
import { assert, assertEquals } from "@std/assert";
import { OPERATORS } from "../../miner/model/operators/table.ts";
import { difference, openEngines, operatorModel, PROBES, through } from "./fuzz_operators.ts";
import { FUZZERS } from "./fuzzers.ts";

/** Cases of a probe: with fewer, some have none that an engine takes. */
const CASES = 12;

// Outside the tests: loading one leaves a port of node:worker_threads behind for the process's life.
const engines = await openEngines();

Deno.test("every admitted operator has a probe", () => {
  const missing = [...OPERATORS.keys()].filter((name) => !(name in PROBES));
  assertEquals(missing, []);
  assertEquals(new Set(FUZZERS.map(({ NAME }) => NAME)).size, FUZZERS.length);
});

Deno.test("the engines agree, operator by operator, and each one runs", async () => {
  for (const name of Object.keys(PROBES)) {
    let ran = 0;
    for (let seed = 1; seed <= CASES || ran === 0; seed++) {
      assert(seed < 10 * CASES, `${name} never runs`);
      const { onnx, opset, samples } = operatorModel(seed, name);
      const [one, other] = [
        await through(engines[0]!, onnx, samples),
        await through(engines[1]!, onnx, samples),
      ];
      assertEquals(difference(one, other), undefined, `${name}, opset ${opset}, seed ${seed}`);
      if ("values" in one) ran++;
    }
  }
});
