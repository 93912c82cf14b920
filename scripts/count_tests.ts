/**
 * Counting tests in the report that `deno test --junit-path` writes.
 *
 * @module
 */

/** What became of the tests; steps belong to their test, as in Deno's own count. */
export interface Counted {
  passed: number;
  failed: number;
  /** Names of those that were left out, each behind its file */
  ignored: string[];
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Reads a report. */
export function countTests(xml: string): Counted {
  const counted: Counted = { passed: 0, failed: 0, ignored: [] };
  let test = "";
  for (const [, attributes, inside] of xml.matchAll(/<testcase ([^>]*)>(.*?)<\/testcase>/gs)) {
    const [name, file] = [attribute(attributes!, "name"), attribute(attributes!, "classname")];
    if (test !== "" && `${file} ${name}`.startsWith(`${test} > `)) continue;
    test = `${file} ${name}`;
    // A failure quotes the test's output, which may hold anything, but escaped.
    if (inside!.includes("<skipped")) counted.ignored.push(test);
    else if (/<(failure|error)\b/.test(inside!)) counted.failed++;
    else counted.passed++;
  }
  return counted;
}

function attribute(attributes: string, name: string): string {
  const text = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
  return text.replace(/&(\w+);/g, (whole, entity) => ENTITIES[entity] ?? whole);
}
