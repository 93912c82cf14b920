import { assertEquals, assertNotEquals } from "@std/assert";
import type { Hex } from "viem";
import { sealOf } from "./seal_of.ts";

const bytes = (byte: string): Hex => `0x${byte.repeat(32)}`;

Deno.test("a seal is the same for the same files, and no content shares a nonce with another", () => {
  const [key, one, other] = [bytes("01"), bytes("aa"), bytes("ab")];
  const seal = sealOf(key, [one, one]);
  assertEquals(sealOf(key, [one, one]), seal);
  assertEquals(seal.nonces.map((nonce) => nonce.length), [26, 26]);
  const all = [
    ...seal.nonces,
    ...sealOf(key, [other]).nonces,
    ...sealOf(bytes("02"), [one]).nonces,
  ];
  assertEquals(new Set(all).size, all.length);
  assertNotEquals(seal.nonces[0], seal.nonces[1]);
});
