import { assertEquals } from "@std/assert";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Miner } from "../chain/read_miner.ts";
import type { MinerContext } from "./context.ts";
import type { Duty } from "./due.ts";
import { createMemory } from "./memory.ts";
import { performDuties } from "./perform.ts";

const ME = "0x0000000000000000000000000000000000000001" as const;

interface Look {
  competition?: Partial<Competition>;
  miner?: Partial<Miner>;
  kinds?: Duty["kind"][];
}

/** A miner whose polls find the test's state, and nothing to do. */
function watched() {
  const memory = createMemory();
  memory.seated = new Set();
  const events: (string | undefined)[] = [];
  const whole = {
    memory,
    maxStake: 4n,
    accepted: new Set(),
    blockTime: 0,
    connection: { chainId: 1, genesis: "0x", contract: ME },
    journal: { deposit: () => undefined, recordDeposit: () => {}, lostStakes: () => 0n },
    log: (_: string, fields: { event?: string }) => events.push(fields?.event),
    sender: { account: { address: ME } },
  } as unknown as MinerContext;

  async function look({ competition, miner, kinds }: Look = {}) {
    events.length = 0;
    const view = {
      competition: {
        id: 7n,
        now: 1_000,
        phase: "submission",
        ended: false,
        submissionEnd: 5_000,
        openingEnd: 5_000,
        evaluationEnd: 9_000,
        commitWindow: 500,
        revealWindow: 100,
        queued: 0,
        participants: 1,
        models: 1,
        seatStake: 5n,
        ...competition,
      },
      rounds: [],
      miner: { address: ME, enrolled: false, claimable: 0n, owed: 0n, ...miner },
    };
    memory.ahead.set(7n, { view: view as never, at: Date.now() });
    return await performDuties(whole, 7n, kinds);
  }
  return { look, events, memory };
}

Deno.test("a stake beyond the limit is logged at every full poll of a miner that would enrol", async () => {
  const { look, events } = watched();
  const told = async (given: Look) => {
    await look(given);
    return events.filter((event) => event === "stake-too-high").length;
  };
  assertEquals([await told({}), await told({})], [1, 1]);
  assertEquals(await told({ kinds: ["reveal"] }), 0, "a poll of urgent duties");
  assertEquals(await told({ competition: { ended: true } }), 0);
  assertEquals(await told({ miner: { enrolled: true } }), 0);
});

Deno.test("what a miner remembers of a poll: seats with rows to reveal, and what is over", async () => {
  const { look, memory } = watched();
  const after = async (given: Look) => {
    await look({ ...given, kinds: [] });
    return [[...memory.seated!], [...memory.over]];
  };
  assertEquals(await after({ miner: { seatedIn: 3, revealed: false } }), [[7n], []]);
  assertEquals(await after({ miner: { seatedIn: 3, revealed: true } }), [[], []]);
  const competition = { ended: true };
  assertEquals(await after({ competition }), [[], [7n]]);
  for (const miner of [{ enrolled: true }, { claimable: 1n }, { owed: 1n }]) {
    assertEquals(await after({ competition, miner }), [[], []]);
  }
});
