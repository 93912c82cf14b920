import { assertEquals } from "@std/assert";
import type { PublicClient } from "viem";
import { findByNonce } from "./nonce_search.ts";

const ME = "0x00000000000000000000000000000000000000aa";
const OTHER = "0x00000000000000000000000000000000000000bb";

/** A chain on which an account sends its transactions in the given blocks. */
function chain(blocks: number[], forgets = false) {
  const read: number[] = [];
  const client = {
    getTransactionCount({ blockNumber }: { blockNumber: bigint }) {
      if (forgets) return Promise.reject(new Error("missing trie node"));
      return Promise.resolve(blocks.filter((block) => block <= Number(blockNumber)).length);
    },
    getBlock({ blockNumber }: { blockNumber: bigint }) {
      read.push(Number(blockNumber));
      const transactions = blocks.flatMap((block, nonce) =>
        BigInt(block) === blockNumber
          ? [{ nonce, from: OTHER, hash: "0xff" }, { nonce, from: ME, hash: `0x0${nonce}` }]
          : []
      );
      return Promise.resolve({ transactions });
    },
  } as never as PublicClient;
  return { client, read };
}
const find = (client: PublicClient, nonce: number, from = 100n, head = 100_000n) =>
  findByNonce(client, { account: ME, nonce, from, head });

Deno.test("it is found thousands of blocks later, and one block is read", async () => {
  const { client, read } = chain([90, 70_123, 70_123, 99_999]);
  const found = await find(client, 2);
  assertEquals([found?.hash, found?.block, found?.from], ["0x02", 70_123n, ME]);
  assertEquals(read, [70_123]);
  assertEquals((await find(client, 3))?.block, 99_999n);
});

Deno.test("it is found before the block where it was expected, if the chain went back", async () => {
  const { client } = chain([60, 90]);
  assertEquals((await find(client, 1))?.block, 90n);
  assertEquals((await find(client, 0, 100n, 80n))?.block, 60n);
});

Deno.test("a node without old state is asked for the first and the last blocks", async () => {
  assertEquals((await find(chain([130], true).client, 0))?.block, 130n);
  assertEquals((await find(chain([99_990], true).client, 0))?.block, 99_990n);
  const { client, read } = chain([50_000], true);
  assertEquals(await find(client, 0), undefined);
  assertEquals(read.length, 130);
});
