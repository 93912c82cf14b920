import { assertEquals } from "@std/assert";
import { readBounded } from "./read_bounded.ts";

const pieces = (lengths: number[]) =>
  lengths.map((length, index) => new Uint8Array(length).fill(index + 1));

/** A body whose stream fills given buffers, as those of `fetch` do. */
function filling(lengths: number[]): ReadableStream<Uint8Array> {
  const left = pieces(lengths);
  return new ReadableStream({
    type: "bytes",
    pull(controller) {
      const next = left.shift();
      if (next !== undefined) return controller.enqueue(next);
      controller.close();
      controller.byobRequest?.respond(0);
    },
  });
}

/** One that only hands out its own. */
function handing(lengths: number[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(pieces(lengths));
}

for (const [name, bodyOf] of Object.entries({ filling, handing })) {
  Deno.test(`a body is read whole up to a limit, in whatever pieces it comes: ${name}`, async () => {
    for (const lengths of [[], [1], [3, 5], [65_536], [65_535, 2, 70_000], [200_000, 1]]) {
      const size = lengths.reduce((sum, length) => sum + length, 0);
      const read: number[] = [];
      const found = await readBounded(bodyOf(lengths), size, (bytes) => read.push(bytes));
      const whole = await new Blob(pieces(lengths)).arrayBuffer();
      assertEquals(found, new Uint8Array(whole), String(lengths));
      assertEquals(found?.buffer.byteLength, size, "it keeps no more memory");
      assertEquals(read.at(-1) ?? 0, size);
      if (size > 0) assertEquals(await readBounded(bodyOf(lengths), size - 1), undefined);
    }
  });
}

Deno.test("a body without end is left at the limit", async () => {
  let cancelled = false;
  const source: UnderlyingByteSource = {
    type: "bytes",
    pull: (controller) => controller.enqueue(new Uint8Array(10_000)),
    cancel: () => void (cancelled = true),
  };
  assertEquals(await readBounded(new ReadableStream(source), 100_000), undefined);
  assertEquals(cancelled, true);
});
