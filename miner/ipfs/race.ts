/**
 * A race between gateways: each starts when the one before it has not begun to answer, or failed.
 *
 * @module
 */
import { HEAD_START } from "./limits.ts";

/** What a runner is given. */
export interface Lane {
  /** Aborted when another has won, or nobody waits any longer */
  signal: AbortSignal;
  /** It has begun to answer: the next need not start because of time alone */
  onAnswer(): void;
  /** It will take longer: the next starts now */
  onDelay(): void;
}

/** Nobody arrived. */
export class AllFailed extends Error {
  override readonly name = "AllFailed";

  /** @param failures Of each runner, in the order of the runners */
  constructor(readonly failures: unknown[]) {
    super("All runners failed");
  }
}

/**
 * The first result. The losers are aborted, and have ended when it returns.
 *
 * @param isFailure Whether an error is one runner's own; any other error ends the race
 * @throws AllFailed, such another error, or what the signal was aborted with
 */
export async function race<R, T>(
  runners: readonly R[],
  run: (runner: R, lane: Lane) => Promise<T>,
  { signal, isFailure }: { signal?: AbortSignal; isFailure: (error: unknown) => boolean },
): Promise<T> {
  signal?.throwIfAborted();
  if (runners.length === 0) throw new AllFailed([]);
  const over = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  const running: Promise<void>[] = [];
  const timers = new Set<number>();
  const failures: unknown[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<T>();

  function start(index: number): void {
    const runner = runners[index];
    if (runner === undefined || stopped.aborted) return;
    const timer = setTimeout(() => next(), HEAD_START);
    timers.add(timer);
    let passed = false;
    const next = () => {
      clearTimeout(timer);
      if (!passed) start(index + 1);
      passed = true;
    };
    const lane = { signal: stopped, onAnswer: () => clearTimeout(timer), onDelay: next };
    running.push(
      run(runner, lane).then(resolve, (error) => {
        if (!isFailure(error)) return reject(error);
        failures[index] = error;
        next();
        if (Object.keys(failures).length === runners.length) reject(new AllFailed(failures));
      }),
    );
  }

  start(0);
  try {
    return await promise;
  } finally {
    over.abort();
    timers.forEach(clearTimeout);
    await Promise.all(running);
  }
}
