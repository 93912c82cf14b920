import { assert, assertEquals } from "@std/assert";
import { createMemory, turnsOf } from "./memory.ts";

const MINER = {
  address: "0x00000000000000000000000000000000000000aa" as const,
  competition: 3n,
  enrolled: 100,
  blockTime: 12,
};
const SETTLE = [{ what: "settle round 4" }];

Deno.test("what was possible at the first poll is tried at once: others had their turn", () => {
  const turns = turnsOf(createMemory(), { ...MINER, now: 1_000 }, SETTLE);
  assertEquals([...turns], [["settle round 4", 0]]);
});

Deno.test("what becomes possible afterwards waits for its turn, which comes", () => {
  const memory = createMemory();
  turnsOf(memory, { ...MINER, now: 1_000 }, []);
  const first = turnsOf(memory, { ...MINER, now: 1_012 }, SETTLE).get("settle round 4")!;
  assert(first > 0, "a hundred miners do not all try at once");
  const second = turnsOf(memory, { ...MINER, now: 1_013 }, SETTLE).get("settle round 4")!;
  assertEquals(Math.round(1_000 * (first - second)), 1_000);
  assertEquals(turnsOf(memory, { ...MINER, now: 1_600 }, SETTLE).get("settle round 4"), 0);
});

Deno.test("the next occasion of a kind has its own turn, and nobody waits on a private chain", () => {
  const memory = createMemory();
  turnsOf(memory, { ...MINER, now: 1_000 }, []);
  const open = [{ what: "open round" }];
  turnsOf(memory, { ...MINER, now: 1_012 }, open);
  turnsOf(memory, { ...MINER, now: 1_200 }, []);
  assert(turnsOf(memory, { ...MINER, now: 5_000 }, open).get("open round")! > 0);
  const alone = createMemory();
  turnsOf(alone, { ...MINER, now: 1_000, blockTime: 0 }, []);
  assertEquals(turnsOf(alone, { ...MINER, now: 1_012, blockTime: 0 }, open).get("open round"), 0);
});
