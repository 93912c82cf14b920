/** Random trees, the same seeds every time. What the fuzzer finds becomes a case of its own. */
import { assertEquals } from "@std/assert";
import { fuzzTrees } from "./fuzz_trees.ts";

Deno.test("3000 random trees give their content, or one kind of error", async () => {
  let left = 3_000;
  assertEquals(await fuzzTrees(1, () => left-- === 0), 3_000);
});
