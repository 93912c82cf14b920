import { assertEquals, assertRejects } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { claimSpecOf } from "../../protocol/spec/claim_spec.ts";
import { mnistSpec } from "../dataset/mnist_spec.ts";
import { claimEvaluator } from "./check_claims.ts";
import { closeJudges, loadJudges, openJudges } from "../evaluation/host/judges.ts";

Deno.test("whatever engine judges, claims are checked with wasm", async () => {
  const { test, ...digits } = mnistSpec();
  const spec = { ...digits, test: { ...test, rows: 1 } };
  const data = new TextEncoder().encode(`7${",0".repeat(784)}\n`);
  const judges = openJudges({ engine: "native", width: 1 }, { crossCheck: false });
  try {
    const native = { ...spec, engine: { ...spec.engine, name: "native" as const } };
    // A strict evaluator refuses a different engine from the one that it was made for.
    await claimEvaluator(judges).load({ spec: claimSpecOf(native), part: "test", data });
    const older = { ...native, engine: { ...native.engine, version: "1.29.0" } };
    await assertRejects(
      () => claimEvaluator(judges).load({ spec: claimSpecOf(older), part: "test", data }),
      DemlError,
      "evaluator/other-version",
    );
    await loadJudges(judges, { spec: native, part: "test", data });
  } finally {
    await closeJudges(judges);
  }
  const plain = openJudges({ width: 1 }, { crossCheck: false });
  assertEquals(claimEvaluator(plain), plain.evaluator);
  await closeJudges(plain);
});
