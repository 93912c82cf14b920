import { assertEquals, assertThrows } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { columnNames, countCsvRows, csvHead, lookAtCsv } from "./csv_head.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const head = (text: string) => csvHead(bytes(text));

Deno.test("a first line is a header without a number, or with a word above one", () => {
  const cases: [string, boolean][] = [
    ["a,b\n1,2\n", true],
    ["1,2\n3,4\n", false],
    ["a,2\n1,2\n", true],
    ["a,2\nb,3\n", false],
    ["a,b\nc,d\n", true],
    ["a,2\n", false],
    [" , \n1,2\n", true],
  ];
  for (const [text, header] of cases) assertEquals(head(text).header, header, text);
  assertEquals(head(' a ,"b, c"\n1,2\n').columns, ["a", "b, c"]);
  assertEquals(head("1,2\n3,4\n").columns, []);
  assertEquals(head('a,"b\n1,2\n').fields, 2, "the reader reports an open quote");
});

Deno.test("the label's column is the one with its name, or with the fewest possible labels", () => {
  const label = (text: string) => head(text).labelColumn;
  for (const name of ["label", "LABELS", "class", "target", "y", "digit", "category", "species"]) {
    assertEquals(label(`a,${name},b\n1,2,3\n`), 1, name);
  }
  assertEquals(label("labelled,b,c\n1,2,3\n"), 2);
  assertEquals(label("0,5,1\n1,6,2\n0,7,3\n"), 0);
  assertEquals(label("1,5,0\n2,6,1\n3,7,0\n"), 2);
  assertEquals(label("0,5,1\n1,6,0\n"), 2, "as many in both columns");
  // Constant, fractional, negative or too large values.
  for (const front of [["4", "4"], ["0.5", "1"], ["-1", "0"], ["0", "65536"]]) {
    assertEquals(label(`${front[0]},5,1\n${front[1]},6,2\n${front[1]},6,3\n`), 2, front.join());
  }
  assertEquals(label("0,5,1\n65535,6,2\n0,7,3\n"), 0);
  assertEquals(label("0,5,0.5\n1,6,1\n2,7,1\n"), 0, "the last is not a label");
});

Deno.test("a table has rows, and columns for values and a label", () => {
  for (const text of ["", "\n\n", "a,b\n", "a\n1\n", "1\n2\n"]) {
    assertEquals(assertThrows(() => head(text), DemlError).code, "data", text);
  }
  assertEquals(lookAtCsv(bytes("a,b,y\n1,2,0\n3,4,1\n")), {
    rows: 2,
    dims: [2],
    labelColumn: 2,
    header: true,
    columns: ["a", "b", "y"],
  });
  assertEquals(lookAtCsv(bytes("1,2,0\n3,4,1")).rows, 2);
  assertEquals([true, false].map((header) => countCsvRows(bytes("a,b\n1,2\n3,4\n"), header)), [
    2,
    3,
  ]);
  assertEquals(countCsvRows(bytes("a,b\n"), true), 1);
  assertEquals(columnNames(bytes('"a", b ,c\r\n1,2,3\n')), ["a", "b", "c"]);
  // Only hundreds of lines are read.
  const lines = Array.from({ length: 500 }, (_, i) => `${i < 400 ? i % 3 : i},${i},${i}`);
  assertEquals(head(lines.join("\n")).labelColumn, 0);
});

Deno.test("lines, separators and headers are found as the reader finds them", () => {
  for (const [separator, end] of [[",", "\r"], [";", "\n"], ["\t", "\r\n"]] as const) {
    const text = ["a,y", "1,0", "2,1"].join(end).replaceAll(",", separator);
    assertEquals(lookAtCsv(bytes(text)).rows, 2);
    assertEquals(head(text).separator, separator);
    assertEquals(columnNames(bytes(text)), ["a", "y"]);
  }
  const lines = bytes('"a\nb",y\n1,0\n\r\n2,1\n');
  assertEquals(lookAtCsv(lines).rows, 2);
  assertEquals(countCsvRows(lines, true), 2);
  assertEquals(columnNames(lines), ["a\nb", "y"]);
  assertEquals([countCsvRows(bytes("1\r2\r\n3\n\n4"), false), countCsvRows(bytes(""), true)], [
    4,
    1,
  ]);
  // One line with more commas does not outvote the others.
  assertEquals(head('"a,b,c,d";y\n1;0\n2;1\n').separator, ";");
  assertEquals(head("1,NA,0\n2,3,1\n").header, false);
  assertThrows(() => head('"a","y"\n"1",0,1\n'), DemlError, 'csv-header {"names":2,"cells":3');
});

Deno.test("words that hardly repeat are not guessed as labels", () => {
  const cars = Array.from({ length: 40 }, (_, row) => `${row / 2},car ${row},${row % 3}`);
  const text = new TextEncoder().encode(`mpg,name,origin\n${cars.join("\n")}\n`);
  const { labelColumn, words } = csvHead(text);
  assertEquals([labelColumn, words], [2, false]);
});
