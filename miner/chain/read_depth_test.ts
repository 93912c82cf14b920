import { assertEquals } from "@std/assert";
import type { Connection } from "./client.ts";
import { readDepth } from "./read_depth.ts";

/** A node whose blocks are twelve seconds apart, the first at 0. */
function node(head: number): Connection {
  const client = {
    getBlock: ({ blockNumber: number = BigInt(head) }: { blockNumber?: bigint } = {}) =>
      Promise.resolve({ number, timestamp: 12n * number }),
  };
  return { client } as unknown as Connection;
}

Deno.test("a moment is as deep as there are blocks that are not older", async () => {
  assertEquals(await readDepth(node(10), 121), 0);
  assertEquals(await readDepth(node(10), 120), 1);
  assertEquals(await readDepth(node(10), 100), 2);
  assertEquals(await readDepth(node(10), 96), 3);
  assertEquals(await readDepth(node(10), 0), 8, "no caller needs more");
  assertEquals(await readDepth(node(1), 0), 2);
});
