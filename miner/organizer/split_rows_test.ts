import { assertEquals, assertThrows } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { splitCsv } from "./split_rows.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const rowsOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trimEnd().split("\n");

Deno.test("a sorted file gives both parts every label, and no row to both", () => {
  const all = Array.from({ length: 1_000 }, (_, row) => `${row},${Math.floor(row / 100)}`);
  const file = encode(`${all.join("\n")}\n`);
  const { test, publicPart } = splitCsv(file, { rows: 1_000, wanted: 130, header: false });
  const parts = [rowsOf(test), rowsOf(publicPart)];
  assertEquals(parts.map(({ length }) => length), [870, 130]);
  assertEquals(parts.flat().sort(), all.toSorted());
  for (const rows of parts) assertEquals(new Set(rows.map((row) => row.at(-1))).size, 10);
  assertEquals(splitCsv(file, { rows: 1_000, wanted: 130, header: false }), { test, publicPart });
});

Deno.test("rows that span lines are not split, nor is the last row taken", () => {
  const file = encode('a,label\n1,"x\ny"\n2,z\n');
  const refused = (rows: number, wanted: number) =>
    assertThrows(() => splitCsv(file, { rows, wanted, header: true }), DemlError).message;
  assertEquals(refused(2, 1), 'data/rows-and-lines {"rows":2}');
  const plain = encode("1,0\n2,1");
  const left = () => splitCsv(plain, { rows: 2, wanted: 2, header: false });
  assertEquals(assertThrows(left, DemlError).message, 'data/no-rows-left {"rows":2}');
});
