import { assertEquals } from "@std/assert";
import { blobOf } from "./save_file.ts";

Deno.test("a file in parts is those parts, in their order, whatever their sizes", async () => {
  const sizes = [0, 1, 5_000_000, 4_000_000, 3, 9_000_000, 2];
  async function* parts() {
    for (const [index, size] of sizes.entries()) yield await new Uint8Array(size).fill(index);
  }
  const bytes = new Uint8Array(await (await blobOf(parts())).arrayBuffer());
  assertEquals(bytes.length, sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const [index, size] of sizes.entries()) {
    assertEquals(bytes.subarray(at, at + size).every((byte) => byte === index), true);
    at += size;
  }
});
