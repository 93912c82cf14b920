/**
 * Why a child ended that gave no answer: by what it said, by the signal that ended it, and by the
 * limits that it ran under. Whatever the reason, it is an abstention and no verdict; the reason says
 * only what to do about it.
 *
 * @module
 */
import type { LastWords } from "./last_words.ts";

/** How a child's process ended; behind bubblewrap the signal is a number in the code. */
export type Status = Pick<Deno.CommandStatus, "code" | "signal">;

/** What a child was given. */
export interface Allowance {
  /** Bytes of memory that the kernel lets it hold; undefined where it sets no limit */
  memory: number | undefined;
  /** Whether it has lived long enough to have used up its processor time */
  spent: boolean;
}

/** A reason, and the sentence about it. */
export interface Ending {
  why: "memory" | "ended";
  message: string;
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
 * How V8, Rust and C++ end a process that is refused memory. When even the sentence about it needs
 * memory, nothing else is left to tell. SIGILL is not among them: a processor too old for
 * onnxruntime gives that.
 */
const GIVING_UP = ["SIGTRAP", "SIGABRT"];

/** Tells why a child ended. */
export function endingOf({ code, signal }: Status, said: LastWords, given: Allowance): Ending {
  const name = signal ?? SIGNALS[code - 128];
  const how = name ?? `code ${code}`;
  const words = said.line === "" ? "" : `: ${said.line}`;
  const held = given.memory === undefined ? "" : `, at most ${Math.round(given.memory / 1e6)} MB`;
  if (said.memory) {
    return { why: "memory", message: `It ended for want of memory (${how}${held})${words}` };
  }
  if (given.memory !== undefined && !said.telling && GIVING_UP.includes(how)) {
    const message = `It ended without a reason, most likely for want of memory (${how}${held})`;
    return { why: "memory", message: message + words };
  }
  // The kernel kills for two reasons, and one can be ruled out.
  if (name === "SIGKILL" && !given.spent) {
    const message = "It was killed from outside, most likely for want of memory on this machine";
    return { why: "memory", message: `${message} (${how}${held})${words}` };
  }
  if (name === "SIGKILL" || name === "SIGXCPU") {
    return { why: "ended", message: `It was killed for its processor time (${how})${words}` };
  }
  return { why: "ended", message: `It ended without an answer (${how})${words}` };
}
