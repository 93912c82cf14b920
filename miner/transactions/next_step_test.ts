import { assertEquals } from "@std/assert";
import type { Hex } from "viem";
import type { Call, Mined } from "../journal/call.ts";
import { gapsOf, nextStep, type Seen } from "./next_step.ts";

const HASH: Hex = "0x01";

function call(changes: Partial<Call> = {}): Call {
  return {
    id: 1,
    key: "commit",
    purpose: "commit",
    to: "0x0000000000000000000000000000000000000001",
    data: "0x",
    value: 0n,
    urgent: false,
    worth: 1_000n,
    nonce: 5,
    gas: 10n,
    state: "open",
    displaced: false,
    attempts: [{ hash: HASH, raw: "0x", maxFee: 10n, tip: 1n, sentAt: 100 }],
    ...changes,
  };
}

function seen(changes: Partial<Seen> = {}): Seen {
  return {
    block: 101,
    nonce: 5,
    nonceAtDepth: 5,
    mined: new Map(),
    known: new Set([HASH]),
    confirmations: 3,
    ...changes,
  };
}

const at = (block: number): [Hex, Mined] => [
  HASH,
  { hash: HASH, block, success: true, gasUsed: 9n, gasPrice: 1n, logs: [] },
];

Deno.test("a mined call is final after enough blocks", () => {
  const kind = (block: number) =>
    nextStep(call(), seen({ nonce: 6, block, mined: new Map([at(101)]) })).kind;
  assertEquals([101, 102, 103].map(kind), ["mined", "mined", "final"]);
});

Deno.test("every attempt counts, not only the last", () => {
  const last = { hash: "0x02" as Hex, raw: "0x" as Hex, maxFee: 20n, tip: 2n, sentAt: 103 };
  const bumped = call({ attempts: [...call().attempts, last] });
  const step = nextStep(bumped, seen({ nonce: 6, block: 110, mined: new Map([at(102)]) }));
  assertEquals(step.kind, "final");
});

Deno.test("a call whose nonce another used is lost once that is deep, an urgent one at once", () => {
  assertEquals(nextStep(call(), seen({ nonce: 6 })).kind, "wait");
  assertEquals(nextStep(call(), seen({ nonce: 6, nonceAtDepth: 6 })).kind, "lost");
  assertEquals(nextStep(call({ urgent: true }), seen({ nonce: 6 })).kind, "lost");
});

Deno.test("the first in line offers more after three blocks, an urgent one after two; others wait", () => {
  const kinds = (changes: Partial<Call>, nonce = 5) =>
    [101, 102, 103].map((block) => nextStep(call(changes), seen({ block, nonce })).kind);
  assertEquals(kinds({}), ["wait", "wait", "bump"]);
  assertEquals(kinds({ urgent: true }), ["wait", "bump", "bump"]);
  assertEquals(kinds({ nonce: 6 }), ["wait", "wait", "wait"]);
  assertEquals(kinds({ displaced: true }), ["wait", "wait", "wait"]);
});

Deno.test("a forgotten call is sent again", () => {
  assertEquals(nextStep(call(), seen({ known: new Set() })).kind, "rebroadcast");
  assertEquals(nextStep(call({ nonce: 6 }), seen({ known: new Set() })).kind, "rebroadcast");
});

Deno.test("unused nonces are found only below calls that wait for them", () => {
  assertEquals(gapsOf([call({ nonce: 5 }), call({ nonce: 8 })], 4), [4, 6, 7]);
  assertEquals(gapsOf([call({ nonce: 5 })], 5), []);
  assertEquals(gapsOf([call({ nonce: 7, displaced: true })], 5), []);
});
