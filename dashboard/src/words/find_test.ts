import { assertEquals } from "@std/assert";
import { parseEther } from "viem";
import { findCompetitions, type Found, type Knowledge, readWish, writeWish } from "./find.ts";

const ANN = "0x00000000000000000000000000000000000000aA";
const BEN = "0x00000000000000000000000000000000000000bB";

function competition(id: bigint, more: Partial<Found> = {}): Found {
  return {
    id,
    phase: "registration",
    phaseEnd: 100,
    ended: false,
    sealed: false,
    organizer: ANN,
    specDigest: "0x",
    participants: 0,
    fund: parseEther("10"),
    buyIn: parseEther("1"),
    returnsBuyIns: true,
    pot: parseEther("10"),
    ...more,
  };
}

const ALL = [
  competition(4n, { phaseEnd: 300, sealed: true, organizer: BEN }),
  competition(3n, { phase: "settled", phaseEnd: 0, ended: true, participants: 9 }),
  competition(2n, { phase: "submission", phaseEnd: 200, fund: parseEther("90") }),
  competition(1n, { participants: 3 }),
];
const NAMES: Record<string, string> = { 1: "MNIST digits", 2: "Wine", 3: "Digits again" };
const KNOWN: Knowledge = {
  specOf: ({ id }) =>
    NAMES[String(id)] === undefined
      ? undefined
      : { name: NAMES[String(id)]!, description: "some rows" },
  own: BEN,
  joined: new Set([1n]),
};

function found(query: string): number[] {
  return findCompetitions(ALL, readWish(query), KNOWN).map(({ id }) => Number(id));
}

Deno.test("a text is found in name, description and organizer, and as a number", () => {
  assertEquals(found("q=digits"), [3, 1]);
  assertEquals(found("q=ROWS"), [3, 2, 1]);
  assertEquals(found(`q=${BEN.slice(-6)}`), [4]);
  assertEquals(found("q=%232"), [2]);
  assertEquals(found("q=nothing"), []);
});

Deno.test("filters are combined", () => {
  assertEquals(found("state=joinable"), [4]);
  assertEquals(found("state=mine"), [4, 1]);
  assertEquals(found("state=mine&kind=open"), [1]);
  assertEquals(found("state=settled"), [3]);
  assertEquals(found("kind=sealed"), [4]);
});

Deno.test("each order has the newest first among equals", () => {
  assertEquals(found(""), [4, 3, 2, 1]);
  assertEquals(found("order=ending"), [1, 2, 4, 3]);
  assertEquals(found("order=prize"), [2, 4, 3, 1]);
  assertEquals(found("order=participants"), [3, 1, 4, 2]);
});

Deno.test("a wish and its address are the same; what is wrong in one is the usual", () => {
  const query = "q=a+b&state=mine&kind=open&order=prize&shown=48";
  assertEquals(writeWish(readWish(query)), query);
  for (const wrong of ["", "state=constructor&order=x&shown=-1", "shown=NaN&q=+"]) {
    assertEquals(writeWish(readWish(wrong)), "");
  }
});
