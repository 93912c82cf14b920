/**
 * Mutated models: no crash, no hang, and never another verdict on a second look, a second run or the
 * other engine. The same seeds every time; `DEML_FUZZ=20000 deno test -A tests/hostile/fuzz_test.ts`
 * looks at more. What it finds becomes a case of its own.
 */
import { assert, assertEquals } from "@std/assert";
import { ENGINES } from "../../miner/evaluation/engine/engine.ts";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { InvalidModel } from "../../protocol/score/verdict.ts";
import { BASES } from "./bases.ts";
import { data, encode, packed, SPEC } from "./build.ts";
import { judge } from "./judge.ts";
import { submission } from "./submission.ts";

const COUNT = Number(Deno.env.get("DEML_FUZZ") ?? 2_000);
const FIRST = Number(Deno.env.get("DEML_FUZZ_SEED") ?? 1);
/** Milliseconds that a look may take. */
const WITHIN = 3_000;

Deno.test("the bases are VALID", () => {
  for (const base of BASES) {
    const found = judge(packed(encode(base())), SPEC);
    assert(!(found instanceof InvalidModel), String(found));
  }
});

Deno.test(`${COUNT} mutated models: a verdict each, the same when looked at and run again`, async () => {
  const admitted: number[] = [];
  const rules = new Map<string, number>();
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
    const bytes = submission(seed);
    const started = performance.now();
    const found = judge(bytes, SPEC);
    assert(performance.now() - started < WITHIN, `seed ${seed} takes long`);
    const again = judge(bytes, SPEC);
    // Of a refusal its words count, not where it was thrown.
    if (found instanceof InvalidModel) assertEquals(String(again), String(found), `seed ${seed}`);
    else assertEquals(again, found, `seed ${seed}`);
    if (!(found instanceof InvalidModel)) admitted.push(seed);
    const rule = found instanceof InvalidModel ? found.rule : "admitted";
    rules.set(rule, (rules.get(rule) ?? 0) + 1);
  }
  // A fuzzer that is always refused at the door tests the door.
  assert(admitted.length > COUNT / 20, JSON.stringify([...rules]));
  assert(rules.size >= 7, JSON.stringify([...rules]));
  const verdicts = new Map<number, string[]>();
  for (const engine of ENGINES) {
    const evaluator = openEvaluator({ engine, width: 1, sandbox: "off", within: 20_000 });
    let current = 0;
    try {
      const loaded = await evaluator.load({ spec: SPEC, part: "test", data: data() });
      for (const seed of admitted) {
        current = seed;
        const bytes = submission(seed);
        const [first, second] = [await loaded.evaluate(bytes), await loaded.evaluate(bytes)]
          .map((verdict) => verdict.kind === "invalid" ? verdict.rule : verdict.predictions);
        assertEquals(first, second, `seed ${seed}, ${engine}, a second run`);
        const verdict = typeof first === "string" ? first : "VALID";
        verdicts.set(seed, [...verdicts.get(seed) ?? [], verdict]);
      }
    } catch (error) {
      throw new Error(`${engine}, seed ${current}`, { cause: error });
    } finally {
      await evaluator.close();
    }
  }
  for (const [seed, said] of verdicts) {
    assertEquals(new Set(said).size, 1, `seed ${seed}: ${said.join(" / ")}`);
  }
});
