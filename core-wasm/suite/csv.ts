import { assertEquals } from "@std/assert";
import type { Core, CoreErrorCode } from "../mod.ts";
import { refusalError } from "./refusal.ts";
import { assertSame, MNIST, random, utf8 } from "./samples.ts";

export function testCsv(core: Core): void {
  const test = (name: string, run: () => void) => Deno.test(`${core.build}: ${name}`, run);

  test("readCsv reads numbers exactly as JavaScript does, rounded to float32", () => {
    const next = random(9);
    const shapes = [
      (value: number) => String(Math.round(Math.abs(value) % 256)),
      (value: number) => value.toPrecision(9),
      (value: number) => value.toExponential(5),
      (value: number) => `+${Math.abs(value).toFixed(3)}`,
      () =>
        ["0", "-0", "000", "007", ".5", "5.", "0.000", "1e0", "1E+2", "123456789012345"][
          (next() * 10) | 0
        ]!,
    ];
    for (const gap of [",", " , ", "\t,"]) {
      for (const end of ["\n", "\r\n", "\r", "\r\n\n \r\n".replace(" ", "")]) {
        const rows = Array.from({ length: 100 }, () =>
          Array.from(
            { length: 13 },
            () => shapes[(next() * shapes.length) | 0]!((next() - 0.5) * 10 ** (next() * 16 - 8)),
          ));
        const text = utf8(rows.map((row) => row.join(gap)).join(end) + (next() < 0.5 ? end : ""));
        assertEquals(core.readCsv(text, 13, 100), Float32Array.from(rows.flat(), Number));
      }
    }
  });

  test("readCsvBytes reads fields that the vectors handle, fields that they do not, and mixtures", () => {
    const next = random(29);
    for (const fields of [1, 2, 3, 7, 8, 9, 17, 40, 785]) {
      for (const zeros of [0, 0.5, 0.9, 1]) {
        const rows = 30;
        const values = Uint8Array.from(
          { length: fields * rows },
          () => next() < zeros ? 0 : next() * 256,
        );
        // Some as other texts of the same number: spaces, signs, zeros, an empty fraction.
        const written = Array.from(values, (value) => {
          const choice = next();
          if (choice < 0.9) return String(value);
          return [` ${value}`, `${value} `, `+${value}`, `${value}.0`, `00${value}`, `${value}e0`][
            (next() * 6) | 0
          ]!;
        });
        const lines = Array.from(
          { length: rows },
          (_, row) => written.slice(row * fields, (row + 1) * fields).join(","),
        );
        const text = utf8(lines.join(next() < 0.5 ? "\n" : "\r\n"));
        assertSame(core.readCsvBytes(text, fields, rows), values, `${fields} fields`);
        assertEquals(core.readCsv(text, fields, rows), Float32Array.from(values));
      }
    }
  });

  test("readCsvBytes reads MNIST back", () => {
    const pixels = Deno.readFileSync(new URL("t10k-images-idx3-ubyte", MNIST)).subarray(16);
    const part = pixels.subarray(0, 784 * 200);
    const lines = Array.from(
      { length: 200 },
      (_, row) => part.subarray(784 * row, 784 * (row + 1)).join(","),
    );
    assertSame(core.readCsvBytes(utf8(lines.join("\n")), 784, 200), part, "pixels");
  });

  test("a CSV is refused with the line and the column of its first error", () => {
    // Code, row, field, line; a message counts columns from 1.
    type Case = [string, CoreErrorCode, number, number, number];
    const both: Case[] = [
      ["1,2,3\n4,5\n", "fields", 1, 2, 2],
      ["1,2,3\n4,5,6,7\n", "fields", 1, 3, 2],
      ["1,2,3\r\n\r\n4,x,6\r\n", "not-a-number", 1, 1, 3],
      ["\n\r\r\n1,2,3\n,5,6", "not-a-number", 1, 0, 5],
      ["1,2,\n", "not-a-number", 0, 2, 1],
      ["1,,3\n", "not-a-number", 0, 1, 1],
      ["1,2,3 4\n", "not-a-number", 0, 2, 1],
      ["1,2,1e\n", "not-a-number", 0, 2, 1],
      ["1,2,1e+\n", "not-a-number", 0, 2, 1],
      ["1,2,-\n", "not-a-number", 0, 2, 1],
      ["1,2,.\n", "not-a-number", 0, 2, 1],
      ["1,2,NaN\n", "not-a-number", 0, 2, 1],
      ["1,2,0x1\n", "not-a-number", 0, 2, 1],
      ["1;2;3\n", "not-a-number", 0, 0, 1],
      ['1,2"2,3\n', "not-a-number", 0, 1, 1],
      ['1, "2",3\n', "not-a-number", 0, 1, 1],
      ['1,"2" ,3\n', "not-a-number", 0, 1, 1],
      ['1,"2,3\n', "not-a-number", 0, 1, 1],
      ['1,"",3\n', "not-a-number", 0, 1, 1],
      ['1,"2""",3\n', "not-a-number", 0, 1, 1],
      ['1,"2\n",3\n', "not-a-number", 0, 1, 1],
      ["1,2,3\n1,2,3\n1,2,3\n", "too-large", 2, 0, 3],
    ];
    const bytesOnly: Case[] = [
      ["1,2,3\n4,256,6\n", "out-of-range", 1, 1, 2],
      ["1,999,3\n", "out-of-range", 0, 1, 1],
      ["1,2,-1\n", "out-of-range", 0, 2, 1],
      ["1,2,0.5\n", "out-of-range", 0, 2, 1],
      ["1,2,1e3\n", "out-of-range", 0, 2, 1],
      ["1,1000,3\n", "out-of-range", 0, 1, 1],
    ];
    const floatsOnly: Case[] = [
      ["1,2,1e39\n", "not-finite", 0, 2, 1],
      ["1,2,3\n-3.5e38,2,3\n", "not-finite", 1, 0, 2],
      ["1,2,1e99999999999\n", "not-finite", 0, 2, 1],
    ];
    bytesOnly.push(
      ["1,2,0.12345678901234567\n", "not-simple", 0, 2, 1],
      ["1,2,12345678901234567890123\n", "not-simple", 0, 2, 1],
      ["1,2,1e23\n", "not-simple", 0, 2, 1],
    );
    const check = (read: "readCsv" | "readCsvBytes", [text, ...expected]: Case) => {
      const error = refusalError(() => core[read](utf8(text), 3, 2), text);
      assertEquals([error.code, error.row, error.field, error.line], expected, text);
      assertEquals(error.message.endsWith(`line ${error.line}, column ${error.field! + 1}`), true);
    };
    for (const one of both) {
      check("readCsv", one);
      check("readCsvBytes", one);
    }
    for (const one of bytesOnly) check("readCsvBytes", one);
    for (const one of floatsOnly) check("readCsv", one);
  });

  test("an error is found at every field of a long row", () => {
    for (let field = 0; field < 100; field++) {
      for (const wrong of ["x", "", "300", "1000", "-1", "2.5", "1 2"]) {
        const row = Array.from(
          { length: 100 },
          (_, at) => at === field ? wrong : at % 3 ? "0" : "17",
        );
        const text = utf8(`${"5,".repeat(99)}5\n${row.join(",")}\n`);
        const error = refusalError(() => core.readCsvBytes(text, 100, 2), wrong);
        assertEquals([error.row, error.field, error.line], [1, field, 2], `${wrong} at ${field}`);
      }
    }
  });
}
