import { assertEquals } from "@std/assert";
import { sortRows } from "./sort_rows.ts";

const order = (keys: number[], descending = false) => [
  ...sortRows(Uint32Array.from(keys, (_, row) => row), Float32Array.from(keys), descending),
];

Deno.test("rows are sorted by sign, size and infinity, and equal ones keep their order", () => {
  const keys = [3, -1, 0, -0, 3, -Infinity, Infinity, -2.5, 1e-40];
  assertEquals(order(keys), [5, 7, 1, 2, 3, 8, 0, 4, 6]);
  assertEquals(order(keys, true), [6, 0, 4, 8, 2, 3, 1, 7, 5]);
  assertEquals(order([]), []);
});

Deno.test("NaN comes last, ascending and descending", () => {
  assertEquals(order([NaN, 2, -NaN, 1]), [3, 1, 0, 2]);
  assertEquals(order([NaN, 2, -NaN, 1], true), [1, 3, 0, 2]);
});

Deno.test("many rows are sorted as by comparison, and the input does not change", () => {
  let state = 1;
  const random = () => (state = (Math.imul(state, 48_271) >>> 0) % 2_147_483_647) / 2_147_483_647;
  const keys = Float32Array.from(
    { length: 20_000 },
    () => Math.round((random() - 0.5) * 3_000) / 7,
  );
  const rows = Uint32Array.from(keys, (_, index) => 3 * index);
  const given = rows.slice();
  for (const descending of [false, true]) {
    const sign = descending ? -1 : 1;
    const expected = [...rows].sort((a, b) => sign * (keys[a / 3]! - keys[b / 3]!) || a - b);
    assertEquals([...sortRows(rows, keys, descending)], expected);
  }
  assertEquals(rows, given);
});
