/**
 * The tests that a file's change can reach, by who imports whom.
 *
 * @module
 */
import type { Imports } from "../rooms.ts";

/** A test file, and how many imports lie between it and the file. */
export interface Near {
  test: string;
  distance: number;
}

/** Imports that a test which starts processes is farther: it takes ten times as long. */
const SLOW = 2;

/**
 * Test files that import a file, directly or through others. The nearest come first, those beside
 * sources before those of `tests/`; behind those that import the file itself, those that have its
 * folder in their name: `tests/journal/` reaches `miner/journal/` through the whole command line, and
 * is about it all the same.
 */
export function nearestTests(file: string, imports: Imports): Near[] {
  const importers = new Map<string, string[]>();
  for (const [importer, targets] of imports) {
    for (const target of targets) {
      importers.set(target, [...importers.get(target) ?? [], importer]);
    }
  }
  const distances = new Map([[file, 0]]);
  // A Map is walked in the order of its insertions: breadth first.
  for (const [each, distance] of distances) {
    for (const importer of importers.get(each) ?? []) {
      if (!distances.has(importer)) distances.set(importer, distance + 1);
    }
  }
  return [...distances].filter(([each]) => /_test\.tsx?$/.test(each))
    .map(([test, distance]) => ({ test, distance }))
    .sort((a, b) =>
      rank(file, a) - rank(file, b) || apart(file, a.test) - apart(file, b.test) ||
      (a.test < b.test ? -1 : 1)
    );
}

function rank(file: string, { test, distance }: Near): number {
  const folder = file.split("/").at(-2)!;
  if (!test.startsWith("tests/")) return distance;
  return test.split(/[/_.]/).includes(folder) ? Math.min(distance, 1.5) : distance + SLOW;
}

/** Folders between two files. */
function apart(one: string, other: string): number {
  const [a, b] = [one, other].map((path) => path.split("/").slice(0, -1));
  const shared = a!.findIndex((folder, index) => folder !== b![index]);
  const common = shared < 0 ? a!.length : shared;
  return a!.length + b!.length - 2 * common;
}
