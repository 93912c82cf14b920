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
/** A run that takes so many times longer than without the mutant does not end. */
const SLOWER = 4;
/** Seconds that any run may take more. */
const GRACE = 10;

/** Judges mutants in a copy of the tree. */
export function createJudge(tree: Tree, imports: Imports, secondsEach: number) {
  /** Seconds of tests on the unchanged tree; undefined if they fail on it */
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

  async function notice(file: string, text: string, mutant: Mutant): Promise<Judged> {
    const near = nearestTests(file, imports).map(({ test }) => test)
      .filter((test) => !TOO_LONG.test(test));
    if (/^ \* @example/m.test(text)) near.unshift(file);
    const started = performance.now();
    let passed = 0;
    while (passed < near.length) {
      const left = secondsEach - (performance.now() - started) / 1_000;
      if (left <= 0) break;
      const tests = near.slice(passed, passed + (passed === 0 ? FIRST : AT_ONCE));
      const found = await run(
        tests,
        Math.min(left, SLOWER * (healthy.get(tests.join(" ")) ?? left) + GRACE),
      );
      if (!found.passed) {
        // A test that fails by itself has noticed nothing, and one that is slow by itself neither.
        await tree.write(file, text);
        const seconds = await usual(tests);
        await tree.write(file, mutated(text, mutant));
        const hangs = found.seconds > SLOWER * (seconds ?? secondsEach);
        if (seconds !== undefined && (!found.late || hangs)) {
          return { by: found.late ? "time" : tests.join(" "), passed, unasked: 0 };
        }
        if (found.late) break;
      }
      passed += tests.length;
    }
    const { passed: compiles } = await tree.deno(["check", "--quiet", file], 300);
    return {
      by: compiles ? undefined : "types",
      passed,
      unasked: Math.max(0, near.length - passed),
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
