/**
 * A running evaluator child: one question after the other. One that crashes, answers nonsense or is
 * late is killed, and the question ends in an error with the reason.
 *
 * @module
 */
import { DemlError, reasonOf } from "../../../protocol/errors.ts";
import type { Answer } from "../wire/answers.ts";
import type { ChildFacts, ChildFailed } from "../failures.ts";
import { type Allowance, endingOf } from "./ending.ts";
import type { FileContent } from "./evaluator_types.ts";
import { encodeHead, exactly, type Frame, readFrame } from "../wire/frames.ts";
import { lastWords } from "./last_words.ts";
import { LOADS_WITHIN } from "../limits.ts";
import type { Request } from "../wire/requests.ts";
import { sourceOf } from "./pipes.ts";
import { limitsHold } from "./sandbox.ts";
import { soon } from "./soon.ts";
import { type Child, spawnChild, type SpawnOptions } from "./spawn.ts";

/** Bounds of one question. */
export interface AskLimits {
  /** Milliseconds until the child is killed */
  within: number;
  /** Largest body of the answer, bytes */
  maxBody: number;
  onProgress?: (done: number, rows: number) => void;
}

/** A running child. */
export interface LiveChild {
  /** Killed, or ended by itself: it no longer answers */
  readonly dead: boolean;
  /** Milliseconds that it has worked */
  readonly busy: number;
  /** Version of its onnxruntime */
  readonly version: string;
  pid: number;
  /**
   * Asks, and waits for the answer.
   *
   * @throws ChildFailure, or what reading the body's parts throws
   */
  ask(
    request: Request,
    body: FileContent[],
    limits: AskLimits,
  ): Promise<{ header: Answer; body: Uint8Array<ArrayBuffer> }>;
  end(): Promise<void>;
}

/** A child without a verdict. */
export class ChildFailure extends DemlError<ChildFailed> {
  constructor(facts: ChildFacts, cause?: unknown) {
    super({ kind: "evaluator/child", ...facts }, { cause });
  }
}

/**
 * Starts a child and waits until it has dropped its permissions.
 *
 * @throws ChildFailure if it does not start
 */
export async function startChild(
  options: SpawnOptions,
  signal?: AbortSignal,
): Promise<LiveChild> {
  const child = spawnChild(options);
  // The schema library loads while the child does.
  const { parseAnswer } = await import("../wire/answers.ts");
  const check = (frame: Frame | undefined) => checked(frame, parseAnswer);
  const { process } = child;
  const born = performance.now();
  const errors = lastWords(process.stderr);
  const input = process.stdin.getWriter();
  const output = process.stdout.getReader();
  const read = exactly(sourceOf(output));
  let dead = false;
  let late = false;
  let busy = 0;
  let version = "";
  const kill = () => {
    dead = true;
    try {
      process.kill("SIGKILL");
    } catch {
      // It is already gone.
    }
  };
  signal?.addEventListener("abort", kill, { once: true });

  /** Ends a failed child; returns the error that reports it. */
  async function failure(error: unknown, within: number): Promise<unknown> {
    // Before it is killed: how it ended by itself shows the reason.
    const status = error instanceof Ended && !dead ? await soon(process.status) : undefined;
    kill();
    signal?.throwIfAborted();
    if (error instanceof Unread) return error.cause;
    if (late) {
      const seconds = Math.round(within / 100) / 10;
      return new ChildFailure({ how: "late", seconds }, error);
    }
    await process.status;
    const words = await errors.settle();
    if (status !== undefined) {
      return new ChildFailure(endingOf(status, words, allowance()), error);
    }
    const said = words.line || undefined;
    if (error instanceof Ended) {
      const how = words.memory ? "memory" : "ended";
      return new ChildFailure({ how, sign: "silence", said }, error);
    }
    const how = words.memory ? "memory" : "protocol";
    const seen = error instanceof Misbehaved
      ? { sign: error.sign }
      : { sign: "frame" as const, reason: reasonOf(error) };
    return new ChildFailure({ how, ...seen, said }, error);
  }

  /** Its limits, as seen at its end. */
  function allowance(): Allowance {
    if (!limitsHold()) return { memory: undefined, spent: false };
    const most = navigator.hardwareConcurrency * (performance.now() - born) / 1_000;
    return { memory: options.memory, spent: most >= options.processor };
  }

  async function timed<T>(within: number, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const patience = setTimeout(() => {
      late = true;
      kill();
    }, within);
    try {
      return await work();
    } catch (error) {
      throw await failure(error, within);
    } finally {
      clearTimeout(patience);
      busy += performance.now() - started;
    }
  }

  const live: LiveChild = {
    pid: process.pid,
    get dead() {
      return dead;
    },
    get busy() {
      return busy;
    },
    get version() {
      return version;
    },
    ask: (request, body, { within, maxBody, onProgress }) =>
      timed(within, async () => {
        const length = body.reduce((total, part) => total + part.length, 0);
        await written(input, [encodeHead(request, length), ...body]);
        for (;;) {
          const answer = check(await readFrame(read, maxBody));
          if (answer.header.type !== "progress") return answer;
          onProgress?.(answer.header.done, answer.header.rows);
        }
      }),
    async end() {
      signal?.removeEventListener("abort", kill);
      dead = true;
      // It has nothing to lose.
      kill();
      await Promise.all([
        process.status,
        input.close().catch(() => {}),
        output.cancel().catch(() => {}),
        errors.stop(),
      ]);
      await removeFolder(child);
    },
  };

  try {
    version = await timed(
      LOADS_WITHIN,
      async () => versionOf(check(await readFrame(read, 0)).header),
    );
    return live;
  } catch (error) {
    await live.end();
    throw error;
  }
}

/** The pipe broke or ended in place of an answer. */
class Ended extends Error {}

/** The child's answer is wrong. */
class Misbehaved extends Error {
  constructor(readonly sign: "nonsense" | "permitted") {
    super(sign);
  }
}

/** The question could not be read to its end: not the child's fault, which waits for the rest. */
class Unread extends Error {}

/** Writes a question; if the child is gone, reading shows that, with its reason. */
async function written(
  input: WritableStreamDefaultWriter<Uint8Array>,
  question: FileContent[],
): Promise<void> {
  for (const content of question) {
    for await (const part of partsOf(content)) {
      try {
        await input.write(part);
      } catch (cause) {
        throw new Ended("", { cause });
      }
    }
  }
}

async function* partsOf(content: FileContent): AsyncGenerator<Uint8Array, void> {
  if (content instanceof Uint8Array) return yield content;
  try {
    yield* content.parts();
  } catch (cause) {
    throw new Unread("", { cause });
  }
}

/** The first answer: the child's version, and that it has no permissions left. */
function versionOf(header: Answer): string {
  if (header.type !== "ready" || header.granted.length > 0) {
    throw new Misbehaved("permitted");
  }
  return header.version;
}

function checked(
  frame: Frame | undefined,
  parse: (header: unknown) => Answer | undefined,
): { header: Answer; body: Uint8Array<ArrayBuffer> } {
  if (frame === undefined) throw new Ended();
  const header = parse(frame.header);
  if (header === undefined) throw new Misbehaved("nonsense");
  return { header, body: frame.body };
}

async function removeFolder({ folder }: Child): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
}
