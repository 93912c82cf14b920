import { assertEquals } from "@std/assert";
import { openJournal, type RoundKey } from "./journal.ts";
import { otherChains } from "./other_chains.ts";

const place = (chainId: number, genesis: RoundKey["genesis"], competition: bigint) => ({
  chainId,
  genesis,
  contract: "0x00000000000000000000000000000000000000Aa" as const,
  competition,
  miner: "0x00000000000000000000000000000000000000Bb" as const,
});

Deno.test("stakes on chains that are not polled are counted, chain by chain, until they end", () => {
  const journal = openJournal(":memory:");
  const here = { chainId: 1, genesis: "0x0A" as const };
  const deposit = { stake: 5n, since: 7 };
  for (
    const [chainId, genesis, competition] of [
      [1, "0x0a", 1n],
      [2, "0x0a", 1n],
      [2, "0x0a", 2n],
      [2, "0x0a", 3n],
      [1, "0x0b", 1n],
    ] as const
  ) journal.recordDeposit(place(chainId, genesis, competition), deposit);
  journal.endDeposit(place(2, "0x0a", 3n), "returned");
  assertEquals(otherChains(journal.database, here), [
    { chainId: 2, genesis: "0x0a", deposits: 2 },
    { chainId: 1, genesis: "0x0b", deposits: 1 },
  ]);
  journal.endDeposit(place(1, "0x0b", 1n), "lost");
  assertEquals(otherChains(journal.database, { chainId: 2, genesis: "0x0a" }), [
    { chainId: 1, genesis: "0x0a", deposits: 1 },
  ]);
  journal.close();
});
