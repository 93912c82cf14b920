/**
 * The evaluator as the daemon sees it: a child process that is given packages and gives verdicts.
 * A child that crashes, answers nonsense or is late is killed, and what it did not answer is an
 * abstention: a DemlError, never a verdict.
 *
 * @module
 */
import { type DataBytes, fileOf, type Part } from "../dataset/data_set.ts";
import type { CompetitionSpec } from "../dataset/spec.ts";
import { DemlError } from "../errors.ts";
import { type Answer, parseAnswer, type Scored } from "./answers.ts";
import { encodeHead, exactly, type Frame, type ReadExactly, readFrame } from "./frames.ts";
import { MAX_CONFUSION_CLASSES, type Request, scoredBodyBytes } from "./protocol.ts";
import { type Child, spawnChild } from "./spawn.ts";

/** What a model got. */
export type Verdict =
  | {
    kind: "scored";
    /** Thousandths of a percent */
    score: number;
    correct: number;
    rows: number;
    /** int32 a row */
    predictions: Int32Array;
    /** Label's row, prediction's column; absent above 256 classes */
    confusion?: Uint32Array;
    details: Scored;
  }
  | { kind: "invalid"; rule: string; found: string; remedy: string };

/** A competition as the evaluator needs it. */
export interface EvaluatorCompetition extends DataBytes {
  spec: CompetitionSpec;
  part: Part;
}

/** A child process that evaluates models, one at a time. */
export interface Evaluator {
  /** Loads a data set, unless the one it has is the same. */
  setCompetition(competition: EvaluatorCompetition): Promise<void>;
  /**
   * Evaluates a model.
   *
   * @param bytes A package, or a bare ONNX file
   * @throws DemlError `evaluator` or `data`: this machine cannot tell, so it abstains
   */
  evaluate(
    bytes: Uint8Array,
    options?: { form?: "package" | "onnx"; onProgress?: (done: number, rows: number) => void },
  ): Promise<Verdict>;
  close(): Promise<void>;
}

/** Starting, and reading a data set of a gigabyte, take seconds; this is for a machine that stalls. */
const LOADS_WITHIN = 300_000;
/** The slowest machine that should take part: multiply-adds a second. */
const SLOWEST = 50e6;
/** For everything but multiplying, in milliseconds. */
const GRACE = 60_000;

/** A day: no round lasts longer, and a timer cannot wait longer than 24.8. */
const LONGEST = 86_400_000;

/** Score units of 100 %. */
const PERFECT = 100_000;

/** The score of so many correct answers: PROTOCOL.md, section 5. */
export function scoreOf(correct: number, rows: number): number {
  return Number(BigInt(correct) * BigInt(PERFECT) / BigInt(rows));
}

/** Makes an evaluator; its child starts with the first competition. */
export function openEvaluator(options: { signal?: AbortSignal } = {}): Evaluator {
  let live: Live | undefined;
  let wanted: EvaluatorCompetition | undefined;
  let loaded: string | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  async function ensureLoaded(): Promise<Live> {
    options.signal?.throwIfAborted();
    if (wanted === undefined) throw new Error("setCompetition comes first");
    const name = JSON.stringify([wanted.part, wanted.spec]);
    if (live?.dead) {
      await live.end();
      live = undefined;
    }
    if (live === undefined) {
      live = await start(options.signal);
      loaded = undefined;
    }
    if (loaded !== name) {
      const { spec, part, data, labels } = wanted;
      const answer = await live.ask(
        { type: "competition", spec, part, dataBytes: data.length },
        labels ? [data, labels] : [data],
        { within: LOADS_WITHIN, maxBody: 0 },
      );
      if (answer.header.type !== "loaded") throw failureOf(answer.header);
      loaded = name;
    }
    return live;
  }

  async function evaluate(...[bytes, how = {}]: Parameters<Evaluator["evaluate"]>) {
    const child = await ensureLoaded();
    const { spec, part } = wanted!;
    const { rows, classes } = fileOf(spec, part);
    const { header, body } = await child.ask(
      { type: "evaluate", form: how.form ?? "package", progress: how.onProgress !== undefined },
      [bytes],
      {
        within: Math.min(LONGEST, GRACE + 1_000 * spec.limits.multiplyAdds * rows / SLOWEST),
        maxBody: scoredBodyBytes(rows, classes),
        onProgress: how.onProgress,
      },
    );
    if (header.type === "invalid") {
      const { rule, found, remedy } = header;
      return { kind: "invalid", rule, found, remedy } as const;
    }
    if (header.type !== "scored") throw failureOf(header);
    return verdictOf(header, body, rows, classes, spec.test.classes);
  }

  function enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work);
    queue = result.catch(() => {});
    return result;
  }

  return {
    setCompetition: (competition) =>
      enqueue(async () => {
        wanted = competition;
        await ensureLoaded();
      }),
    evaluate: (bytes, how) => enqueue(() => evaluate(bytes, how)),
    close: () => enqueue(async () => await live?.end()),
  };
}

/** Reads a scored answer, which must be possible: the child may lie. */
function verdictOf(
  header: Scored,
  body: Uint8Array<ArrayBuffer>,
  rows: number,
  classes: number,
  testClasses: number,
): Verdict {
  const possible = header.rows === rows && header.correct <= rows &&
    header.classes === testClasses && body.length === scoredBodyBytes(rows, testClasses);
  if (!possible) throw evaluatorError("It answered what cannot be");
  const words = new Int32Array(body.buffer, body.byteOffset, body.length / 4);
  return {
    kind: "scored",
    score: scoreOf(header.correct, rows),
    correct: header.correct,
    rows,
    predictions: words.slice(0, rows),
    confusion: classes <= MAX_CONFUSION_CLASSES
      ? Uint32Array.from(words.subarray(rows))
      : undefined,
    details: header,
  };
}

function evaluatorError(message: string, cause?: unknown): DemlError {
  return new DemlError(
    "evaluator",
    `The evaluator failed: ${message}`,
    "The model is not judged; try again, or on a machine with more memory",
    { cause },
  );
}

function failureOf(answer: Answer): DemlError {
  if (answer.type !== "failed") return evaluatorError(`It answered "${answer.type}"`);
  if (answer.code === "data") return new DemlError("data", answer.message, answer.remedy);
  return evaluatorError(answer.message);
}

/** A running child. */
interface Live {
  dead: boolean;
  ask(
    request: Request,
    body: Uint8Array[],
    limits: {
      within: number;
      maxBody: number;
      onProgress?: (done: number, rows: number) => void;
    },
  ): Promise<{ header: Answer; body: Uint8Array<ArrayBuffer> }>;
  end(): Promise<void>;
}

async function start(signal?: AbortSignal): Promise<Live> {
  const child = await spawnChild();
  const { process } = child;
  const errors = lastWords(process.stderr);
  const input = process.stdin.getWriter();
  const output = process.stdout.getReader();
  const read = exactly(sourceOf(output));
  const kill = () => {
    live.dead = true;
    try {
      process.kill("SIGKILL");
    } catch {
      // It is gone already.
    }
  };
  signal?.addEventListener("abort", kill, { once: true });

  const live: Live = {
    dead: false,
    async ask(request, body, { within, maxBody, onProgress }) {
      const patience = setTimeout(kill, within);
      try {
        const length = body.reduce((total, part) => total + part.length, 0);
        await input.write(encodeHead(request, length));
        for (const part of body) await input.write(part);
        for (;;) {
          const answer = check(await readFrame(read, maxBody));
          if (answer.header.type !== "progress") return answer;
          onProgress?.(answer.header.done, answer.header.rows);
        }
      } catch (error) {
        kill();
        signal?.throwIfAborted();
        const said = await errors;
        if (error instanceof DemlError) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        throw evaluatorError(said === "" ? reason : `${reason}: ${said}`, error);
      } finally {
        clearTimeout(patience);
      }
    },
    async end() {
      signal?.removeEventListener("abort", kill);
      live.dead = true;
      await input.close().catch(() => {});
      // A child that was idle ends with its input; one that is busy is not waited for.
      const patience = setTimeout(kill, 1_000);
      await process.status;
      clearTimeout(patience);
      await output.cancel().catch(() => {});
      await errors;
      await removeFolder(child);
    },
  };

  try {
    await ready(read, kill);
    return live;
  } catch (error) {
    kill();
    await live.end();
    signal?.throwIfAborted();
    throw evaluatorError(`It did not start: ${await errors || error}`, error);
  }
}

async function ready(read: ReadExactly, kill: () => void): Promise<void> {
  const patience = setTimeout(kill, LOADS_WITHIN);
  try {
    const { header } = check(await readFrame(read, 0));
    if (header.type !== "ready" || header.granted.length > 0) {
      throw new Error("It kept permissions that it should have given up");
    }
  } finally {
    clearTimeout(patience);
  }
}

function check(frame: Frame | undefined): { header: Answer; body: Uint8Array<ArrayBuffer> } {
  if (frame === undefined) throw new Error("It ended without an answer");
  const header = parseAnswer(frame.header);
  if (header === undefined) throw new Error("It answered outside the protocol");
  return { header, body: frame.body };
}

/** A pipe as a source that fills buffers. */
function sourceOf(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>) {
  let rest: Uint8Array = new Uint8Array();
  return {
    async read(buffer: Uint8Array): Promise<number | null> {
      while (rest.length === 0) {
        const { value, done } = await reader.read();
        if (done) return null;
        rest = value;
      }
      const taken = rest.subarray(0, buffer.length);
      buffer.set(taken);
      rest = rest.subarray(taken.length);
      return taken.length;
    },
  };
}

/** What a child said last on stderr: it may say as much as it likes. */
async function lastWords(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const part of stream) {
    text = (text + decoder.decode(part, { stream: true })).slice(-600);
  }
  return text.trim();
}

async function removeFolder({ folder }: Child): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
}
