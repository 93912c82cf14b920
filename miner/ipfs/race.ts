/**
 * A race between gateways: each starts when the one before it has not begun to answer, or failed.
 *
 * @module
 */
/**
 * A gateway that has not begun to answer after this many milliseconds is raced against the next
 * one: most gateways that have a block answer within half of it.
 */
const HEAD_START = 1_000;

/** What a runner is given. */
export interface Lane {
  /** Aborted when another has won, or nobody waits any longer */
  signal: AbortSignal;
  /** It has begun to answer: the next need not start because of time alone */
  onAnswer(): void;
  /** It will take longer: the next starts now */
  onDelay(): void;
}

/**
 * The first result; undefined if every runner failed. The losers are aborted, and have ended when it
 * returns.
 *
 * @param isFailure Whether an error is one runner's own; any other error ends the race
 * @throws Such another error, or what the signal was aborted with
 */
export async function race<R, T>(
  runners: readonly R[],
  run: (runner: R, lane: Lane) => Promise<T>,
  { signal, isFailure }: { signal?: AbortSignal; isFailure: (error: unknown) => boolean },
): Promise<T | undefined> {
  signal?.throwIfAborted();
  if (runners.length === 0) return undefined;
  const over = new AbortController();
  const stopped = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  const running: Promise<void>[] = [];
  const timers = new Set<number>();
  let failed = 0;
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();

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
        next();
        if (++failed === runners.length) resolve(undefined);
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
