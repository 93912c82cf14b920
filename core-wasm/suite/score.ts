import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Core } from "../mod.ts";
import { random } from "./samples.ts";

/** By its definition: the first index of the largest value that is a number. */
function largest(row: Float32Array): number {
  let label = -1;
  row.forEach((value, index) => {
    if (!Number.isNaN(value) && (label < 0 || value > row[label]!)) label = index;
  });
  return Math.max(label, 0);
}

/** By its definition: how many come before the label when values fall. */
function rank(row: Float32Array, label: number): number {
  return row.reduce(
    (ahead, value, index) =>
      ahead + (value > row[label]! || (value === row[label] && index < label) ? 1 : 0),
    0,
  );
}

function rowsOf(values: Float32Array, classes: number): Float32Array[] {
  return Array.from(
    { length: values.length / classes },
    (_, row) => values.subarray(row * classes, (row + 1) * classes),
  );
}

export function testScore(core: Core): void {
  const test = (name: string, run: () => void) => Deno.test(`${core.build}: ${name}`, run);

  test("argmax gives the first of the largest, for any number of classes, with ties and NaN", () => {
    const next = random(13);
    const odd = [NaN, -Infinity, Infinity, 0, -0, 1];
    const counts = Array.from({ length: 40 }, (_, i) => i + 1);
    for (const classes of [...counts, 100, 1000]) {
      const length = classes * 60;
      const kinds = [
        Float32Array.from({ length }, () => next() - 0.5),
        Float32Array.from({ length }, () => Math.round(next() * 3)),
        Float32Array.from({ length }, () => odd[(next() * odd.length) | 0]!),
        new Float32Array(length).fill(-Infinity),
        new Float32Array(length).fill(NaN),
      ];
      for (const values of kinds) {
        const expected = Int32Array.from(rowsOf(values, classes), largest);
        assertEquals(core.argmax(values, classes), expected, `${classes} classes`);
      }
    }
    // The largest value at each place in turn, alone and tied with every later one.
    for (const classes of [4, 9, 10, 11, 12, 13, 33, 64, 70]) {
      for (let at = 0; at < classes; at++) {
        for (let twin = at; twin < classes; twin++) {
          const values = new Float32Array(classes).fill(-2);
          values[at] = values[twin] = -1;
          assertEquals(core.argmax(values, classes)[0], at);
        }
      }
    }
    assertThrows(() => core.argmax(new Float32Array(7), 3), RangeError);
  });

  test("argmax of numbers is argmax, and a NaN at any place of any row is found", () => {
    const next = random(14);
    for (const classes of [1, 2, 4, 8, 9, 10, 11, 12, 13, 33]) {
      for (const rows of [0, 1, 7]) {
        const values = Float32Array.from({ length: rows * classes }, () => 1 / (next() - 0.5));
        if (rows > 0) values.set([Infinity, -Infinity].slice(0, classes));
        core.scope((views) => {
          const region = views.put(values);
          const labels = views.put(new Int32Array(rows).fill(-7));
          assert(views.argmaxOfNumbers(region, classes, labels), `${rows} × ${classes}`);
          assertEquals(labels.copy(), core.argmax(values, classes));
          for (let at = 0; at < values.length; at++) {
            region.view[at] = NaN;
            assertEquals(
              views.argmaxOfNumbers(region, classes, labels),
              false,
              `${classes}: ${at}`,
            );
            region.view.set(values);
          }
          assertThrows(
            () => views.argmaxOfNumbers(region, classes, labels.subarray(0, rows - 1)),
            RangeError,
          );
        });
      }
    }
  });

  test("a probability of one half is label 1, NaN is not", () => {
    const values = Float32Array.of(0.49999997, 0.5, 0.51, -1, NaN, Infinity);
    assertEquals(core.threshold(values), Int32Array.of(0, 1, 1, 0, 0, 1));
  });

  test("hasNaN finds a NaN at any place, and nothing else", () => {
    const values = new Float32Array(300).fill(Infinity);
    for (let length = 0; length <= 300; length += 7) {
      assertEquals(core.hasNaN(values.subarray(0, length)), false);
    }
    for (let at = 0; at < 300; at++) {
      const one = Float32Array.from(values);
      one[at] = at % 2 ? NaN : -NaN;
      assertEquals(core.hasNaN(one), true, `at ${at}`);
    }
  });

  test("counts equal plain TypeScript's, and predictions that are not classes are not counted", () => {
    const next = random(41);
    for (const rows of [0, 1, 3, 4, 5, 1000]) {
      const label = () => Math.floor(next() * 12) - 1;
      const predictions = Int32Array.from({ length: rows }, label);
      const labels = Int32Array.from({ length: rows }, label);
      const expected = new Uint32Array(100);
      labels.forEach((label, at) => {
        const prediction = predictions[at]!;
        if (label < 0 || label > 9 || prediction < 0 || prediction > 9) return;
        expected[10 * label + prediction]!++;
      });
      assertEquals(core.confusion(predictions, labels, 10), expected);
      const equal = labels.filter((label, at) => label === predictions[at]).length;
      assertEquals(core.countEqual(predictions, labels), equal);
    }
    assertThrows(() => core.countEqual(new Int32Array(2), new Int32Array(3)), RangeError);
    assertThrows(() => core.confusion(new Int32Array(2), new Int32Array(3), 5), RangeError);
  });

  test("topK counts labels among the k largest, the lower index first on a tie", () => {
    const next = random(43);
    for (const classes of [1, 2, 5, 10, 33]) {
      for (const choices of [2, 1000]) {
        const rows = 200;
        const values = Float32Array.from(
          { length: rows * classes },
          () => next() < 0.02 ? NaN : Math.floor(next() * choices),
        );
        const labels = Int32Array.from(
          { length: rows },
          () => Math.floor(next() * (classes + 2)) - 1,
        );
        for (let k = 0; k <= classes; k++) {
          const expected = rowsOf(values, classes).filter((row, at) => {
            const label = labels[at]!;
            return label >= 0 && label < classes && !Number.isNaN(row[label]) &&
              rank(row, label) < k;
          }).length;
          assertEquals(core.topK(values, classes, labels, k), expected, `${classes}, ${k}`);
        }
      }
    }
    assertThrows(() => core.topK(new Float32Array(10), 5, new Int32Array(3), 1), RangeError);
  });
}
