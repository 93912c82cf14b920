import { assertEquals, assertThrows } from "@std/assert";
import { findPrograms, hideProgram } from "./hide_program.ts";

/** An executable with segments of these names, each with its own section. */
function executable(...segments: string[]): Uint8Array {
  const size = 72 + 80;
  const bytes = new Uint8Array(32 + size * segments.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xfeedfacf, true);
  view.setUint32(16, segments.length, true);
  segments.forEach((name, index) => {
    const at = 32 + size * index;
    view.setUint32(at, 0x19, true);
    view.setUint32(at + 4, size, true);
    bytes.set(new TextEncoder().encode(name), at + 8);
    view.setBigUint64(at + 40, BigInt(1_000 * (index + 1)), true);
    view.setUint32(at + 64, 1, true);
    bytes.set(new TextEncoder().encode(name), at + 72 + 16);
  });
  return bytes;
}

Deno.test("a runtime for macOS contains no program once its own is hidden", () => {
  const runtime = executable("__TEXT", "__SUI", "__LINKEDIT");
  assertEquals(findPrograms(runtime), [{ names: [192, 272], content: 2_000 }]);
  const hidden = hideProgram(runtime);
  assertEquals(findPrograms(hidden), []);
  assertEquals(hidden, executable("__TEXT", "__HIDDEN", "__LINKEDIT"), "only names change");
  assertEquals(findPrograms(runtime).length, 1, "the input is unchanged");
});

Deno.test("a runtime without a program, or with two, is refused", () => {
  assertThrows(() => hideProgram(executable("__TEXT")), Error, "contains 0 programs");
  assertThrows(() => hideProgram(executable("__SUI", "__SUI")), Error, "contains 2 programs");
  assertThrows(() => hideProgram(new Uint8Array(64)), Error, "not a 64-bit Mach-O");
});
