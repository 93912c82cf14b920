import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/csv/parse";
import { loadCore } from "../../core-wasm/mod.ts";
import { nearestFloat } from "../../core-wasm/suite/nearest.ts";
import { random } from "../../core-wasm/suite/samples.ts";
import { DemlError } from "../../protocol/errors.ts";
import type { CellSpec } from "../../protocol/spec/columns.ts";
import { type CsvShape, readCsv, readCsvParts } from "./csv.ts";

const CORES = [loadCore({ build: "simd" }), loadCore({ build: "scalar" })];
const bytes = (text: string) => new TextEncoder().encode(text);

/** Values of a text whose last column is the label, or the failure's message. */
function read(text: string | Uint8Array, cells: CellSpec, shape: Partial<CsvShape> = {}): unknown {
  const data = typeof text === "string" ? bytes(text) : text;
  const given = { rows: 1, features: 2, labelColumn: 2, header: false, ...shape, cells };
  const [one, other] = CORES.map((core) => {
    try {
      return [...readCsv(core, data, given).values];
    } catch (error) {
      if (error instanceof DemlError && error.code === "data") return error.message;
      throw error;
    }
  });
  assertEquals(one, other);
  return one;
}

const SEX = { column: 0, categories: ["female", "male"] };

Deno.test("a word is its place among the categories, and one that is not among them their number", () => {
  const row = (cell: string) => read(`${cell},5,0\n`, { columns: [SEX] });
  assertEquals(row("female"), [0, 5]);
  assertEquals(row("male"), [1, 5]);
  for (const other of ["Male", "mal", "males", "1", "NaN", "\u00a0male", "male\u200b"]) {
    assertEquals(row(other), [2, 5], other);
  }
  for (const same of [" male", "\tmale \t", '"male"', '" male "']) {
    assertEquals(row(same), [1, 5], same);
  }
});

Deno.test("words are compared by their code points: no normal forms, no other bytes", () => {
  const row = (cell: string | Uint8Array, ...categories: string[]) => {
    const text = typeof cell === "string" ? bytes(cell) : cell;
    const data = Uint8Array.from([...text, ...bytes(",5,0")]);
    return (read(data, { columns: [{ column: 0, categories }] }) as number[])[0];
  };
  assertEquals(row("\u00e9", "e\u0301", "\u00e9"), 1);
  assertEquals(row("e\u0301", "e\u0301", "\u00e9"), 0);
  assertEquals(row("\u{1f600}", "\u{1f600}"), 0);
  assertEquals(row("a\u202eb", "ab", "a\u202eb"), 1);
  assertEquals(row(Uint8Array.of(0xff), "\ufffd"), 1, "what is not UTF-8 is not a category");
  assertEquals(row('"a,""b"""', 'a,"b"'), 0);
});

Deno.test("a missing cell is what the spec says, exactly; NaN reaches the model", () => {
  const row = (cell: string, missing: number | "nan", ...missingWords: string[]) =>
    read(`5,${cell},0\n`, { columns: [{ column: 1, missing }], missingWords });
  for (const empty of ["", " ", "\t", '""', '" "']) {
    assertEquals(row(empty, 7), [5, 7]);
    assertEquals(row(empty, "nan"), [5, NaN]);
  }
  assertEquals(row("NA", -1, "NA", "?"), [5, -1]);
  assertEquals(row('"?"', -1, "NA", "?"), [5, -1]);
  assertEquals(row("-", -1, "-"), [5, -1]);
  assertEquals(row("-3", -1, "-"), [5, -3]);
  assertEquals(row("-999", "nan", "-999"), [5, NaN]);
  assertEquals(row("-999.0", "nan", "-999"), [5, -999]);
  for (
    const fill of [0.1, 1e-45, 3.4028234e38, -16_777_217, 1 + 2 ** -24, 1 + 2 ** -23 + 2 ** -24]
  ) {
    assertEquals(row("", fill), [5, Math.fround(fill)]);
  }
});

Deno.test("a missing cell of a column without a rule stays an error that says where", () => {
  const rules: CellSpec = { columns: [SEX], missingWords: ["NA"] };
  assertEquals(read("male,,0\n", rules), 'data/csv-number {"row":1,"column":2,"text":""}');
  assertEquals(read("male,NA,0\n", rules), 'data/csv-number {"row":1,"column":2,"text":"NA"}');
  const missing = (text: string) => `data/csv-missing {"text":"${text}","row":3,"column":1}`;
  const two = { rows: 2, header: true };
  assertEquals(read("a,b,c\n\nmale,1,0\n,1,0\n", rules, two), missing(""));
  assertEquals(read("a,b,c\n\nmale,1,0\r\n NA ,1,0", rules, two), missing("NA"));
});

Deno.test("quotes that are not a word's own, and lines within them, are refused", () => {
  for (const cell of ['6" nails', '"a"b', '"a"b"', '"a', '"', '"a""', 'a"b,1,0\n"a']) {
    const found = read(`male,1,0\n${cell},1,0\n`, { columns: [SEX] }, { rows: 2 });
    assertEquals(found, 'data/csv-quotes {"row":2,"column":1}', cell);
  }
});

Deno.test("of several faults, the first in the file is named, however it arrives", () => {
  const cells: CellSpec = { columns: [SEX], missingWords: [] };
  const rows = ["male,1,0", "male,x,0", ",1,0", '"male,1,0'];
  const found = (rows: string[]) => read(rows.join("\n"), cells, { rows: rows.length }) as string;
  assertEquals(found(rows), 'data/csv-number {"row":2,"column":2,"text":"x"}');
  assertEquals(found(rows.toSpliced(1, 1)), 'data/csv-missing {"text":"","row":2,"column":1}');
  assertEquals(found(rows.toSpliced(1, 2)), 'data/csv-quotes {"row":2,"column":1}');
  const late = { columns: [{ ...SEX, column: 1 }] };
  assertEquals(read("x,,0", late), 'data/csv-number {"row":1,"column":1,"text":"x"}');
  // What stands for a missing cell may look like a number.
  assertEquals(
    read("-9,1,0", { columns: [SEX, { column: 1, missing: 0 }], missingWords: ["-9"] }),
    'data/csv-missing {"text":"-9","row":1,"column":1}',
  );
});

Deno.test("what is wrong with other columns is found as in a table of numbers", () => {
  const rules: CellSpec = { columns: [SEX, { column: 1, missing: "nan" }] };
  assertEquals(read("male,x,0\n", rules), 'data/csv-number {"row":1,"column":2,"text":"x"}');
  assertEquals(
    read("male,1e39,0\n", rules),
    'data/csv-not-finite {"row":1,"column":2,"text":"1e39"}',
  );
  assertEquals(read("male,1\n", rules), 'data/csv-fields {"row":1,"fields":2,"expected":3}');
  assertEquals(
    read("male,1,0\nmale,1,0,7\n", rules, { rows: 2 }),
    'data/csv-more-fields {"row":2,"expected":3}',
  );
  assertEquals(read("male,1,0\nmale,1,0\n", rules), 'data/csv-more-rows {"expected":1}');
  assertEquals(read("male,1,0\n", rules, { rows: 2 }), 'data/csv-rows {"rows":1,"expected":2}');
});

Deno.test("a column is named by its index in the file or in the header, and only once", () => {
  const text = "sex,label,age,age\nmale,0,,\n";
  const shape = { features: 3, labelColumn: "label", header: true };
  const columns = (...columns: CellSpec["columns"] & object) => read(text, { columns }, shape);
  const missing = 1;
  const categories = ["male"];
  assertEquals(
    columns({ column: "sex", categories }, { column: 2, missing }, { column: 3, missing: 4 }),
    [0, 1, 4],
  );
  assertEquals(columns({ column: "Sex", categories }), 'data/csv-column {"column":"Sex"}');
  assertEquals(columns({ column: 4, missing }), 'data/csv-column {"column":"4"}');
  assertEquals(columns({ column: "label", missing }), 'data/csv-column-label {"column":"label"}');
  assertEquals(columns({ column: 1, missing }), 'data/csv-column-label {"column":"1"}');
  assertEquals(
    columns({ column: 0, categories }, { column: "sex", missing }),
    'data/csv-column-taken {"column":"sex"}',
  );
  assertEquals(
    columns({ column: "age", missing }),
    'data/csv-label-twice {"column":"age","first":3,"second":4}',
  );
});

Deno.test("random tables read as a full CSV reader and the rules, one after the other, say", () => {
  const next = random(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const WORDS = ["a", "b,c", 'say "a"', "é", "e\u0301", " a ", "x".repeat(119), "other", "A", "-1"];
  for (let round = 0; round < 60; round++) {
    const separator = pick([",", ";", "\t"]);
    const features = 1 + Math.floor(next() * 6);
    const label = Math.floor(next() * (features + 1));
    const rows = 1 + Math.floor(next() * 40);
    const missingWords = pick([[], ["NA"], ["?", "-9", "NA"]]);
    const columns = Array.from({ length: features + 1 }, (_, column) => ({
      column,
      ...(next() < 0.5 && { categories: pick([["a", "é"], ["b,c", 'say "a"', "a", "-1"]]) }),
      ...(next() < 0.6 && { missing: pick(["nan", 0, -1.5, 1e-30, 65_537.123] as const) }),
    })).filter((rule) => rule.column !== label && Object.keys(rule).length > 1);
    const cells: CellSpec = { columns, ...(missingWords.length > 0 && { missingWords }) };
    const rule = (column: number) => columns.find((each) => each.column === column);
    const missing = () => pick(["", "  ", '""', ...missingWords]);
    const quote = (word: string) => {
      const must = /[",;\t]|^ | $/.test(word);
      return must || next() < 0.3 ? `"${word.replaceAll('"', '""')}"` : word;
    };
    const cell = (column: number): string => {
      const { categories, missing: fill } = rule(column) ?? {};
      if (fill !== undefined && next() < 0.3) return missing();
      return categories === undefined
        ? String((next() * 1e4).toFixed(Math.floor(next() * 8)))
        : quote(pick(WORDS));
    };
    const table = Array.from(
      { length: rows },
      () =>
        Array.from({ length: features + 1 }, (_, column) => column === label ? "1" : cell(column)),
    );
    const text = `\ufeff${
      table.map((row) => row.join(separator)).join(pick(["\n", "\r\n", "\r", "\n\n"]))
    }${pick(["", "\n"])}`;
    const valueOf = (given: string, column: number) => {
      const text = given.replace(/^[ \t]+|[ \t]+$/g, "");
      const { categories, missing: fill } = rule(column) ?? {};
      if (fill !== undefined && (text === "" || missingWords.includes(text as never))) {
        return fill === "nan" ? NaN : Math.fround(fill);
      }
      if (categories === undefined) return nearestFloat(text);
      const code = categories.indexOf(text);
      return code < 0 ? categories.length : code;
    };
    const expected = table.flatMap((row) =>
      row.flatMap((cell, column) => {
        const [[plain = ""] = []] = cell.trim() === "" ? [[""]] : parse(cell, { separator });
        return column === label ? [] : [valueOf(plain, column)];
      })
    );
    const shape = { rows, features, labelColumn: label, header: false, cells };
    const found: number[] = [];
    const data = bytes(text);
    const size = 1 + Math.floor(next() * 30);
    const pieces = Array.from(
      { length: Math.ceil(data.length / size) },
      (_, i) => data.subarray(i * size, (i + 1) * size),
    );
    readCsvParts(pick(CORES), pieces, shape, ({ values }) => void found.push(...values));
    assertEquals(found, expected, JSON.stringify({ text, cells, label }));
  }
});

Deno.test("labels may be words in such a table, too", () => {
  const text = 'x,sex,kind\n,male,"b ""c"""\n1.5,none, a\n';
  const shape = { rows: 2, features: 2, labelColumn: "kind", header: true, words: ["a", 'b "c"'] };
  const columns = [{ column: "sex", categories: ["male"] }, { column: 0, missing: 123_456 }];
  for (const core of CORES) {
    const { values, labels } = readCsv(core, bytes(text), { ...shape, cells: { columns } });
    assertEquals([[...values], [...labels]], [[123_456, 0, 1.5, 1], [1, 0]]);
  }
});

Deno.test("fills longer than their cells do not run out of room", () => {
  const columns = Array.from({ length: 50 }, (_, column) => ({ column, missing: -1.2345679e-38 }));
  const rows = 2_000;
  const text = `${",".repeat(50)}0\n`.repeat(rows);
  const table = readCsv(CORES[0] as never, bytes(text), {
    rows,
    features: 50,
    labelColumn: 50,
    header: false,
    cells: { columns },
  });
  assert(table.values.every((value) => value === Math.fround(-1.2345679e-38)));
});
