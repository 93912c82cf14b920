/**
 * Counting tests in the report that `deno test --junit-path` writes.
 *
 * @module
 */

/** Results of the tests; steps belong to their test, as in Deno's own count. */
export interface Counted {
  passed: number;
  failed: number;
  /** Names of the skipped ones, each after its file */
  ignored: string[];
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Reads a report. */
export function countTests(xml: string): Counted {
  const cases = [...xml.matchAll(/<testcase ([^>]*)>(.*?)<\/testcase>/gs)].map(
    ([, attributes, inside]) => ({
      file: attribute(attributes!, "classname"),
      name: attribute(attributes!, "name"),
      inside: inside!,
    }),
  );
  const names = new Set(cases.map(({ file, name }) => `${file} ${name}`));
  // A step is named for its test, and comes anywhere after it.
  const isStep = (file: string, name: string) =>
    [...name.matchAll(/ > /g)].some(({ index }) => names.has(`${file} ${name.slice(0, index)}`));
  const counted: Counted = { passed: 0, failed: 0, ignored: [] };
  for (const { file, name, inside } of cases) {
    if (isStep(file, name)) continue;
    // A failure quotes the test's output, which may contain anything, but escaped.
    if (inside.includes("<skipped")) counted.ignored.push(`${file} ${name}`);
    else if (/<(failure|error)\b/.test(inside)) counted.failed++;
    else counted.passed++;
  }
  return counted;
}

function attribute(attributes: string, name: string): string {
  const text = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
  return text.replace(/&(\w+);/g, (whole, entity) => ENTITIES[entity] ?? whole);
}
