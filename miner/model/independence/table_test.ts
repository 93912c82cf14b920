import { assertEquals } from "@std/assert";
import { OPERATORS } from "../operators/table.ts";
import { APART, BY_BATCH, REPEATING } from "./table.ts";

/** Operators that never meet samples: they take none, or only measure them. */
const WITHOUT = new Set(["Constant", "ConstantOfShape", "Range", "Shape", "Size"]);

Deno.test("every admitted operator is known to keep samples apart, and no other", () => {
  const missing = [...OPERATORS.keys()].filter((name) =>
    !APART.has(name) && !WITHOUT.has(name) && !BY_BATCH.has(name)
  );
  assertEquals(missing, []);
  const idle = [...APART.keys(), ...BY_BATCH, ...REPEATING].filter((name) => !OPERATORS.has(name));
  assertEquals(idle, []);
});
