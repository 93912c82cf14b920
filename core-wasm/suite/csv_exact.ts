import { assert, assertEquals } from "@std/assert";
import type { Core } from "../mod.ts";
import { exactDecimal, nearestFloat } from "./nearest.ts";
import { refusal } from "./refusal.ts";
import { MNIST, random, utf8 } from "./samples.ts";

/** Decimals in the shapes that spreadsheets and libraries write. */
export function testCsvExact(core: Core): void {
  const test = (name: string, run: () => void) => Deno.test(`${core.build}: ${name}`, run);

  /** In rows, so that vectors and the careful loop read each; infinite ones must be refused. */
  function agree(texts: string[]): void {
    const expected = texts.map(nearestFloat);
    const finite = texts.filter((_, at) => Number.isFinite(expected[at]));
    texts.forEach((text, at) => {
      if (Number.isFinite(expected[at])) return;
      assertEquals(refusal(() => core.readCsv(utf8(text), 1, 1), text), "not-finite", text);
    });
    const values = expected.filter(Number.isFinite);
    for (const fields of [1, 7]) {
      while (finite.length % fields !== 0) {
        finite.push("0");
        values.push(0);
      }
      const rows = finite.length / fields;
      const lines = Array.from(
        { length: rows },
        (_, row) => finite.slice(row * fields, (row + 1) * fields).join(","),
      );
      // Room after the last row, so that its fields are not too near to the end for vectors.
      const read = core.readCsv(utf8(`${lines.join("\n")}\n${"\n".repeat(64)}`), fields, rows);
      values.forEach((value, at) =>
        assert(Object.is(read[at], value), `${finite[at]}: ${read[at]}`)
      );
    }
  }

  test("the test's own rounding is right where it can be known", () => {
    const cases: [string, number][] = [
      ["16777217", 16777216],
      ["16777219", 16777220],
      ["16777217.000000000000000000001", 16777218],
      ["-1.5", -1.5],
      ["7.006492321624085e-46", 0],
      ["7.0064923216240854e-46", 1.401298464324817e-45],
      ["3.4028235677973367e38", Infinity],
      ["3.4028235677973366e38", 3.4028234663852886e38],
      ["1.1754943508222875e-38", 1.1754943508222875e-38],
    ];
    for (const [text, value] of cases) assertEquals(nearestFloat(text), value, text);
  });

  test("midpoints of two float32, a little less and a little more, are read exactly", () => {
    const next = random(101);
    const texts: string[] = [];
    for (let exponent = -150; exponent <= 103; exponent += exponent === -150 ? 1 : 3) {
      for (let round = 0; round < 6; round++) {
        // A midpoint: an odd number of 25 bits; of fewer below the normal range, and at the ends.
        const most = exponent === -150 ? [1, 2 ** 24, 2 ** (next() * 24)][round % 3]! : 2 ** 24;
        const whole = round === 0 ? 2 ** 24 - 1 : Math.floor(most / 2 * (1 + next()));
        const middle = exactDecimal(2n * BigInt(whole) + 1n, exponent);
        const [head, tail = ""] = middle.split(".");
        const full = tail === "" ? `${head}.` : middle;
        texts.push(middle, `-${middle}`, `${full}0000`, `${full}${"0".repeat(150)}1`);
        // The last digit one less, then nines: below it, however long.
        const digits = BigInt(head! + tail) * 10n ** 30n;
        for (const change of [-1n, 1n]) {
          texts.push(`${digits + change}e${-tail.length - 30}`);
        }
        // As many digits as people write: mostly not a midpoint any more.
        for (const kept of [7, 9, 15, 17, 18, 19, 20, 25]) {
          const cut = String(digits).slice(0, kept);
          const power = String(digits).length - kept - tail.length - 30;
          texts.push(`${cut}e${power}`, `${BigInt(cut) + 1n}e${power}`);
        }
      }
    }
    agree(texts);
  });

  test("decimals whose binary64 is a midpoint, although they are not, are read exactly", () => {
    const next = random(103);
    const texts: string[] = [];
    for (let round = 0; round < 3_000; round++) {
      const middle = (2 * Math.floor(2 ** 23 * (1 + next())) + 1) *
        2 ** Math.floor(next() * 60 - 50);
      // The shortest text that JavaScript reads as the midpoint, and its neighbours.
      for (const digits of [16, 17, 18, 19, 20]) texts.push(middle.toPrecision(digits));
      const near = String(middle.toPrecision(17));
      texts.push(near.replace(/\d(?=e|$)/, (digit) => String((Number(digit) + 1) % 10)));
    }
    agree(texts);
  });

  test("all exponents, lengths and shapes of numbers are read exactly", () => {
    const next = random(107);
    const digits = (count: number) =>
      Array.from({ length: count }, () => Math.floor(next() * 10)).join("");
    const texts = ["0", "-0", "0e99999999999", "0.000e-5", ".5", "5.", "1e-99999999999", "+1E+2"];
    for (let round = 0; round < 15_000; round++) {
      const [whole, fraction] = [digits(next() * 22), digits(next() * 30)];
      const exponent = next() < 0.5 ? "" : `e${Math.floor(next() * 100 - 60)}`;
      const sign = ["", "", "-", "+"][(next() * 4) | 0]!;
      if (whole + fraction !== "") texts.push(`${sign}${whole}.${fraction}${exponent}`);
      if (whole !== "") texts.push(`${sign}${whole}${exponent}`);
    }
    texts.push(`0.${"0".repeat(400)}1e401`, `1${"0".repeat(400)}e-400`, `${"9".repeat(900)}e-880`);
    texts.push(`${"0".repeat(400)}1.5`, `0.${"0".repeat(30_000)}1e30000`);
    agree(texts);
  });

  test("every pixel of MNIST / 255 with 17 digits is the float32 of the quotient", () => {
    const pixels = Deno.readFileSync(new URL("t10k-images-idx3-ubyte", MNIST)).subarray(16);
    const texts = Array.from({ length: 256 }, (_, pixel) => String(pixel / 255));
    const floats = Float32Array.from(texts, nearestFloat);
    const [rows, fields] = [500, 784];
    for (let first = 0; first < 10_000; first += rows) {
      const part = pixels.subarray(first * fields, (first + rows) * fields);
      const lines = Array.from(
        { length: rows },
        (_, row) =>
          Array.from(part.subarray(row * fields, (row + 1) * fields), (pixel) => texts[pixel])
            .join(","),
      );
      const read = core.readCsv(utf8(lines.join("\n")), fields, rows);
      assert(read.every((value, at) => value === floats[part[at]!]));
    }
  });
}
