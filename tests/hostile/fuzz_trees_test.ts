/** Random trees, the same seeds every time. What the fuzzer finds becomes a fixed case. */
import { assert } from "@std/assert";
import { fuzz, NAME } from "./fuzz_trees.ts";
import { random } from "./mutate.ts";

Deno.test(`${NAME}: random trees give their content, or one kind of error`, async () => {
  const count = await fuzz(random(1), performance.now() + 3_000);
  assert(count > 100, `${count} trees`);
});
