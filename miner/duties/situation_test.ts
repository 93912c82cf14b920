import { assertEquals } from "@std/assert";
import {
  type AbiEvent,
  type Address,
  encodeAbiParameters,
  encodeEventTopics,
  numberToHex,
} from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { serveEndpoint } from "../../tests/hostile/endpoints.ts";
import { connect } from "../chain/client.ts";
import { openJournal } from "../journal/journal.ts";
import { createMemory } from "./memory.ts";
import { placeKey } from "./seat_key.ts";
import { maySeat, readSituation } from "./situation.ts";

const OWN = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const ME: Address = `0x${"ab".repeat(20)}`;

/** An event of competition 1 from a node, all numbers 1. */
function logOf(eventName: "Claimed" | "RoundSettled" | "RoundFailed") {
  const event = demlAbi.find((each) => each.type === "event" && each.name === eventName);
  const inputs = (event as AbiEvent).inputs;
  const valueOf = ({ type }: AbiEvent["inputs"][number]) =>
    type === "address" ? ME : type === "bytes" ? "0x" : 1n;
  const args = Object.fromEntries(inputs.map((input) => [input.name, valueOf(input)]));
  const rest = inputs.filter(({ indexed }) => !indexed);
  return {
    address: OWN,
    topics: encodeEventTopics({ abi: demlAbi, eventName, args } as never),
    data: encodeAbiParameters(rest, rest.map(valueOf)),
    blockNumber: numberToHex(990),
    blockHash: `0x${"00".repeat(32)}`,
    transactionHash: `0x${"00".repeat(32)}`,
    transactionIndex: "0x0",
    logIndex: "0x0",
    removed: false,
  };
}

Deno.test("the journal keeps account of deposits: made, returned, lost", async () => {
  const ends = ["RoundSettled", "RoundFailed", "Claimed"] as const;
  const logs = new Map(ends.map((name) => [logOf(name).topics[0], logOf(name)]));
  let told: typeof ends[number] | undefined;
  const endpoint = serveEndpoint({
    answer({ method, params }) {
      if (method !== "eth_getLogs") return undefined;
      const log = logs.get((params[0] as { topics: [never] }).topics[0]);
      const isTold = told !== undefined && log?.topics[0] === logOf(told).topics[0];
      return { result: isTold ? [log] : [] };
    },
  });
  const journal = openJournal(":memory:");
  try {
    const memory = createMemory();
    const connection = await connect([endpoint.url], OWN);
    const now = endpoint.manner.start + 12 * 980;
    const context = {
      connection,
      memory,
      journal,
      sender: { account: { address: ME } },
      maxStake: 100n,
      log: (line: string) => assertEquals(line, "nothing is wrong"),
    } as never;
    const look = async (enrolled: boolean) => {
      const view = {
        competition: { id: 1n, now, seatStake: 7n },
        rounds: [],
        miner: { address: ME, enrolled },
      };
      memory.ahead.set(1n, { view: view as never, at: Date.now() });
      const { lost } = await readSituation(context, 1n);
      assertEquals(memory.ahead.size, 0, "what was read ahead is used up");
      return [journal.deposit(placeKey(context, 1n))?.stake, lost];
    };
    assertEquals(await look(false), [undefined, 0n]);
    assertEquals(await look(true), [7n, 0n]);
    assertEquals(await look(true), [7n, 0n]);
    assertEquals(await look(false), [7n, 0n], "no event shows its end yet");
    told = "Claimed";
    assertEquals(await look(false), [undefined, 0n], "it was returned");
    for (const [index, name] of (["RoundSettled", "RoundFailed"] as const).entries()) {
      told = undefined;
      assertEquals(await look(true), [7n, 7n * BigInt(index)]);
      told = name;
      assertEquals(await look(false), [undefined, 7n * BigInt(index + 1)], "it was lost");
    }
  } finally {
    journal.close();
    await endpoint.close();
  }
});

Deno.test("a miner with a seat and without a reveal may have a row to reveal, as may one that is unknown", () => {
  const memory = createMemory();
  const may = (miner: { seatedIn?: number; revealed?: boolean }, age = 0) => {
    memory.ahead.set(1n, { view: { miner } as never, at: Date.now() - age });
    return maySeat({ memory } as never, 1n);
  };
  assertEquals(may({ seatedIn: 0, revealed: false }), true);
  assertEquals(may({ seatedIn: 0, revealed: true }), false);
  assertEquals(may({ revealed: false }), false);
  assertEquals(may({ revealed: false }, 3_000), true, "it was read too long ago");
  assertEquals(maySeat({ memory } as never, 2n), true, "it was not read");
});
