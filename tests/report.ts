/**
 * The tests in the report that `deno test --junit-path` writes.
 *
 * @module
 */

/** A test; steps belong to their test, as in Deno's own count. */
export interface Tested {
  file: string;
  name: string;
  is: "passed" | "failed" | "ignored";
  seconds: number;
  /** What a failed one printed, and its steps */
  failures: string[];
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Reads a report. */
export function readTests(xml: string): Tested[] {
  const cases = [...xml.matchAll(/<testcase ([^>]*)>(.*?)<\/testcase>/gs)].map(
    ([, attributes, inside]) => ({
      file: attribute(attributes!, "classname"),
      name: attribute(attributes!, "name"),
      seconds: Number(attribute(attributes!, "time")),
      // A failure quotes the test's output, which may contain anything, but escaped.
      is: inside!.includes("<skipped")
        ? "ignored" as const
        : /<(failure|error)\b/.test(inside!)
        ? "failed" as const
        : "passed" as const,
      failures: [...inside!.matchAll(/<(?:failure|error)\b[^>]*>(.*?)<\/(?:failure|error)>/gs)].map(
        ([, text]) => plain(text!),
      ),
    }),
  );
  const names = new Set(cases.map(({ file, name }) => `${file} ${name}`));
  // A step is named for its test, and comes anywhere after it.
  const isStep = (file: string, name: string) =>
    [...name.matchAll(/ > /g)].some(({ index }) => names.has(`${file} ${name.slice(0, index)}`));
  return cases.filter(({ file, name }) => !isStep(file, name)).map((test) => ({
    ...test,
    failures: cases.filter(({ file, name }) =>
      file === test.file && (name === test.name || name.startsWith(`${test.name} > `))
    ).flatMap(({ failures }) => failures),
  }));
}

function attribute(attributes: string, name: string): string {
  const text = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
  return plain(text);
}

function plain(text: string): string {
  return text.replace(/&(\w+);/g, (whole, entity) => ENTITIES[entity] ?? whole);
}
