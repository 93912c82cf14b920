/**
 * Whether tests notice a mutant.
 *
 * @module
 */
import type { Imports } from "../rooms.ts";
import { type Mutant, mutated } from "./mutants.ts";
import { nearestTests } from "./nearest_tests.ts";
import type { Tree } from "./tree.ts";

/** What became of a mutant. */
export interface Judged {
  /** The test files that noticed, `time` or `types`; absent: it survived */
  by?: string;
  /** Test files that passed all the same */
  passed: number;
  /** Test files that there was no time for */
  unasked: number;
}

/** Test files that are run by one process: the nearest alone, since it notices most. */
const FIRST = 1;
const AT_ONCE = 4;
/** What tests of a browser, a binary or a chain in its own time take goes beyond any patience. */
const TOO_LONG = /^tests\/(dashboard|browser|binary|clients|interop|faults)\//;
/** Tests that start processes and wait for them may fail by chance on a busy machine. */
const BY_CHANCE = /^tests\//;
/** A run that takes so many times longer than without the mutant does not end. */
const SLOWER = 4;
/** Seconds that any run may take more. */
const GRACE = 10;

/** Judges mutants in a copy of the tree. */
export function createJudge(tree: Tree, imports: Imports, secondsEach: number) {
  /** Seconds of tests on the tree as it is; undefined where they fail on it */
  const healthy = new Map<string, number | undefined>();

  async function run(tests: string[], most: number) {
    return await tree.deno([
      "test",
      "-A",
      "--no-check",
      "--quiet",
      "--doc",
      "--fail-fast",
      ...tests,
    ], most);
  }

  async function usual(tests: string[]): Promise<number | undefined> {
    const key = tests.join(" ");
    if (!healthy.has(key)) {
      const { passed, seconds } = await run(tests, secondsEach);
      healthy.set(key, passed ? seconds : undefined);
    }
    return healthy.get(key);
  }

  /** Those of some tests that fail on the tree as it is, or take too long there. */
  async function unfit(tests: string[]): Promise<string[]> {
    if (await usual(tests) !== undefined) return [];
    const found: string[] = [];
    for (const test of tests) if (await usual([test]) === undefined) found.push(test);
    return found;
  }

  async function notice(file: string, text: string, mutant: Mutant): Promise<Judged> {
    const near = nearestTests(file, imports).map(({ test }) => test)
      .filter((test) => !TOO_LONG.test(test));
    if (/^ \* @example/m.test(text)) near.unshift(file);
    const isFit = (test: string) => !healthy.has(test) || healthy.get(test) !== undefined;
    const rest = near.filter(isFit);
    let [passed, spent] = [0, 0];
    while (rest.length > 0) {
      const left = secondsEach - spent;
      if (left <= 0) break;
      const tests = rest.slice(0, passed === 0 ? FIRST : AT_ONCE);
      const most = () => Math.min(left, SLOWER * (healthy.get(tests.join(" ")) ?? left) + GRACE);
      const found = await run(tests, most());
      spent += found.seconds;
      if (!found.passed) {
        // A test that fails by itself has noticed nothing, and one that is slow by itself neither.
        await tree.write(file, text);
        const fail = await unfit(tests);
        await tree.write(file, mutated(text, mutant));
        if (fail.length > 0) {
          rest.splice(0, tests.length, ...tests.filter((test) => !fail.includes(test)));
          continue;
        }
        const hangs = found.seconds > SLOWER * (await usual(tests) ?? secondsEach);
        if (found.late && hangs) return { by: "time", passed, unasked: 0 };
        if (found.late) break;
        const isSure = !tests.some((test) => BY_CHANCE.test(test)) ||
          !(await run(tests, most())).passed;
        if (isSure) return { by: tests.join(" "), passed, unasked: 0 };
      }
      rest.splice(0, tests.length);
      passed += tests.length;
    }
    const types = await tree.deno(["check", "--quiet", file], 300);
    return {
      by: types.passed || types.late ? undefined : "types",
      passed,
      unasked: rest.length,
    };
  }

  return async (file: string, mutant: Mutant): Promise<Judged> => {
    const text = await tree.read(file);
    await tree.write(file, mutated(text, mutant));
    try {
      return await notice(file, text, mutant);
    } finally {
      await tree.write(file, text);
    }
  };
}
