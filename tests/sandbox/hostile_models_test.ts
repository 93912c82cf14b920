/** Models that reach for files of the machine that judges them. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ENGINES } from "../../miner/evaluation/engine/engine.ts";
import { openEngine } from "../../miner/evaluation/engine/open_engine.ts";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { competition, thief } from "./models.ts";
import { SETUPS } from "./sandboxes.ts";

const CANARY = "the canary sings, and whoever hears it has got out";
// Outside the tests: loading one leaves a port of node:worker_threads behind.
const engines = await Promise.all(ENGINES.map(openEngine));

Deno.test("onnxruntime itself gives away a file of its working folder: the theft is real", async () => {
  const folder = await Deno.makeTempDir();
  const before = Deno.cwd();
  const stolen: string[] = [];
  try {
    await Deno.writeTextFile(`${folder}/canary`, CANARY);
    Deno.chdir(folder);
    for (const engine of engines) {
      try {
        const plan = { input: "image", output: "scores" };
        const session = await engine.load(thief("canary"), plan);
        const { data } = await session.run(new Float32Array(784), [1, 1, 28, 28]);
        const bytes = new Uint8Array((data as Float32Array).slice().buffer);
        stolen.push(new TextDecoder().decode(bytes));
        await session.release();
      } catch {
        stolen.push("");
      }
    }
  } finally {
    Deno.chdir(before);
    await Deno.remove(folder, { recursive: true });
  }
  assertStringIncludes(CANARY, stolen[0]!);
  assert(stolen[0]!.length > 30, "native reads it");
  assertEquals(stolen[1], "", "WASM has no files");
});

for (const { engine, sandbox } of SETUPS) {
  Deno.test(`a model with its weights in a file is INVALID: ${engine}, ${sandbox.kind}`, async () => {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/canary`;
    await Deno.writeTextFile(path, CANARY);
    const evaluator = openEvaluator({ engine, sandbox: sandbox.kind, width: 1 });
    try {
      const loaded = await evaluator.load(await competition());
      const tries = [
        "canary",
        path,
        `${"../".repeat(12)}${path.slice(1)}`,
        "/etc/passwd",
        "/proc/self/environ",
      ];
      for (const location of tries) {
        const verdict = await loaded.evaluate(thief(location), { form: "onnx" });
        assert(verdict.kind === "invalid", location);
        assertEquals(verdict.rule, "external-data");
        assert(!JSON.stringify(verdict).includes("sings"));
      }
    } finally {
      await evaluator.close();
      await Deno.remove(folder, { recursive: true });
    }
  });
}
