/**
 * Times contenders against each other.
 *
 * @module
 */
import { median } from "./eval_stats.ts";
import process from "node:process";
import type { Core, Views } from "../../core-wasm/mod.ts";

/** One way to do the work. */
export interface Contender {
  name: string;
  /** Does it so many times; answers the milliseconds of one */
  time(calls: number): number | Promise<number>;
}

/** Milliseconds a call, by contender. */
export type Times = Map<string, number>;

/** Milliseconds by the clock that is in use. */
let now = (): number => performance.now();

/**
 * From now on counts the processor time of this process, not the wall's: on a machine that others
 * keep busy, the wall clock measures them.
 */
export function countProcessorTime(): void {
  now = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
}

/** A sample is the fastest of so many batches: what another process takes away is in few of them. */
const BATCHES = 3;
/** A batch lasts this long at least: a tick of the clock then hardly counts. */
const BATCH_MS = 2;
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
  const running: { contender: Contender; calls: number; times: number[] }[] = [];
  for (const contender of contenders) {
    running.push({ contender, calls: await warmUp(contender), times: [] });
  }
  for (let round = 0; round < rounds; round++) {
    const first = round % running.length;
    for (
      const { contender, calls, times } of [...running.slice(first), ...running.slice(0, first)]
    ) {
      times.push(await sample(contender, calls));
    }
  }
  return new Map(running.map(({ contender, times }) => [contender.name, median(times)]));
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
      const start = now();
      for (let done = 0; done < calls; done++) await run();
      return (now() - start) / calls;
    },
  };
}

/**
 * A contender whose input lies in the core's memory before the clock starts. Copying it there cools
 * the cache, which a peer finds warm from its last batch: so one call comes before the clock, too.
 */
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
        const once = () => core.scope(() => void run(views, input));
        once();
        return repeat(once, calls);
      }),
  };
}

function repeat(run: () => unknown, calls: number): number {
  const start = now();
  for (let done = 0; done < calls; done++) run();
  return (now() - start) / calls;
}

async function sample(contender: Contender, calls: number): Promise<number> {
  let fastest = Infinity;
  for (let batch = 0; batch < BATCHES; batch++) {
    fastest = Math.min(fastest, await contender.time(calls));
  }
  return fastest;
}

async function warmUp(contender: Contender): Promise<number> {
  const start = now();
  let done = 0;
  let fastest = Infinity;
  do {
    fastest = Math.min(fastest, await contender.time(1));
    done++;
  } while (done < 3 || now() - start < WARM_UP_MS);
  return Math.max(1, Math.ceil(BATCH_MS / fastest));
}
