/**
 * Times contenders against each other.
 *
 * @module
 */
import type { Core, Views } from "../../core-wasm/mod.ts";

/** One way to do the work. */
export interface Contender {
  name: string;
  /** Does it so many times; answers the milliseconds of one */
  time(calls: number): number | Promise<number>;
}

/** Milliseconds a call, by contender. */
export type Times = Map<string, number>;

/** A sample lasts this long at least: a clock tick and a stray interrupt then hardly count. */
const SAMPLE_MS = 4;
/** Calls before the first sample: the engine's optimizing compilers have then done their work. */
const WARM_UP_MS = 150;

/**
 * Runs contenders in turns, a sample each a round and a different one first each time, so that what
 * slows the machine down slows all of them down.
 *
 * @param rounds Samples of each
 * @returns Medians
 */
export async function compare(contenders: Contender[], rounds: number): Promise<Times> {
  const calls = new Map<string, number>();
  for (const contender of contenders) calls.set(contender.name, await warmUp(contender));
  const samples = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length]!;
      const { name } = contender;
      samples.get(name)!.push(await contender.time(calls.get(name)!));
    }
  }
  return new Map([...samples].map(([name, times]) => [name, median(times)]));
}

/** A contender that is a call. */
export function call(name: string, run: () => unknown): Contender {
  return { name, time: (calls) => repeat(run, calls) };
}

/** A contender that waits for each call. */
export function asyncCall(name: string, run: () => Promise<unknown>): Contender {
  return {
    name,
    async time(calls) {
      const start = performance.now();
      for (let done = 0; done < calls; done++) await run();
      return (performance.now() - start) / calls;
    },
  };
}

/** A contender whose input lies in the core's memory before the clock starts. */
export function residentCall<T>(
  name: string,
  core: Core,
  prepare: (views: Views) => T,
  run: (views: Views, input: T) => unknown,
): Contender {
  return {
    name,
    time: (calls) =>
      core.scope((views) => {
        const input = prepare(views);
        return repeat(() => core.scope(() => void run(views, input)), calls);
      }),
  };
}

function repeat(run: () => unknown, calls: number): number {
  const start = performance.now();
  for (let done = 0; done < calls; done++) run();
  return (performance.now() - start) / calls;
}

async function warmUp(contender: Contender): Promise<number> {
  const start = performance.now();
  let done = 0;
  let fastest = Infinity;
  do {
    fastest = Math.min(fastest, await contender.time(1));
    done++;
  } while (done < 3 || performance.now() - start < WARM_UP_MS);
  return Math.max(1, Math.ceil(SAMPLE_MS / fastest));
}

function median(times: number[]): number {
  times.sort((a, b) => a - b);
  const middle = times.length >> 1;
  return times.length % 2 === 1 ? times[middle]! : (times[middle - 1]! + times[middle]!) / 2;
}
