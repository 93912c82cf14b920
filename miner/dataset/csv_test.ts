import { assert, assertEquals, assertThrows } from "@std/assert";
import { loadCore } from "../../core-wasm/mod.ts";
import { random } from "../../core-wasm/suite/samples.ts";
import { DemlError } from "../../protocol/errors.ts";
import { type CsvShape, readCsv, readCsvParts } from "./csv.ts";
import { isNumber } from "./csv_number.ts";

const CORES = [loadCore({ build: "simd" }), loadCore({ build: "scalar" })];
const [core] = CORES as [typeof CORES[0]];
const bytes = (text: string) => new TextEncoder().encode(text);
const SHAPE: CsvShape = { rows: 2, features: 2, labelColumn: 0, header: false };

/** Values and labels of a text, or the failure's message. */
function outcome(text: string | Uint8Array, shape: Partial<CsvShape> = {}): unknown {
  const data = typeof text === "string" ? bytes(text) : text;
  try {
    const { values, labels } = readCsv(core, data, { ...SHAPE, ...shape });
    return [[...values], [...labels]];
  } catch (error) {
    if (error instanceof DemlError && error.code === "data") return error.message;
    throw error;
  }
}

const READ = [[1, 2.5, 3, 4], [0, 1]];
const NUMBER = "data/csv-number";

Deno.test("one grammar of numbers, with and without quotes, with and without vectors", () => {
  const table: [string, number | undefined][] = [
    ["1", 1],
    ["+1", 1],
    ["-1.50", -1.5],
    [".5", 0.5],
    ["5.", 5],
    ["-.5e-1", Math.fround(-0.05)],
    ["1e3", 1_000],
    ["1E+03", 1_000],
    ["1.e2", 100],
    [" \t 7 \t", 7],
    ["0x10", undefined],
    ["0b11", undefined],
    ["0o17", undefined],
    ["\u00a02.5", undefined],
    ["2.5\u2003", undefined],
    ["\u200b1", undefined],
    ["1_000", undefined],
    ["Infinity", undefined],
    ["-inf", undefined],
    ["nan", undefined],
    ["NaN", undefined],
    ["NA", undefined],
    ["", undefined],
    [" ", undefined],
    [".", undefined],
    ["-", undefined],
    ["+-1", undefined],
    ["1e", undefined],
    ["1e+", undefined],
    ["e5", undefined],
    ["1.2.3", undefined],
    ["1 2", undefined],
    ["1d3", undefined],
    ["1f", undefined],
    ["١", undefined],
    ["true", undefined],
    ["1\v", undefined],
    ["1\0", undefined],
  ];
  const next = random(11);
  const alphabet = "0123456789....eE+-  \tx_n\u00a0";
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from(
      { length: next() * 9 },
      () => alphabet[Math.floor(next() * alphabet.length)],
    ).join("");
    const value = Math.fround(Number(text));
    if (isNumber(text) && !Number.isFinite(value)) continue;
    table.push([text, isNumber(text) ? value : undefined]);
  }
  const shape = { rows: 1, features: 3, labelColumn: 0, header: false };
  for (const [text, value] of table) {
    assertEquals(isNumber(text), value !== undefined, JSON.stringify(text));
    for (const cell of [text, `"${text}"`]) {
      // At the front, in the middle, at the end; and with room for vectors after it.
      for (const row of [`${cell},1.5,2,3`, `0,1.5,${cell},3`, `0,1,2,${cell}`]) {
        const at = row.split(",").indexOf(cell);
        for (const reader of CORES) {
          const read = () => {
            const { labels, values } = readCsv(reader, bytes(row + "\n".repeat(40)), shape);
            return [...labels, ...values][at];
          };
          if (value === undefined) assertThrows(read, DemlError, NUMBER, row);
          else assertEquals(read(), value, row);
        }
      }
    }
  }
});

Deno.test("files as programs write them are read", () => {
  assertEquals(outcome("0,1,2.5\n1,3,4\n"), READ);
  assertEquals(outcome("0,1,2.5\r1,3,4\r"), READ, "CR alone");
  assertEquals(outcome("0,1,2.5\r\n\r\n1,3,4"), READ);
  assertEquals(outcome('"0","1","2.5"\n"1","3","4"\n'), READ);
  const named = { header: true, labelColumn: "y" };
  assertEquals(outcome("\ufeffy,a,b\n0,1,2.5\n1,3,4\n", named), READ);
  assertEquals(outcome('"y","a\nx","b, ""c"""\n0,1,2.5\n1,3,4\n', named), READ);
  assertEquals(outcome("a;y;b\r1;0;2.5\r3;1;4\r", named), READ);
  for (const separator of [";", "\t"]) {
    assertEquals(outcome("0,1,2.5\n1,3,4\n".replaceAll(",", separator)), READ);
    assertEquals(outcome('"0", 1 ,"2.5"\n1,3,4\n'.replaceAll(",", separator)), READ);
  }
});

Deno.test("the separator is the first by which the first line has the spec's columns", () => {
  assertEquals(outcome("1;2;3\n4;5;6\n"), [[2, 3, 5, 6], [1, 4]]);
  assertEquals(outcome("1,5;2,5\n3,5;4,5\n"), `${NUMBER} {"row":1,"column":2,"text":"5;2"}`);
  assertEquals(outcome("1;2;3;4\n"), 'data/csv-more-fields {"row":1,"expected":3}');
  assertEquals(outcome("1\t2\n"), 'data/csv-fields {"row":1,"fields":2,"expected":3}');
  assertEquals(outcome("1 2 3\n"), 'data/csv-fields {"row":1,"fields":1,"expected":3}');
  const quoted = { header: true, labelColumn: 0 };
  assertEquals(outcome('"a,b";"c,d";"e"\n0;1;2.5\n1;3;4\n', quoted), READ);
});

Deno.test("a header that does not name every column once is refused, with what was found", () => {
  const named = { header: true, labelColumn: "y" };
  const header = "data/csv-header";
  assertEquals(
    outcome('"a","b","y"\n"1",1,2.5,0\n"2",3,4,1\n', named),
    `${header} {"names":3,"cells":4,"expected":3}`,
  );
  // What R writes, if the spec counts the names.
  assertEquals(
    outcome('"y","a"\n"1",0,1\n"0",1,3\n', { ...named, features: 1 }),
    `${header} {"names":2,"cells":3,"expected":2}`,
  );
  assertEquals(outcome("y,a,b,c\n0,1,2\n", named), `${header} {"names":4,"cells":3,"expected":3}`);
  assertEquals(
    outcome("y,a,y\n0,1,1\n1,3,0\n", named),
    'data/csv-label-twice {"column":"y","first":1,"second":3}',
  );
  assertEquals(outcome("y,a,a\n0,1,2.5\n1,3,4\n", named), READ, "others may be equal");
});

Deno.test("a number beyond float32 is refused, and one that rounds to its largest is not", () => {
  const place = '{"row":1,"column":3,"text"';
  for (const text of ["1e39", "-1e999", "3.4028235677973367e38", '"1e39"']) {
    const shown = JSON.stringify(text);
    assertEquals(outcome(`0,1,${text}\n`), `data/csv-not-finite ${place}:${shown}}`);
  }
  const read = outcome("0,3.4028235677973366e38,-1e-46\n", { rows: 1 });
  assertEquals(read, [[3.4028234663852886e38, -0], [0]]);
});

Deno.test("a file without rows says so", () => {
  for (const text of ["", "\n\r\n", "\ufeff"]) {
    for (const header of [true, false]) assertEquals(outcome(text, { header }), "data/empty");
  }
  assertEquals(outcome("a,b,y\n", { header: true }), "data/csv-header-only");
  assertEquals(outcome('"a,b,y', { header: true }), "data/csv-header-only");
});

Deno.test("words are labels if the spec has their names", () => {
  const words = ["cat", "dog", 'a "b", c', "é"];
  const text = 'cat,1,2.5\n"dog",3,4\n"a ""b"", c",5,6\n é ,7,8\n';
  assertEquals(outcome(text, { rows: 4, words }), [[1, 2.5, 3, 4, 5, 6, 7, 8], [0, 1, 2, 3]]);
  const last = { rows: 2, words, labelColumn: "y", header: true };
  assertEquals(outcome("a;b;y\n1;2.5;cat\n3;4;dog", last), READ);
  const word = "data/label-word";
  assertEquals(outcome("cat,1,2\nDog,3,4\n", { words }), `${word} {"row":2,"label":"Dog"}`);
  assertEquals(outcome("a,b,y\n1,2,cat\n3,4,\n", last), `${word} {"row":3,"label":""}`);
  assertEquals(String(outcome('dog,3,4\n"ca\nt",1,2\n', { words })).slice(0, 15), word);
  // Without the names they are not numbers; with them, numbers are words.
  assertEquals(outcome("cat,1,2\n"), `${NUMBER} {"row":1,"column":1,"text":"cat"}`);
  assertEquals(outcome("0,1,2.5\n1,3,4\n", { words: ["0", "1"] }), READ);
});

Deno.test("pieces of any size give the same table", () => {
  const next = random(5);
  for (const end of ["\n", "\r\n", "\r"]) {
    const rows = 60;
    const lines = Array.from(
      { length: rows },
      (_, row) => `${next().toFixed(17)},"${row}",${row % 2 ? "dog" : '"c,""a"" t"'}`,
    );
    const text = bytes(`"a${end}b",x,y${end}${lines.join(end)}`);
    const shape = { rows, features: 2, labelColumn: "y", header: true, words: ["dog", 'c,"a" t'] };
    const whole = readCsv(core, text, shape);
    assertEquals(whole.labels[1], 0);
    for (const size of [1, 2, 3, 7, 40, 1_000]) {
      // One buffer for all pieces, as a file is read.
      const buffer = new Uint8Array(size);
      const pieces = function* () {
        for (let at = 0; at < text.length; at += size) {
          const piece = text.subarray(at, at + size);
          buffer.set(piece);
          yield buffer.subarray(0, piece.length);
        }
      };
      const values: number[] = [];
      const labels: number[] = [];
      readCsvParts(core, pieces(), shape, (table, first) => {
        assertEquals(first, labels.length);
        values.push(...table.values);
        labels.push(...table.labels);
      });
      assertEquals([values, labels], [[...whole.values], [...whole.labels]], `${size}`);
    }
  }
});

Deno.test("a text longer than any string is read", () => {
  // The longest string has 512 MB.
  const line = bytes(`1,${"0.12345678901234567,".repeat(5_000)}2\n`);
  const rows = Math.ceil(540e6 / line.length);
  const pieces = function* () {
    for (let row = 0; row < rows; row++) yield line;
  };
  const expected = Math.fround(0.12345678901234567);
  let read = 0;
  const shape = { rows, features: 5_001, labelColumn: 0, header: false };
  readCsvParts(core, pieces(), shape, ({ values, labels }) => {
    read += labels.length;
    assert(values[0] === expected && values.at(-1) === 2);
  });
  assertEquals(read, rows);
});
