import { assertEquals } from "@std/assert";
import type { Sender, Write } from "../transactions/sender.ts";
import { createMemory } from "./memory.ts";
import { sendDuty } from "./progress.ts";

Deno.test("the ether for the reveals of all seats is reserved for reveals", async () => {
  const reserves: (bigint | undefined)[] = [];
  const sender = {
    underWay: () => [{ key: "commit[1,0]" }, { key: "settle[1,0]" }],
    start: ({ reserve }: Write) => void reserves.push(reserve),
  } as unknown as Sender;
  // A row is committed in the second competition, and one is pending in the first.
  const context = { sender, memory: { ...createMemory(), seated: new Set([2n]) } };
  const miner = `0x${"11".repeat(20)}` as const;
  const purpose = "do so";
  await sendDuty(context, { functionName: "claim", args: [3n, miner], purpose });
  await sendDuty(context, {
    functionName: "commit",
    args: [3n, 0n, `0x${"22".repeat(32)}`],
    purpose,
  });
  await sendDuty(context, { functionName: "claim", args: [3n, miner], purpose, urgent: true });
  assertEquals(reserves, [300_000n, 450_000n, 0n]);
});
