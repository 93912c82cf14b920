/**
 * Why a child ended without an answer: by its last words, the signal that ended it, and its limits.
 * Whatever the reason, it is an abstention, not a verdict; the reason only shows what to do about
 * it.
 *
 * @module
 */
import type { ChildEnding } from "../failures.ts";
import type { LastWords } from "./last_words.ts";

/** How a child's process ended; behind bubblewrap the signal is a number in the code. */
export type Status = Pick<Deno.CommandStatus, "code" | "signal">;

/** The limits of a child. */
export interface Allowance {
  /** The kernel's limit on its memory, in bytes; undefined if there is none */
  memory: number | undefined;
  /** Whether it has lived long enough to have used up its processor time */
  spent: boolean;
}

/** Linux's numbers; a shell and bubblewrap add them to 128. */
const SIGNALS: Record<number, string> = {
  4: "SIGILL",
  5: "SIGTRAP",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  15: "SIGTERM",
  24: "SIGXCPU",
};

/**
 * How V8, Rust and C++ end a process that is refused memory. If there is not even memory for a
 * message, the signal is the only evidence. SIGILL is not among them: a processor too old for
 * onnxruntime causes that.
 */
const GIVING_UP = ["SIGTRAP", "SIGABRT"];

/** Finds out why a child ended. */
export function endingOf(
  { code, signal }: Status,
  words: LastWords,
  given: Allowance,
): ChildEnding {
  const name = signal ?? SIGNALS[code - 128];
  const status = name ?? `code ${code}`;
  const said = words.line || undefined;
  const { memory } = given;
  const forMemory = (sign: ChildEnding["sign"]): ChildEnding => (
    { how: "memory", sign, status, memory, said }
  );
  if (words.memory) return forMemory("said");
  if (memory !== undefined && !words.telling && GIVING_UP.includes(status)) {
    return forMemory("silent");
  }
  // The kernel kills for two reasons, and one can be ruled out.
  if (name === "SIGKILL" && !given.spent) return forMemory("killed");
  const sign = name === "SIGKILL" || name === "SIGXCPU" ? "processor" : "ended";
  return { how: "ended", sign, status, said };
}
