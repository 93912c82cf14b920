import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type Address,
  decodeFunctionData,
  encodeFunctionResult,
  type Hex,
  zeroAddress,
  zeroHash,
} from "viem";
import { demlAbi } from "../../protocol/generated/deml.ts";
import { type FakeEndpoint, serveEndpoint } from "../../tests/hostile/endpoints.ts";
import { createMemory } from "../duties/memory.ts";
import { readAhead } from "../duties/situation.ts";
import { DemlError } from "../../protocol/errors.ts";
import { connect } from "./client.ts";
import { readView } from "./read_view.ts";

const OWN = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const ME: Address = `0x${"ab".repeat(20)}`;

/** The contract's answers, some of which tests change. */
interface State {
  rounds: number;
  ended: boolean;
  enrolled: boolean;
}

/** A parameter, as the ABI describes it. */
interface AbiPart {
  name: string;
  type: string;
  components?: AbiPart[];
}

/** An empty value of a type of the ABI. */
function empty({ type, components = [] }: AbiPart): unknown {
  if (type.endsWith("[]")) return [];
  if (type === "tuple") {
    return Object.fromEntries(components.map((part) => [part.name, empty(part)]));
  }
  if (type === "bool") return false;
  if (type === "address") return zeroAddress;
  if (type.startsWith("bytes")) return zeroHash.slice(0, 2 + 2 * Number(type.slice(5) || 0));
  return Number(type.replace(/\D/g, "")) > 48 ? 0n : 0;
}

/** An endpoint with a contract of these competitions, by number; absent ones cannot be read. */
async function withContract(
  states: Map<bigint, State>,
  test: (endpoint: FakeEndpoint, calls: () => string[]) => Promise<void>,
  before?: (block: bigint, id: bigint) => State,
): Promise<void> {
  const calls: string[] = [];
  const endpoint = serveEndpoint({
    answer({ method, params }) {
      if (method !== "eth_call") return undefined;
      const { data } = params[0] as { data: Hex };
      const { functionName, args } = decodeFunctionData({ abi: demlAbi, data });
      calls.push(functionName);
      const [id, from, count] = args as unknown as [bigint, bigint, bigint];
      const state = params[1] === "latest" || before === undefined
        ? states.get(id)
        : before(BigInt(params[1] as string), id);
      if (state === undefined) return { error: { code: -32_000, message: "missing trie node" } };
      const item = demlAbi.find((each) => "name" in each && each.name === functionName)!;
      const [output] = (item as unknown as { outputs: [AbiPart] }).outputs;
      const blank = empty(output);
      const result = functionName === "standingOf"
        ? { ...blank as object, rounds: state.rounds, ending: state.ended ? 2 : 0 }
        : functionName === "seatOf"
        ? { ...blank as object, enrolled: state.enrolled }
        : functionName === "mayCommit"
        ? Number(from) === state.rounds - 1
        : functionName === "roundsOf"
        ? Array.from(
          { length: Math.max(0, Math.min(Number(count), state.rounds - Number(from))) },
          (_, index) => ({
            ...empty({ ...output, type: "tuple" }) as object,
            status: 1,
            commitEnd: Number(from) + index,
          }),
        )
        : blank;
      return {
        result: encodeFunctionResult({ abi: demlAbi, functionName, result } as never),
      };
    },
  });
  try {
    await test(endpoint, () => calls.splice(0));
  } finally {
    await endpoint.close();
  }
}

Deno.test("a poll takes one request if there has been at most one new round since the last", async () => {
  const state = { rounds: 0, ended: false, enrolled: true };
  await withContract(new Map([[1n, state]]), async (endpoint) => {
    const connection = await connect([endpoint.url], OWN);
    const looks: [rounds: number, known: number | undefined, requests: number][] = [
      [0, undefined, 2],
      [0, 0, 1],
      [1, 0, 1],
      [1, 1, 1],
      [5, 4, 1],
      [9, 5, 2],
      // A reorganization removed rounds.
      [3, 9, 2],
    ];
    for (const [rounds, known, requests] of looks) {
      state.rounds = rounds;
      const before = endpoint.requests();
      const view = await readView(connection, 1n, ME, known);
      assertEquals(endpoint.requests() - before, requests, `${known} → ${rounds}`);
      assertEquals(
        view!.rounds.map(({ index, commitEnd }) => [index, commitEnd]),
        [rounds - 1, rounds - 2].filter((index) => index >= 0).map((index) => [index, index]),
      );
      assertEquals(view!.miner.mayCommit, rounds > 0);
      assertEquals(view!.miner.enrolled, true);
    }
  });
});

Deno.test("three calls show that a competition is over and owes nothing", async () => {
  const state = { rounds: 2, ended: true, enrolled: false };
  await withContract(new Map([[1n, state]]), async (endpoint, calls) => {
    const connection = await connect([endpoint.url], OWN);
    assertEquals(await readView(connection, 1n, ME), undefined);
    assertEquals(calls().sort(), ["owedTo", "seatOf", "standingOf"]);
    state.enrolled = true;
    assert(await readView(connection, 1n, ME) !== undefined);
  });
});

Deno.test("competitions are read together; one that cannot be read does not hide the others", async () => {
  const over = { rounds: 0, ended: true, enrolled: false };
  const runs = { rounds: 0, ended: false, enrolled: true };
  const states = new Map(Array.from({ length: 40 }, (_, index) => [BigInt(index + 1), over]));
  states.set(41n, runs);
  await withContract(states, async (endpoint) => {
    const connection = await connect([endpoint.url], OWN);
    const memory = createMemory();
    const context = {
      connection,
      memory,
      sender: { account: { address: ME } },
      journal: { deposit: () => undefined },
    } as never;
    const ids = [...states.keys(), 42n];
    const before = endpoint.requests();
    assertEquals(await readAhead(context, ids), [41n, 42n], "the last cannot be read");
    assert(endpoint.requests() - before <= 6, `${endpoint.requests() - before} requests`);
    assertEquals(memory.finished.size, 40);
    assertEquals([...memory.ahead.keys()], [41n]);
    // If nothing can be read, that is logged once, not for each.
    const error = await assertRejects(() => readAhead(context, [42n, 43n]), DemlError);
    assertEquals(error.code, "chain");
  });
});

Deno.test("an end is polled until it is deeper than a reorganization may go", async () => {
  const ended: State = { rounds: 2, ended: true, enrolled: false };
  const runs: State = { rounds: 2, ended: false, enrolled: true };
  const states = new Map([[1n, ended], [2n, ended]]);
  // The second ended long ago.
  const endedAt = new Map([[1n, 0], [2n, 0]]);
  const asked = new Set<bigint>();
  const before = (block: bigint, id: bigint) => {
    asked.add(block);
    return block >= endedAt.get(id)! ? ended : runs;
  };
  await withContract(states, async (endpoint, calls) => {
    const connection = await connect([endpoint.url], OWN);
    const memory = createMemory();
    const context = {
      connection,
      memory,
      confirmations: 3,
      sender: { account: { address: ME } },
      journal: { deposit: () => undefined },
    } as never;
    const head = endpoint.manner.head;
    const look = async () => {
      memory.ahead.clear();
      calls();
      return await readAhead(context, [1n, 2n].filter((id) => !memory.finished.has(id)));
    };
    const finished = () => [...memory.finished];
    endedAt.set(1n, head);
    assertEquals([await look(), finished()], [[], [2n]]);
    assertEquals([...asked], [BigInt(head - 2)]);
    // A reorganization reverts the end: there is something to do again.
    states.set(1n, runs);
    assertEquals([await look(), finished()], [[1n], [2n]]);
    states.set(1n, ended);
    endedAt.set(1n, head + 1);
    endpoint.manner.head = head + 2;
    assertEquals([await look(), finished()], [[], [2n]]);
    endpoint.manner.head = head + 3;
    assertEquals([await look(), finished()], [[], [2n, 1n]]);
    const standings = calls().filter((name) => name === "standingOf");
    assertEquals(standings.length, 2, "of now, and of two blocks ago");
    await look();
    assertEquals(calls(), [], "both are no longer polled");
  }, before);
});
