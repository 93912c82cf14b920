import { assertEquals, assertThrows } from "@std/assert";
import type { Core, TableLayout } from "../mod.ts";
import { nearestFloat } from "./nearest.ts";
import { refusalError } from "./refusal.ts";
import { random, utf8 } from "./samples.ts";

export function testCsvTable(core: Core): void {
  const test = (name: string, run: () => void) => Deno.test(`${core.build}: ${name}`, run);
  const layout: TableLayout = { fields: 3, label: 1, words: false, separator: "," };

  test("readTable puts the labels apart, wherever their column is, with any separator", () => {
    const next = random(71);
    for (const separator of [",", ";", "\t"]) {
      for (const fields of [1, 2, 3, 12, 40]) {
        for (const label of new Set([0, fields >> 1, fields - 1])) {
          const cell = () =>
            [String((next() * 256) | 0), next().toFixed(6), "0", `"${next()}"`, ` ${next() * 99} `][
              (next() * 5) | 0
            ]!;
          const rows = Array.from({ length: 40 }, () => Array.from({ length: fields }, cell));
          const text = utf8(rows.map((row) => row.join(separator)).join("\n"));
          const number = (cell: string) => nearestFloat(cell.replaceAll('"', ""));
          const read = core.readTable(text, 40, { fields, label, words: false, separator });
          assertEquals(read.labels, Float32Array.from(rows, (row) => number(row[label]!)));
          const values = rows.flatMap((row) => row.toSpliced(label, 1).map(number));
          assertEquals(read.values, Float32Array.from(values));
        }
      }
    }
  });

  test("readTable says where the words are, with and without quotes", () => {
    const text = '1, cat ,2\r\n3,"a ""b"", c",4\n5,,6\r7,é,8';
    const bytes = utf8(text);
    const { values, labels } = core.readTable(bytes, 9, { ...layout, words: true });
    assertEquals(values, Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    const words = Array.from({ length: 4 }, (_, row) => {
      const at = labels[2 * row]!;
      return new TextDecoder().decode(bytes.subarray(at, at + labels[2 * row + 1]!));
    });
    assertEquals(words, [" cat ", '"a ""b"", c"', "", "é"]);
  });

  test("readTable refuses a word that only a full reader understands, and layouts without sense", () => {
    const words = { ...layout, words: true };
    for (const word of ['a"b', '"a"b', '"a\nb"', '"a']) {
      const error = refusalError(() => core.readTable(utf8(`1,2,3\n4,${word},6`), 2, words), word);
      assertEquals([error.code, error.row, error.field], ["not-simple", 1, 1], word);
    }
    const tabs = { ...layout, separator: "\t" };
    assertEquals(refusalError(() => core.readTable(utf8("1\t\t2\t3"), 1, tabs)).field, 1);
    for (const wrong of [{ label: 3 }, { label: -1 }, { separator: "é" }, { separator: "ab" }]) {
      assertThrows(() => core.readTable(utf8("1,2,3"), 1, { ...layout, ...wrong }), RangeError);
    }
  });
}
