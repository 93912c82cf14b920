import { assertEquals, assertThrows } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { lookAtCsv } from "./csv_head.ts";
import { labelWordsOf } from "./label_words.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("the words of a column are found wherever they are, and sorted by code units", () => {
  // Upper case before lower case, as Python sorts.
  const rows = ["dog", "Zebra", "é", '"a, ""b"""', " cat ", "10", "9"];
  const data = bytes(
    Array.from({ length: 40_000 }, (_, i) => `${i},${rows[i % 7]},1`).join("\r\n"),
  );
  const words = ["10", "9", "Zebra", 'a, "b"', "cat", "dog", "é"];
  assertEquals(labelWordsOf(data, 1, { header: false, separator: "," }), words);
  const late = bytes(`x\ty\n${"1\tdog\n".repeat(200_000)}2\tcat`);
  assertEquals(labelWordsOf(late, 1, { header: true, separator: "\t" }), ["cat", "dog"]);
});

Deno.test("a column that cannot be labels is refused", () => {
  const read = (text: string) => labelWordsOf(bytes(text), 1, { header: true, separator: "," });
  const word = "data/label-word";
  assertThrows(() => read("a,b\n1,x\n2,\n"), DemlError, `${word} {"row":3,"label":""}`);
  assertThrows(() => read("a,b\n1,x\n2\n"), DemlError, `${word} {"row":3,"label":""}`);
  assertThrows(() => read(`a,b\n1,${"x".repeat(121)}\n`), DemlError, `${word} {"row":2`);
  const many = Array.from({ length: 65_537 }, (_, i) => `1,w${i}`).join("\n");
  assertThrows(() => read(`a,b\n${many}`), DemlError, 'data/label-words {"most":65536}');
  assertEquals(read(`a,b\n${many.slice(0, many.lastIndexOf("\n"))}`).length, 65_536);
});

Deno.test("inspecting finds a column of words, its separator and the names of its classes", () => {
  const iris = bytes("a;b;kind\n5.1;3.5;setosa\n7.0;3.2;versicolor\n6.3;3.3;setosa\n");
  assertEquals(lookAtCsv(iris), {
    rows: 3,
    dims: [2],
    labelColumn: 2,
    header: true,
    columns: ["a", "b", "kind"],
    classNames: ["setosa", "versicolor"],
  });
  const front = lookAtCsv(bytes("cat,1,2.5\ndog,3,4\n"));
  assertEquals([front.labelColumn, front.header, front.classNames], [0, false, ["cat", "dog"]]);
  // Some missing numbers are not words.
  assertEquals(lookAtCsv(bytes("1,NA,0\n2,5,1\n3,6,0\n")).classNames, undefined);
});
