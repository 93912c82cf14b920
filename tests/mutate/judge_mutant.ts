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
const AT_ONCE = 6;
/** What tests of a browser, a binary or a chain in its own time take goes beyond any patience. */
const TOO_LONG = /^tests\/(dashboard|browser|binary|clients|interop|faults)\//;
/** Tests that start processes and wait for them may fail by chance on a busy machine. */
const BY_CHANCE = /^tests\//;
/** A run that takes so many times longer than without the mutant does not end. */
const SLOWER = 4;
/** Seconds that any run may take more. */
const GRACE = 10;

/** Seconds of a test on the tree as it is; undefined where it fails on it, or takes too long. */
export type Usual = Map<string, number | undefined>;

/** Judges mutants in a copy of the tree; what is learned of tests is shared with other judges. */
export function createJudge(
  tree: Tree,
  imports: Imports,
  secondsEach: number,
  healthy: Usual = new Map(),
) {
  async function run(tests: string[], most: number) {
    return await tree.deno([
      "test",
      "-A",
      "--no-check",
      "--quiet",
      "--doc",
      "--fail-fast",
      // It names the files that fail, and no others.
      "--reporter=dot",
      ...tests,
    ], most);
  }

  /** Learns how some tests fare on the tree as it is. */
  async function learn(tests: string[]): Promise<void> {
    for (const test of tests) {
      if (healthy.has(test)) continue;
      const { passed, seconds } = await run([test], secondsEach);
      healthy.set(test, passed ? seconds : undefined);
    }
  }

  /** Seconds that tests take on the tree as it is, where all are known. */
  function usual(tests: string[]): number | undefined {
    const each = tests.map((test) => healthy.get(test));
    return each.includes(undefined) ? undefined : each.reduce<number>((sum, n) => sum + n!, 0);
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
      const slow = rest.findIndex((test) => BY_CHANCE.test(test));
      const tests = rest.slice(0, passed === 0 || slow === 0 ? FIRST : AT_ONCE)
        .filter((_, i) => slow <= 0 || i < slow);
      const most = Math.min(left, SLOWER * (usual(tests) ?? left) + GRACE);
      const found = await run(tests, most);
      spent += found.seconds;
      if (found.passed) {
        rest.splice(0, tests.length);
        passed += tests.length;
        continue;
      }
      const failures = found.said.slice(found.said.lastIndexOf(" FAILURES "));
      const named = tests.filter((test) => failures.includes(test));
      const failing = named.length > 0 ? named : tests;
      // A test that fails by itself has noticed nothing, and one that is slow by itself neither.
      await tree.write(file, text);
      await learn(failing);
      await tree.write(file, mutated(text, mutant));
      const noticing = failing.filter(isFit);
      if (noticing.length === 0) {
        rest.splice(0, tests.length, ...tests.filter((test) => !failing.includes(test)));
        continue;
      }
      if (found.late) {
        if (found.seconds > SLOWER * (usual(tests) ?? secondsEach)) {
          return { by: "time", passed, unasked: 0 };
        }
        break;
      }
      const isSure = !noticing.some((test) => BY_CHANCE.test(test)) ||
        !(await run(noticing, secondsEach)).passed;
      if (isSure) return { by: noticing.join(" "), passed, unasked: 0 };
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
