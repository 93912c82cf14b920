/**
 * A model's predictions for a data set when it ran in this page: the submit page makes them, the
 * data page shows the mistakes. It lives as long as the page.
 *
 * @module
 */
import { useSyncExternalStore } from "react";
import type { Hex } from "viem";
import type { Hint } from "../../../protocol/score/hints.ts";
import type { MetricSpec } from "../../../protocol/score/metrics.ts";
import type { Part } from "../../../protocol/spec/part.ts";

/** One run of a model over a data set. */
export interface LocalRun extends MetricSpec {
  /** The competition's spec */
  specDigest: Hex;
  part: Part;
  /** The package that ran */
  digest: Hex;
  /** The file's name */
  name: string;
  /** One label per row, −1 if the model gave no class */
  predictions: Int32Array;
  correct: number;
  rows: number;
  /** In thousandths of a percent, by the spec's metric */
  score: number;
  /** `classes × classes`, label by prediction; absent with too many classes */
  confusion?: Uint32Array;
  /** By label, rows whose prediction is outside the classes; absent with too many classes */
  others?: Uint32Array;
  classes: number;
  hints: Hint[];
  /** How long the forward pass took, in milliseconds */
  milliseconds: number;
}

let last: LocalRun | undefined;
const listeners = new Set<() => void>();

/** Keeps a run, and drops the previous one. */
export function keepRun(run: LocalRun | undefined): void {
  last = run;
  listeners.forEach((listener) => listener());
}

/** The last run over a competition's data, if there was one. */
export function useLocalRun(specDigest: Hex | undefined): LocalRun | undefined {
  const run = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, () => last);
  return run?.specDigest === specDigest ? run : undefined;
}
