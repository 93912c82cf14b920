import { assertEquals, assertThrows } from "@std/assert";
import { counted, MOST } from "./arguments.ts";

Deno.test("a count is a whole number from its least to what 31 bits hold", () => {
  for (const value of [1, 2, MOST]) assertEquals(counted(value, "It"), value);
  assertEquals(counted(0, "It", 0), 0);
  assertEquals(MOST, 2_147_483_647);
  for (const value of [0, -1, 0.5, 1.5, NaN, Infinity, MOST + 1, 2 ** 53, "1", null, undefined]) {
    assertThrows(() => counted(value as number, "It"), RangeError);
  }
  assertThrows(() => counted(-1, "It", 0), RangeError);
});
