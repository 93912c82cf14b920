/**
 * What goes wrong, and when: a plan drawn from a seed.
 *
 * @module
 */
import type { Random } from "../reference/random.ts";

/** What a fault waits for: its miner's nth send, receipt, write to the journal or look. */
export type Point = "send" | "receipt" | "write" | "look";

/** Kinds for a single answer, or for all of a poll. */
export const ANSWERS = ["html", "429", "truncated", "hang", "502"] as const;
/** Kinds of faults by what triggers them. */
export const KINDS = {
  /** Of a raw transaction */
  send: [
    ...ANSWERS,
    "before", // it never reaches the node
    "after", // it does, and the answer is lost
    "dropped", // it is answered with a hash, and never reaches the node
    "answered-and-lost", // the node has it, and forgets it
    "kill-before",
    "kill-after",
  ],
  receipt: [...ANSWERS, "hidden"],
  write: ["disk-full", "kill-write"],
  look: [
    ...ANSWERS,
    "reorg",
    "fee",
    "stale",
    "lying",
    "empty-logs",
    "wrong-chain",
    "gateway",
    "restart",
  ],
} as const satisfies Record<Point, readonly string[]>;

export type Kind = typeof KINDS[Point][number];

/** One fault. */
export interface Fault {
  /** Which miner, by its number */
  miner: number;
  point: Point;
  nth: number;
  kind: Kind;
  /** How many answers, writes or looks it spoils */
  span: number;
  /** Blocks of a reorg, or how old a view is; a choice among lies */
  size: number;
}

/** Reorgs of six blocks are the deepest. */
const DEEPEST = 6;
/** A view is at most so many blocks old. */
const OLDEST = 8;
/** A fault does not last longer: what lasts for a window, nobody survives. */
const LONGEST = 3;

/** Draws the faults of a run. */
export function planFaults(random: Random, miners: number): Fault[] {
  const count = random.between(12, 28);
  return Array.from({ length: count }, () => {
    const point = random.pick(
      ["send", "send", "receipt", "write", "look", "look", "look"] as const,
    );
    const kind = random.pick<Kind>(KINDS[point]);
    const nth = { send: 10, receipt: 20, write: 24, look: 40 }[point];
    const size = kind === "reorg" ? DEEPEST : OLDEST;
    return {
      miner: random.below(miners),
      point,
      nth: random.between(1, nth),
      kind,
      span: random.between(1, LONGEST),
      size: random.between(1, size),
    };
  });
}

/** The faults of one miner, each handed out when its moment has come. */
export interface Triggers {
  /** Counts one more, and answers the fault that this triggers */
  pull(point: Point): Fault | undefined;
  /** How often each kind was triggered */
  readonly pulled: Kind[];
  /** From now on, nothing goes wrong */
  calm(): void;
}

/** Waits for the faults of a miner. */
export function triggersOf(faults: readonly Fault[], miner: number): Triggers {
  let waiting = faults.filter((fault) => fault.miner === miner);
  let ongoing: { fault: Fault; left: number }[] = [];
  const counts: Record<Point, number> = { send: 0, receipt: 0, write: 0, look: 0 };
  const pulled: Kind[] = [];
  return {
    pulled,
    pull(point) {
      const count = ++counts[point];
      const last = ongoing.find(({ fault }) => fault.point === point);
      if (last !== undefined) {
        if (--last.left === 0) ongoing = ongoing.filter((each) => each !== last);
        return last.fault;
      }
      // Of two that are due, the second waits for the next time.
      const fault = waiting.find((each) => each.point === point && each.nth <= count);
      if (fault === undefined) return undefined;
      waiting = waiting.filter((each) => each !== fault);
      pulled.push(fault.kind);
      if (fault.span > 1 && lasts(fault.kind)) ongoing.push({ fault, left: fault.span - 1 });
      return fault;
    },
    calm() {
      waiting = [];
      ongoing = [];
    },
  };
}

function lasts(kind: Kind): boolean {
  return !/^kill|^re|^fee$/.test(kind);
}
