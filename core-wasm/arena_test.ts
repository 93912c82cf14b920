import { assertEquals, assertThrows } from "@std/assert";
import { Arena } from "./arena.ts";
import { CoreError } from "./errors.ts";

const PAGE = 65_536;

/** A memory of so many pages that is nothing but its size. */
function memoryOf(pages: number) {
  const grown: number[] = [];
  const buffer = { byteLength: pages * PAGE };
  const memory = {
    buffer,
    grow(more: number) {
      grown.push(more);
      buffer.byteLength += more * PAGE;
    },
  };
  return { memory: memory as unknown as WebAssembly.Memory, grown };
}

Deno.test("memory grows by the pages that are missing, up to the last but one of 32 bits", () => {
  const { memory, grown } = memoryOf(65_533);
  const arena = new Arena(memory, 65_533 * PAGE);
  arena.scope(() => {
    arena.allocate(Uint8Array, 1);
    assertEquals(grown, [1]);
    arena.allocate(Uint8Array, PAGE - 16);
    assertEquals(grown, [1], "it fits");
    arena.allocate(Uint8Array, PAGE);
    assertEquals(grown, [1, 1]);
    assertEquals(assertThrows(() => arena.allocate(Uint8Array, 1), CoreError).code, "memory");
    assertEquals(grown, [1, 1]);
  });
});

Deno.test("regions begin on boundaries of sixteen bytes", () => {
  const { memory } = memoryOf(1);
  const arena = new Arena(memory, 17);
  const begins = arena.scope(() =>
    [0, 1, 16, 17, 5].map((length) => arena.addressOf(arena.allocate(Uint8Array, length)))
  );
  assertEquals(begins, [32, 32, 48, 64, 96]);
});
