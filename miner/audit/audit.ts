/**
 * What may decide a contest instead of its models, found in its data before it is created.
 *
 * @module
 */
import type { DataSet } from "../dataset/data_set.ts";
import { findConstant, findLeaks } from "./columns.ts";
import { findDuplicates, findOverlap } from "./duplicates.ts";
import { type Finding, type Skipped, worst } from "./finding.ts";
import { findBalance, findMemory, findOrder } from "./labels.ts";
import { countLabels } from "./statistics.ts";
import { tryTrivial } from "./trivial.ts";

/** What is audited. */
export interface Audited {
  test: DataSet;
  validation?: DataSet | undefined;
  /** Of the test set */
  classes: number;
  /** Whether a row has more than one dimension */
  isImage: boolean;
  /** The most bytes of a package */
  byteLimit: number;
  /** Whether the test set is secret until submission has closed */
  sealed: boolean;
}

/** Everything that was found. */
export interface Audit {
  worst: "fine" | "look" | "serious";
  findings: Finding[];
  skipped: Skipped[];
}

/**
 * Audits a data set. Memory beyond the data: some bytes per row, the means of classes, and counters
 * below 16 MB.
 *
 * @param onProgress Called with what is done next; it may throw to stop
 */
export async function auditData(
  { test, validation, classes, isImage, byteLimit, sealed }: Audited,
  onProgress: (doing: string) => Promise<void> | void = () => {},
): Promise<Audit> {
  const counts = countLabels(test.labels, classes);
  const findings: Finding[] = [];
  const skipped: Skipped[] = [];
  await onProgress("the labels");
  findings.push(findOrder(test.labels, counts), findBalance(counts));
  await onProgress("duplicates");
  findings.push(findDuplicates(test));
  if (validation !== undefined) findings.push(findOverlap(test, validation));
  await onProgress("constant columns");
  findings.push(findConstant(test, isImage));
  findings.push(
    await findLeaks(test, classes, (column) => onProgress(`column ${column} of ${test.features}`)),
  );
  const trivial = await tryTrivial(
    test,
    validation,
    counts,
    () => onProgress("a trivial model"),
  );
  if ("because" in trivial) skipped.push(trivial);
  else findings.push(trivial);
  findings.push(findMemory(counts, { byteLimit, sealed }));
  return { worst: worst(findings.map(({ level }) => level)), findings, skipped };
}
