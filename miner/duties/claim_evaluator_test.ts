import { assertEquals } from "@std/assert";
import { claimSpecOf } from "../../protocol/spec/claim_spec.ts";
import { mnistSpec } from "../dataset/mnist_spec.ts";
import { claimEvaluator } from "./check_claims.ts";
import { closeJudges, loadJudges, openJudges } from "../evaluation/host/judges.ts";

Deno.test("whatever engine judges, claims are checked with wasm", async () => {
  const { test, ...digits } = mnistSpec();
  const spec = { ...digits, test: { ...test, rows: 1 } };
  const data = new TextEncoder().encode(`7${",0".repeat(784)}\n`);
  const judges = openJudges({ engine: "native", width: 1, strict: true }, { crossCheck: false });
  try {
    const native = { ...spec, engine: { ...spec.engine, name: "native" as const } };
    // A strict evaluator refuses another engine than it was made for.
    await claimEvaluator(judges).load({ spec: claimSpecOf(native), part: "test", data });
    await loadJudges(judges, { spec: native, part: "test", data });
  } finally {
    await closeJudges(judges);
  }
  const plain = openJudges({ width: 1 }, { crossCheck: false });
  assertEquals(claimEvaluator(plain), plain.evaluator);
  await closeJudges(plain);
});
