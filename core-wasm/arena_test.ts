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

Deno.test("what is held outlives scopes, and its memory is used again when all above it is released", () => {
  const { memory, grown } = memoryOf(2);
  const arena = new Arena(memory, 0);
  const first = arena.hold(Uint8Array, PAGE);
  const inScope = () => arena.scope(() => arena.addressOf(arena.allocate(Uint8Array, 16)));
  const second = arena.hold(Uint8Array, 16);
  assertEquals([arena.addressOf(first.region), arena.addressOf(second.region)], [0, PAGE]);
  assertEquals([inScope(), inScope()], [PAGE + 16, PAGE + 16]);
  first.release();
  assertEquals(assertThrows(() => first.region.address, CoreError).code, "released");
  assertEquals(inScope(), PAGE + 16, "the second is still held");
  second.release();
  second.release();
  assertEquals(inScope(), 0);
  assertEquals(grown, []);
});

Deno.test("memory is neither held nor released while a scope is open, whose end would mix both", () => {
  const arena = new Arena(memoryOf(1).memory, 0);
  const held = arena.hold(Uint8Array, 16);
  arena.scope(() => {
    assertThrows(() => arena.hold(Uint8Array, 16), TypeError, "A scope is open");
    assertThrows(() => held.release(), TypeError, "A scope is open");
    assertEquals(arena.addressOf(held.region), 0);
  });
  held.release();
});

Deno.test("memory that cannot be held leaves the arena as it was", () => {
  const arena = new Arena(memoryOf(65_534).memory, 65_534 * PAGE);
  assertEquals(assertThrows(() => arena.hold(Uint8Array, 2 * PAGE), CoreError).code, "memory");
  assertEquals(arena.addressOf(arena.hold(Uint8Array, 16).region), 65_534 * PAGE);
  assertThrows(() => arena.allocate(Uint8Array, 1), CoreError);
});

Deno.test("regions begin on boundaries of sixteen bytes", () => {
  const { memory } = memoryOf(1);
  const arena = new Arena(memory, 17);
  const begins = arena.scope(() =>
    [0, 1, 16, 17, 5].map((length) => arena.addressOf(arena.allocate(Uint8Array, length)))
  );
  assertEquals(begins, [32, 32, 48, 64, 96]);
});
