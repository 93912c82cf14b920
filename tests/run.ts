/**
 * The tests: `deno task test` runs all, `deno task test PATH…` those of some files. Examples in
 * documentation are also tests. What this machine cannot run is listed, with the reason, then the
 * ten slowest, and what failed, with why; the last line counts.
 *
 * A file that failed while others ran is run again, alone, and is named: if it passes then, a busy
 * machine was at fault. Should more than three fail, the machine was not.
 *
 * @module
 */
import { lacks } from "./lacks.ts";
import { readTests, type Tested } from "./report.ts";
import { everyLot, type Lot } from "./lots.ts";
import { runStep, type Step } from "../scripts/steps.ts";
import { typeCheck } from "../scripts/typed.ts";

/**
 * At the same time: they spend about half of their time waiting for miners, chains and browsers,
 * and some are given up after a minute without progress.
 */
const AT_ONCE = 2 * navigator.hardwareConcurrency + 1;
const SHOWN = 10;
const AGAIN = 3;
/** Characters of one failure at the end; the whole is above. */
const FAILURE = 2_000;

const only = Deno.args;
const lacking = await lacks();
for (const sentence of lacking) console.log(sentence);
const { codes, all, unsteady } = only.length > 0 ? await runSome() : await runAll();
const code = codes.some((code) => code !== 0) ? 1 : 0;

for (const sentence of lacking) console.log(sentence);
for (const { file, name, is } of all) if (is === "ignored") console.log(`Skipped: ${file} ${name}`);
if (new Set(all.map(({ file }) => file)).size > 1) {
  const slowest = all.toSorted((a, b) => b.seconds - a.seconds).slice(0, SHOWN);
  console.log(`The slowest ${slowest.length}:`);
  for (const { file, name, seconds } of slowest) {
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${file}  ${name}`);
  }
}
for (const { file, name } of unsteady) {
  console.log(`Failed while others ran, passed alone: ${file} ${name}`);
}
for (const { file, name, failures } of all.filter(({ is }) => is === "failed")) {
  console.log(`Failed: ${file} ${name}`);
  for (const text of failures) console.log(text.slice(0, FAILURE));
}
const [passed, failed] = [total("passed"), total("failed")];
// A file that does not load holds no test that could fail.
console.log(`${passed} passed, ${code === 0 ? failed : Math.max(failed, 1)} failed`);
Deno.exit(code);

interface Outcome {
  codes: number[];
  all: Tested[];
  /** What failed first and passed alone */
  unsteady: Tested[];
}

async function runSome(): Promise<Outcome> {
  const { code, tests } = await runLot({ title: "Tests", args: only });
  return { codes: [code], all: tests, unsteady: [] };
}

/** Runs everything, several at once; what they print is shown when they have ended. */
async function runAll(): Promise<Outcome> {
  const codes: number[] = [];
  const all: Tested[] = [];
  const failed: { again: Step; tests: Tested[] }[] = [];
  const unsteady: Tested[] = [];
  const held = true;
  const step = async (step: Step) => void codes.push(await runStep({ ...step, held }));
  const lot = async ({ title, paths, after }: Lot) => {
    if (after) await { binary, solidity }[after];
    // The types of all of them are checked at once.
    const alone = { title, args: ["--no-check", ...paths] };
    const { code, tests } = await runLot({ ...alone, held });
    if (code !== 0) failed.push({ again: alone, tests });
    else all.push(...tests);
  };
  // Tests need no more than npm. What they build is for them, not for a release.
  const binary = step({
    title: "Binary",
    args: ["run", "-A", "scripts/compile.ts", "--runtime", "npm"],
  });
  const solidity = step({
    title: "Solidity tests",
    args: ["run", "-A", "scripts/hardhat.ts", "test", "solidity"],
  });
  const [types, lots] = await Promise.all([typeCheck(), everyLot()]);
  const queue = [
    () => binary,
    () => solidity,
    () => step({ title: "Types", args: types }),
    ...lots.map((each) => () => lot(each)),
  ];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await next();
  }));
  for (const { again, tests } of failed) {
    const second = failed.length <= AGAIN ? await runLot(again) : { code: 1, tests };
    codes.push(second.code);
    all.push(...second.tests);
    if (second.code === 0) unsteady.push(...tests.filter(({ is }) => is === "failed"));
  }
  return { codes, all, unsteady };
}

/** Runs `deno test`. */
async function runLot(step: Step): Promise<{ code: number; tests: Tested[] }> {
  const report = await Deno.makeTempFile({ prefix: "deml-tests-", suffix: ".xml" });
  const args = ["test", "-A", "--quiet", "--doc", `--junit-path=${report}`, ...step.args];
  const ended = await runStep({ ...step, args });
  const text = await Deno.readTextFile(report);
  await Deno.remove(report);
  // A file that ends the process, perhaps with code 0, takes the tests of all others with it.
  const reported = text.includes("<testsuites");
  if (!reported && ended === 0) console.log(`${step.title}: it ended before its tests did`);
  return { code: reported ? ended : Math.max(ended, 1), tests: readTests(text) };
}

function total(kind: "passed" | "failed"): number {
  return all.filter(({ is }) => is === kind).length;
}
