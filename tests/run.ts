/**
 * The tests: `deno task test` runs all, `deno task test PATH…` those of some files. Examples in
 * documentation are also tests. What this machine cannot run is listed, with the reason; the last
 * line counts.
 *
 * @module
 */
import { lacks } from "./lacks.ts";
import { countTests } from "./count_tests.ts";
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
const report = await Deno.makeTempFile({ prefix: "deml-tests-", suffix: ".xml" });
const code = await runStep({
  title: "Unit and end-to-end tests",
  args: [
    ...["test", "-A", "--quiet", "--doc", `--junit-path=${report}`],
    ...only.length > 0 ? only : folders,
  ],
});
const { passed, failed, ignored } = countTests(await Deno.readTextFile(report));
await Deno.remove(report);
for (const sentence of [...lacking, ...ignored.map((test) => `Skipped: ${test}`)]) {
  console.log(sentence);
}
// A file that does not load holds no test that could fail.
console.log(`${passed} passed, ${code === 0 ? failed : Math.max(failed, 1)} failed`);
Deno.exit(code);
