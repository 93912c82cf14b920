import { assertEquals, assertThrows } from "@std/assert";
import { DemlError } from "../errors.ts";
import { formatWords } from "../format/format_words.ts";
import { FORMAT_NAMES, formatNamed, FORMATS, hasField, labelsOf } from "./formats.ts";
import { checkSpec } from "./spec.ts";
import { mnistSpec } from "../../miner/dataset/mnist_spec.ts";
import { UNPUBLISHED } from "./part.ts";

Deno.test("the protocol lists the formats with their fields, and no others", async () => {
  const protocol = await Deno.readTextFile(new URL("../../docs/PROTOCOL.md", import.meta.url));
  const section = /## 9\. .*?(?=\n## )/s.exec(protocol)![0];
  const rows = [...section.matchAll(/^\| `(\w+)` +\| ([^|]+)\|/gm)];
  const listed = rows.map(([, name, fields]) => [
    name!,
    [...fields!.matchAll(/`(\w+)`/g)].map(([, field]) => field!).sort(),
  ]);
  assertEquals(
    listed.sort(),
    FORMAT_NAMES.map((name) => [name, [...FORMATS[name].fields].sort()]).sort(),
  );
});

Deno.test("a spec has the fields of its format, and those of another are unknown", () => {
  const given = {
    labels: UNPUBLISHED,
    labelColumn: 0,
    header: true,
    labelNames: false,
    samplesArray: "x",
    labelsArray: "y",
  };
  const common = { cid: UNPUBLISHED, rows: 1, classes: 2 };
  for (const format of FORMAT_NAMES) {
    const own = Object.fromEntries(FORMATS[format].fields.map((field) => [field, given[field]]));
    const spec = (test: Record<string, unknown>) => ({ ...mnistSpec(), test });
    const { test } = checkSpec(spec({ ...common, format, ...own }));
    assertEquals<unknown>(test, { ...common, format, ...own });
    assertEquals(labelsOf(test), hasField(format, "labels") ? UNPUBLISHED : undefined);
    for (const field of Object.keys(given) as (keyof typeof given)[]) {
      if (hasField(format, field)) continue;
      const wrong = spec({ ...common, format, ...own, [field]: given[field] });
      assertThrows(
        () => checkSpec(wrong),
        DemlError,
        `spec/unknown-field {"field":"test.${field}"}`,
      );
    }
  }
});

Deno.test("a file has at most one format, by its beginning", () => {
  const begins = (bytes: number[]) =>
    FORMAT_NAMES.filter((name) => formatNamed(name).begins?.(Uint8Array.from(bytes)));
  assertEquals(begins([0, 0, 8, 3, 0, 0, 0, 1]), ["idx"]);
  assertEquals(begins([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]), ["npy"]);
  assertEquals(begins([0x31, 0x2c, 0x32, 0x0a]), []);
  assertEquals(
    [1, 3].map((dimensions) => formatNamed("idx").holdsLabels!(Uint8Array.of(0, 0, 8, dimensions))),
    [true, false],
  );
});

Deno.test("sentences list all formats, or those with or without a file of labels", () => {
  const words = (labels?: boolean) =>
    FORMAT_NAMES.filter((name) => labels === undefined || hasField(name, "labels") === labels)
      .map((name) => FORMATS[name].word);
  assertEquals(formatWords("or").split(/, | or /), words());
  assertEquals(formatWords("and", true).split(/, | and /), words(true));
  assertEquals(formatWords("or", false).split(/, | or /), words(false));
  assertEquals(formatWords("and", true).includes("CSV"), false);
});
