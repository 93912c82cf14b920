/** Every hostile submission gets its verdict: without running where possible, twice, on every engine. */
import { tellAdvice } from "../../miner/cli/failures/advice.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ENGINES } from "../../miner/evaluation/engine/engine.ts";
import { openEvaluator, type Verdict } from "../../miner/evaluation/host/evaluator.ts";
import { InvalidModel, type Rule, RULES } from "../../protocol/score/verdict.ts";
import { type Case, data, SPEC } from "./build.ts";
import { CASES } from "./cases.ts";
import { FOLDER, manifest } from "./generate.ts";
import { judge } from "./judge.ts";

/** A verdict may take so long: nothing that it looks at is large. */
const WITHIN = 3_000;

const specOf = ({ limits }: Case) => ({ ...SPEC, limits: { ...SPEC.limits, ...limits } });
const read = ({ name }: Case) => Deno.readFile(`${FOLDER}${name}.deml`);

Deno.test("the fixtures are those that the script writes, sixty at least", async () => {
  assert(CASES.length >= 60);
  assertEquals(new Set(CASES.map(({ name }) => name)).size, CASES.length);
  assertEquals(JSON.parse(await Deno.readTextFile(`${FOLDER}manifest.json`)), manifest());
  for (const hostile of CASES) assertEquals(await read(hostile), hostile.bytes(), hostile.name);
});

Deno.test("every rule is broken by one", () => {
  // An envelope is opened before there is a package: envelope_test.ts.
  const broken = new Set<Rule>(["envelope", ...CASES.flatMap(({ rule }) => rule ?? [])]);
  assertEquals([...broken].sort(), [...RULES].sort());
});

Deno.test("verdicts without running", async (test) => {
  for (const hostile of CASES) {
    await test.step(hostile.name, async () => {
      const bytes = await read(hostile);
      const started = performance.now();
      const found = judge(bytes, specOf(hostile));
      assert(performance.now() - started < WITHIN, "it takes long");
      if (hostile.rule === undefined || hostile.runs) {
        assert(!(found instanceof InvalidModel), String(found));
        return;
      }
      assert(found instanceof InvalidModel, "it was admitted");
      assertEquals(found.rule, hostile.rule, found.found);
      assertStringIncludes(found.found, hostile.says ?? "");
      assert(found.found.length < 300 && tellAdvice(found.advice).length > 10, found.found);
      assertEquals(String(judge(bytes, specOf(hostile))), String(found), "the second look");
    });
  }
});

for (const engine of ENGINES) {
  Deno.test(`verdicts of the evaluator, engine ${engine}, twice`, async () => {
    const evaluator = openEvaluator({ engine, width: 1, sandbox: "off" });
    try {
      for (const hostile of CASES) {
        const competition = { spec: specOf(hostile), part: "test" as const, data: data() };
        const loaded = await evaluator.load(competition);
        const bytes = await read(hostile);
        const verdicts: Verdict[] = [];
        for (let look = 0; look < 2; look++) verdicts.push(await loaded.evaluate(bytes));
        const told = verdicts.map((verdict) =>
          verdict.kind === "invalid" ? verdict.rule : `VALID ${[...verdict.predictions]}`
        );
        assertEquals(told[0], told[1], hostile.name);
        assertEquals(told[0]!.split(" ")[0], hostile.rule ?? "VALID", hostile.name);
        seen.set(hostile.name, [...seen.get(hostile.name) ?? [], told[0]!]);
      }
    } finally {
      await evaluator.close();
    }
  });
}

/** What each engine said of each submission. */
const seen = new Map<string, string[]>();

Deno.test("the engines agree, label by label", () => {
  for (const [name, said] of seen) {
    assertEquals(said.length, ENGINES.length, name);
    assertEquals(new Set(said).size, 1, `${name}: ${said.join(" / ")}`);
  }
});
