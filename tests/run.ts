/**
 * The tests: `deno task test` runs all, `deno task test PATH…` those of some files. Examples in
 * documentation are also tests. What this machine cannot run is listed, with the reason; the last
 * line counts.
 *
 * @module
 */
import { lacks } from "./lacks.ts";
import { type Counted, countTests } from "./count_tests.ts";
import { runStep, runSteps } from "../scripts/steps.ts";

const only = Deno.args;
// Named one by one: of itself, `deno test` would also run every file called test.ts.
const folders = ["core-wasm", "dashboard", "miner", "protocol", "scripts", "tests"];

const lacking = await lacks();
for (const sentence of lacking) console.log(sentence);
if (only.length === 0) {
  await runSteps([
    // Tests need no more than npm. What they build is for them, not for a release.
    { title: "Binary", args: ["run", "-A", "scripts/compile.ts", "--runtime", "npm"] },
    { title: "Solidity tests", args: ["run", "-A", "scripts/hardhat.ts", "test", "solidity"] },
  ]);
}
/** In two processes: each spends much of its time waiting for miners, chains and browsers. */
const SECOND = "tests";
const IN_FIRST = ["tests/hostile", "tests/dashboard"];
const lots = only.length > 0 ? [only] : [
  [...folders.filter((folder) => folder !== SECOND), ...IN_FIRST],
  [SECOND, `--ignore=${IN_FIRST.join(",")}`],
];
const results = await Promise.all(lots.map(runLot));
const [passed, failed] = [total("passed"), total("failed")];
const ignored = results.flatMap((result) => result.ignored);
const code = results.some((result) => result.code !== 0) ? 1 : 0;

/** Runs tests; what all but the first print is shown when they have ended. */
async function runLot(paths: string[], lot: number): Promise<Counted & { code: number }> {
  const report = await Deno.makeTempFile({ prefix: "deml-tests-", suffix: ".xml" });
  const title = `Unit and end-to-end tests${lots.length > 1 ? `, lot ${lot + 1}` : ""}`;
  const args = ["test", "-A", "--quiet", "--doc", `--junit-path=${report}`, ...paths];
  const code = await runStep({ title, args, held: lot > 0 });
  const counted = countTests(await Deno.readTextFile(report));
  await Deno.remove(report);
  return { ...counted, code };
}

function total(kind: "passed" | "failed"): number {
  return results.reduce((sum, result) => sum + result[kind], 0);
}

for (const sentence of [...lacking, ...ignored.map((test) => `Skipped: ${test}`)]) {
  console.log(sentence);
}
// A file that does not load holds no test that could fail.
console.log(`${passed} passed, ${code === 0 ? failed : Math.max(failed, 1)} failed`);
Deno.exit(code);
