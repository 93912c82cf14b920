import { assertEquals } from "@std/assert";
import { isExpected } from "./expected.ts";

const SPEC = { metric: "accuracy" as const, test: { classes: 10 } };

Deno.test("a score is about what its owner expects, or clearly better than chance", () => {
  assertEquals([90_000, 95_000, 100_000, 89_999].map((found) => isExpected(found, 95_000, SPEC)), [
    true,
    true,
    true,
    false,
  ]);
  // Ten classes: a tenth of the way from 10 % to 100 % is 19 %.
  assertEquals([19_000, 18_999].map((found) => isExpected(found, undefined, SPEC)), [true, false]);
});
