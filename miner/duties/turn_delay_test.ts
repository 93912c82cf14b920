import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type Address, toHex } from "viem";
import { longestTurn, type Turn, turnDelay, turnIn } from "./turn_delay.ts";

const BLOCK = 12;
const addressOf = (index: number): Address => toHex(0xdeadbeef + 7_919 * index, { size: 20 });
const TURN: Turn = {
  address: addressOf(0),
  competition: 3n,
  what: "settle 4",
  since: 1_700_000_000,
  enrolled: 100,
};

/** The delays of some of the enrolled at one occasion, the shortest first. */
function occasion(number: number, enrolled: number, there = enrolled, changes: Partial<Turn> = {}) {
  const since = TURN.since + 3_600 * number;
  return Array.from({ length: there }, (_, index) => {
    return turnDelay({ ...TURN, address: addressOf(index), since, enrolled, ...changes });
  }).sort((a, b) => a - b);
}

/** Over many occasions, on average: how long until the first tries, and how many in a block after it. */
function average(enrolled: number, there = enrolled, occasions = 400) {
  let [first, others] = [0, 0];
  for (let number = 0; number < occasions; number++) {
    const delays = occasion(number, enrolled, there);
    first += delays[0]! / occasions;
    others += (delays.filter((delay) => delay <= delays[0]! + BLOCK).length - 1) / occasions;
  }
  return { first, others };
}

Deno.test("of a hundred miners, about one more tries before the first one's block", () => {
  for (const enrolled of [10, 100, 800]) {
    const { first, others } = average(enrolled, enrolled, enrolled === 800 ? 100 : 400);
    assert(others > 0.4 && others < 1.1, `${others} of ${enrolled}`);
    assert(first < 2.5 * BLOCK, `${first} s until the first of ${enrolled}`);
  }
});

Deno.test("if most are offline, the first of the others still comes within minutes", () => {
  const { first, others } = average(100, 10);
  assert(first > 2 * BLOCK && first < 8 * BLOCK, `${first} s`);
  assert(others < 1.5, `${others}`);
  assert(average(100, 1).first < longestTurn(100));
});

Deno.test("nobody waits longer than the longest turn, which is under four minutes for 800", () => {
  for (const enrolled of [2, 100, 800]) {
    const delays = occasion(0, enrolled);
    assert(delays.every((delay) => delay >= 0 && delay < longestTurn(enrolled)));
    assert(new Set(delays).size === enrolled, "all wait for different times");
  }
  assert(longestTurn(800) < 240);
  assertEquals(longestTurn(1), 0);
});

Deno.test("a miner's turn is the same whenever it asks, and different at each occasion", () => {
  assertEquals(turnDelay(TURN), turnDelay({ ...TURN }));
  const lower = TURN.address.toLowerCase() as Address;
  assertEquals(turnDelay({ ...TURN, address: lower }), turnDelay(TURN));
  const changes: Partial<Turn>[] = [
    { address: addressOf(1) },
    { competition: 4n },
    { what: "settle 5" },
    { since: TURN.since + 1 },
  ];
  for (const change of changes) {
    assertNotEquals(
      turnDelay({ ...TURN, ...change }),
      turnDelay(TURN),
      JSON.stringify(change.what),
    );
  }
  // Each is the first about as often as the others: of ten, none in more than a quarter of the cases.
  const times = new Map<number, number>();
  for (let number = 0; number < 300; number++) {
    const delays = Array.from({ length: 10 }, (_, index) => {
      const since = TURN.since + 60 * number;
      return turnDelay({ ...TURN, address: addressOf(index), since, enrolled: 10 });
    });
    const first = delays.indexOf(Math.min(...delays));
    times.set(first, (times.get(first) ?? 0) + 1);
  }
  assertEquals(times.size, 10);
  assert([...times.values()].every((count) => count > 10 && count < 75), `${[...times.values()]}`);
});

Deno.test("what is possible for only a short time is tried in its first half", () => {
  const delays = occasion(0, 100, 100, { within: 60 });
  assert(delays.every((delay) => delay < 30));
  assert(delays.at(-1)! > 20, "and the time is used");
  assertEquals(occasion(0, 100, 100, { within: 0 }).at(-1), 0);
  assertEquals(occasion(0, 100, 100, { within: 3_600 }), occasion(0, 100));
});

Deno.test("nobody waits alone, or on a chain whose blocks come at once", () => {
  assertEquals(turnDelay({ ...TURN, enrolled: 1 }), 0);
  assertEquals(turnDelay({ ...TURN, enrolled: 0 }), 0);
  assertEquals(turnDelay({ ...TURN, blockTime: 0 }), 0);
  assertEquals(turnDelay({ ...TURN, blockTime: 24 }), 2 * turnDelay(TURN));
});

Deno.test("a late miner has already waited", () => {
  const delay = turnDelay(TURN);
  assert(delay > 1);
  assertEquals(turnIn(TURN, TURN.since), delay);
  assertEquals(turnIn(TURN, TURN.since + 1), delay - 1);
  assertEquals(turnIn(TURN, TURN.since + 1_000), 0);
});
