/**
 * Labels alone: their order, their balance, and how few bytes hold them all.
 *
 * @module
 */
import { type BalanceFinding, kept, type MemoryFinding, type OrderFinding } from "./finding.ts";
import { testDrift, testRuns } from "./statistics.ts";

/** One shuffled file in a million looks like that. */
const UNLIKELY = 1e-6;
/**
 * In a large file a trace is also unlikely, and decides nothing: how much of an order matters. MNIST's
 * test set has 1.6 % fewer equal neighbours than a shuffled one.
 */
const ORDERED = 0.25;
const TRACE = 0.02;
/** A class with fewer rows is decided by one or two of them. */
const FEW = 5;
/** Shares of the most frequent label. */
const UNBALANCED = 0.9;
const ALMOST_ONE_CLASS = 0.99;
/** Labels that a report names. */
const NAMED = 5;
/** Bits per sample of a function that finds each sample's place: a minimal perfect hash, in practice. */
const PLACE_BITS = 2.5;

/** Whether the row number says something about the label. */
export function findOrder(labels: Int32Array, counts: Float64Array): OrderFinding {
  const rows = labels.length;
  const runs = testRuns(labels, counts);
  const { drift, p } = testDrift(labels, counts);
  // Of all neighbours: how many more are equal, or fewer, than in a shuffled file.
  const excess = Math.abs(runs.equal - runs.expected) / Math.max(1, rows - 1);
  const clear = (probability: number, size: number, most: number) =>
    probability < UNLIKELY && size >= most;
  const ordered = clear(runs.p, excess, ORDERED) || clear(p, drift, ORDERED) ||
    alternates(runs.equal, runs.expected, runs.p);
  const trace = clear(runs.p, excess, TRACE) || clear(p, drift, TRACE);
  const level = ordered ? "serious" : trace ? "look" : "fine";
  return {
    check: "order",
    level,
    rows,
    equalNeighbours: runs.equal,
    expected: kept(runs.expected),
    runsP: kept(runs.p),
    drift: kept(drift),
    driftP: kept(p),
  };
}

/** Many classes in turn: no equal neighbours at all. */
function alternates(equal: number, expected: number, p: number): boolean {
  return p < UNLIKELY && equal < expected / 10;
}

/** How often each label occurs. */
export function findBalance(counts: Float64Array): BalanceFinding {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const occurring = [...counts.entries()].filter(([, count]) => count > 0)
    .toSorted((a, b) => b[1] - a[1] || a[0] - b[0]);
  const [most = [0, 0]] = occurring;
  const least = occurring.at(-1) ?? [0, 0];
  const absent = [...counts.entries()].flatMap(([label, count]) => count === 0 ? [label] : []);
  const share = most[1] / rows;
  const level = share >= ALMOST_ONE_CLASS
    ? "serious"
    : share >= UNBALANCED || absent.length > 0 || least[1] < FEW
    ? "look"
    : "fine";
  return {
    check: "balance",
    level,
    rows,
    classes: counts.length,
    largest: { label: most[0], share: kept(share) },
    smallest: { label: least[0], rows: least[1] },
    absent: { count: absent.length, first: absent.slice(0, NAMED) },
  };
}

/** Whether a package of the largest size could contain every answer. */
export function findMemory(
  counts: Float64Array,
  { byteLimit, sealed }: { byteLimit: number; sealed: boolean },
): MemoryFinding {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const entropy = counts.reduce((sum, count) => {
    const share = count / rows;
    return count === 0 ? sum : sum - share * Math.log2(share);
  }, 0);
  const bytes = Math.ceil(rows * (entropy + PLACE_BITS) / 8);
  return {
    check: "memory",
    // What is sealed cannot be learnt by heart.
    level: !sealed && byteLimit >= bytes ? "look" : "fine",
    sealed,
    rows,
    entropy: kept(entropy),
    bytes,
    byteLimit,
  };
}
