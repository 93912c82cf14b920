import { assert, assertEquals, assertThrows } from "@std/assert";
import { MOST_LEVELS, MOST_VALUES, parseBoundedJson, tooMuchJson } from "./bounded_json.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("JSON within the bounds is parsed unchanged", () => {
  const texts = [
    "[]",
    '{"a":[1,{"b":"]]]]\\"[[[["}]}',
    '"\\\\"',
    `"${"[".repeat(1_000)}"`,
    "[".repeat(MOST_LEVELS) + "]".repeat(MOST_LEVELS),
    `[${"[],".repeat(1_000)}1]`,
    '{"ключ":"значение"}',
  ];
  for (const text of texts) assertEquals(parseBoundedJson(bytes(text)), JSON.parse(text));
});

Deno.test("one level or one value more is refused", () => {
  const nested = "[".repeat(MOST_LEVELS + 1) + "]".repeat(MOST_LEVELS + 1);
  assertThrows(() => parseBoundedJson(bytes(nested)), Error, "levels");
  assertThrows(() => parseBoundedJson(bytes('{"a":'.repeat(MOST_LEVELS + 1))), Error, "levels");
  const flat = (commas: number) => bytes(`[${"0,".repeat(commas)}0]`);
  assertEquals(tooMuchJson(flat(MOST_VALUES - 1)), undefined);
  assertThrows(() => parseBoundedJson(flat(MOST_VALUES)), Error, "values");
});

Deno.test("the parser refuses text that is not JSON", () => {
  for (const text of ["", '"', '"\\', "[", "}", "]]]]", "{'a'}", "\u0000"]) {
    assertEquals(tooMuchJson(bytes(text)), undefined);
    assertThrows(() => parseBoundedJson(bytes(text)), SyntaxError);
  }
  assertThrows(() => parseBoundedJson(Uint8Array.of(0x22, 0xff, 0x22)), TypeError);
});

Deno.test("scanning takes milliseconds for any text", () => {
  const size = 16 * 1024 * 1024;
  for (const byte of ['"', "\\", "1", " ", "]"]) {
    const started = performance.now();
    tooMuchJson(new Uint8Array(size).fill(byte.charCodeAt(0)));
    const milliseconds = performance.now() - started;
    assert(milliseconds < 2_000, `${byte}: ${milliseconds} ms`);
  }
});
