import { assertEquals } from "@std/assert";
import { mutantsOf, mutated } from "./mutants.ts";
import { nearestTests } from "./nearest_tests.ts";

/** What a source becomes, mutant by mutant. */
const becomes = (text: string) => mutantsOf(text).map((mutant) => mutated(text, mutant));

Deno.test("each kind of change is made, one at a time", () => {
  assertEquals(becomes("if (a) b;"), ["if (!(a)) b;", "if (a) {}"]);
  assertEquals(becomes("const x = a < b;"), ["const x = a <= b;"]);
  assertEquals(becomes("const x = a === b;"), ["const x = a !== b;"]);
  assertEquals(becomes("const x = a && b;"), ["const x = a || b;"]);
  assertEquals(becomes("const x = a + b;"), ["const x = a - b;"]);
  assertEquals(becomes("const x = !a;"), ["const x = !!(a);"]);
  assertEquals(becomes("const x = [1, 2n, true];"), [
    "const x = [2, 2n, true];",
    "const x = [1, 3n, true];",
    "const x = [1, 2n, false];",
  ]);
  assertEquals(becomes("const x = a.some(b);"), ["const x = a.every(b);"]);
  assertEquals(becomes("function f() { throw e; }"), ["function f() { {} }"]);
});

Deno.test("types, imports, names and texts are left alone", () => {
  for (
    const text of [
      'import { a } from "./a.ts";',
      "type A = 1 | true;",
      "interface A { b: 1 }",
      "const a: 1 | 2 = b;",
      "const a = { 1: b };",
      'const a = "b" + c + `d`;',
      "const a = b<1>(c);",
    ]
  ) assertEquals(becomes(text), [], text);
  assertEquals(becomes("const a = b as 1 | 2, c = (1 as number)!;"), [
    "const a = b as 1 | 2, c = (2 as number)!;",
  ]);
});

Deno.test("the nearest tests come first, however they reach the file", () => {
  const imports = new Map([
    ["a/x.ts", []],
    ["a/y.ts", ["a/x.ts"]],
    ["a/x_test.ts", ["a/x.ts"]],
    ["b/z_test.ts", ["a/x.ts"]],
    ["a/y_test.ts", ["a/y.ts", "b/other.ts"]],
    ["b/other.ts", []],
    ["b/other_test.ts", ["b/other.ts"]],
  ]);
  assertEquals(nearestTests("a/x.ts", imports), [
    { test: "a/x_test.ts", distance: 1 },
    { test: "b/z_test.ts", distance: 1 },
    { test: "a/y_test.ts", distance: 2 },
  ]);
  const far = new Map([
    ["room/x.ts", []],
    ["room/y.ts", ["room/x.ts"]],
    ["z.ts", ["room/y.ts"]],
    ["room/y_test.ts", ["room/y.ts"]],
    ["tests/room/z_test.ts", ["z.ts"]],
  ]);
  assertEquals(nearestTests("room/x.ts", far).map(({ test }) => test), [
    "tests/room/z_test.ts",
    "room/y_test.ts",
  ]);
});
