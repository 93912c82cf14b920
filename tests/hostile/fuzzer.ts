/**
 * What a fuzzer is: a module with a NAME and a function that plays cases until it is time to stop.
 *
 * Each case follows from one number, which is drawn first and names it: a finding can so be played
 * again alone. To write one:
 *
 *     export const NAME = "csv";
 *     export const fuzz: Fuzz = (random, until) => play(random, until, (next) => { … });
 *
 * @module
 */
import { type Random, random as randomOf } from "./mutate.ts";

/**
 * Plays cases.
 *
 * @param random The only source of randomness
 * @param until When to stop, by performance.now(); one case is played in any event
 * @returns How many cases were played
 * @throws For a finding
 */
export type Fuzz = (random: Random, until: number) => Promise<number>;

export interface Fuzzer {
  NAME: string;
  fuzz: Fuzz;
}

/** Seeds of cases are whole numbers below. */
export const SEEDS = 2 ** 31;
/** Milliseconds that a case may take, where its fuzzer names no other limit: most take one. */
const WITHIN = 5_000;
/** Bytes that the process may hold: what fuzzers look at is small, and should be read as such. */
const MEMORY = 2 ** 30;
/** Cases between two looks at the memory. */
const LOOK = 64;

/** What a fuzzer found. */
export class Finding extends Error {
  override readonly name = "Finding";

  constructor(readonly seed: number, cause: unknown) {
    super(`Case ${seed}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** The random source that makes a fuzzer replay one case of a finding. */
export function onlyCase(seed: number): Random {
  return () => (seed + 0.5) / SEEDS;
}

/** Plays case after case, each with its own random source. */
export async function play(
  random: Random,
  until: number,
  one: (next: Random, seed: number) => void | Promise<void>,
  within = WITHIN,
): Promise<number> {
  let cases = 0;
  do {
    const seed = Math.floor(random() * SEEDS);
    try {
      const started = performance.now();
      await one(randomOf(seed), seed);
      const took = performance.now() - started;
      if (took > within) throw new Error(`It takes ${Math.round(took)} ms`);
      const { rss } = cases % LOOK === 0 ? Deno.memoryUsage() : { rss: 0 };
      if (rss > MEMORY) throw new Error(`The process holds ${rss} bytes`);
    } catch (cause) {
      throw new Finding(seed, cause);
    }
    cases++;
  } while (performance.now() < until);
  return cases;
}
