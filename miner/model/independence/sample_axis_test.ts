import { assertEquals } from "@std/assert";
import { agreed, plain, reshaped } from "./sample_axis.ts";

const ROWS = 8;

Deno.test("a reshape keeps the samples on the axis that contains all of them", () => {
  const cases: [from: number[], axis: number, to: number[], kept: unknown][] = [
    // A head for each sample: [N, 6, 4] to [N · 6, 4].
    [[ROWS, 6, 4], 0, [48, 4], { axis: 0, before: 1, after: 6 }],
    // Steps before samples: [5, N, 4] to [5 · N, 4].
    [[5, ROWS, 4], 1, [40, 4], { axis: 0, before: 5, after: 1 }],
    [[5, ROWS, 4], 1, [5, 32], { axis: 1, before: 1, after: 4 }],
    [[5, ROWS, 4], 1, [160], { axis: 0, before: 5, after: 4 }],
    [[ROWS, 1], 0, [1, ROWS, 1, 1], { axis: 1, before: 1, after: 1 }],
    // An axis of their number is not that of the samples: [N, 8] to [8, N] would exchange them.
    [[ROWS, 8], 0, [8, ROWS], { axis: 0, before: 1, after: 1 }],
    // Samples cut in two, or spread over two axes.
    [[ROWS, 6], 0, [4, 12], undefined],
    [[ROWS, 6], 0, [2, 4, 6], undefined],
    [[3, ROWS], 1, [6, 4], undefined],
  ];
  for (const [from, axis, to, kept] of cases) {
    assertEquals(reshaped(plain(axis), from, to, ROWS), kept as never, `${from} to ${to}`);
  }
});

Deno.test("a reshape there and back keeps the samples where they were", () => {
  const stacked = reshaped(plain(1), [5, ROWS, 6], [5, 48], ROWS)!;
  assertEquals(reshaped(stacked, [5, 48], [5, ROWS, 6], ROWS), plain(1));
  const all = reshaped(stacked, [5, 48], [240], ROWS)!;
  assertEquals(reshaped(all, [240], [5, ROWS, 3, 2], ROWS), plain(1));
  assertEquals(reshaped(all, [240], [ROWS, 5, 6], ROWS), undefined);
});

Deno.test("values meet if their samples are at the same places", () => {
  assertEquals(agreed(plain(0), plain(0)), plain(0));
  assertEquals(agreed(plain(0), plain(1)), undefined);
  const heads = { axis: 0, before: 1, after: 4 };
  assertEquals(agreed(heads, { axis: 0, before: 4, after: 1 }), undefined);
  // One that is the same for all samples fits any of them.
  assertEquals(agreed({ ...plain(0), uniform: true }, heads), heads);
  assertEquals(agreed(heads, { ...plain(0), uniform: true }), heads);
});
