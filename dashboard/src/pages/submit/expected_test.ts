import { assertEquals } from "@std/assert";
import { isExpected } from "./expected.ts";

Deno.test("a score is about what its owner expects, or clearly better than chance", () => {
  assertEquals([90_000, 95_000, 100_000, 89_999].map((found) => isExpected(found, 95_000, 10)), [
    true,
    true,
    true,
    false,
  ]);
  // Ten classes: a tenth of the way from 10 % to 100 % is 19 %.
  assertEquals([19_000, 18_999].map((found) => isExpected(found, undefined, 10)), [true, false]);
});
