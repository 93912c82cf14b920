import { assertEquals } from "@std/assert";
import { type Address, type Hex, toHex } from "viem";
import { modelKeyCommitment } from "../../protocol/round/key_commitment.ts";
import type { Connection } from "./client.ts";
import { readModelKeys } from "./read_model_keys.ts";

const COMPETITION = { id: 1n, sealed: true, submissionEnd: 20, openingEnd: 30 };
const keyOf = (id: number): Hex => toHex(id + 1, { size: 32 });
const MODELS = [3, 4, 7].map((id) => {
  const author: Address = `0x${"00".repeat(19)}${toHex(id, { size: 1 }).slice(2)}`;
  return { id, author, keyCommitment: modelKeyCommitment(author, keyOf(id)) };
});

/** A node whose blocks are ten seconds apart, with these keys. */
function node(told: { model: number; key: Hex }[]) {
  const asked: { args: unknown; fromBlock: bigint; toBlock: bigint }[] = [];
  const client = {
    getBlock: ({ blockNumber: number = 99n }: { blockNumber?: bigint } = {}) =>
      Promise.resolve({ number, timestamp: 10n * number }),
    getLogs: ({ args, fromBlock, toBlock }: typeof asked[number]) => {
      asked.push({ args, fromBlock, toBlock });
      const logs = told.map(({ model, key }) => ({ args: { id: 1n, model: BigInt(model), key } }));
      return Promise.resolve(logs);
    },
  };
  return { asked, connection: { client, contract: "0x" } as unknown as Connection };
}

Deno.test("keys are requested from the blocks where they can be, and for the models that need them", async () => {
  const { asked, connection } = node(MODELS.map(({ id }) => ({ model: id, key: keyOf(id) })));
  const keys = await readModelKeys(connection, COMPETITION, MODELS);
  assertEquals(keys, new Map([3, 4, 7].map((id) => [id, keyOf(id)])));
  assertEquals(asked, [{ args: { id: 1n, model: [3n, 4n, 7n] }, fromBlock: 2n, toBlock: 3n }]);
});

Deno.test("a key that its commitment does not bind is ignored, before or after the right one", async () => {
  const forged = { model: 3, key: keyOf(9) };
  const right = { model: 3, key: keyOf(3) };
  const swapped = { model: 4, key: keyOf(7) };
  const stranger = { model: 5, key: keyOf(5) };
  for (const told of [[forged, right], [right, forged], [right, swapped, stranger]]) {
    const keys = await readModelKeys(node(told).connection, COMPETITION, MODELS);
    assertEquals(keys, new Map([[3, keyOf(3)]]));
  }
  assertEquals(await readModelKeys(node([]).connection, COMPETITION, MODELS), new Map());
});

Deno.test("an open competition needs no request", async () => {
  const { asked, connection } = node([]);
  assertEquals(
    await readModelKeys(connection, { ...COMPETITION, sealed: false }, MODELS),
    new Map(),
  );
  assertEquals(asked, []);
});
