import { assertEquals, assertMatch } from "@std/assert";
import { parseEther } from "viem";
import { datesOf } from "./dates.ts";
import { howJudged, prizesOf, whatIsRisked } from "./judging.ts";

const TERMS = {
  seats: 67,
  quorum: 45,
  tolerance: 100,
  sealed: true,
  fund: parseEther("10"),
  buyIn: parseEther("1"),
  part: parseEther("0.1"),
  participants: 3,
  returnsBuyIns: false,
  pot: parseEther("13"),
  prizeShares: [6_000, 3_000, 1_000],
  registrationEnd: 100,
  submissionEnd: 200,
  openingEnd: 500,
  evaluationEnd: 900,
};

Deno.test("the prizes by place are shares of the prize, not of the pot", () => {
  assertEquals(prizesOf(TERMS).map(({ amount }) => amount), [
    parseEther("6.6"),
    parseEther("3.3"),
    parseEther("1.1"),
  ]);
  assertEquals(prizesOf({ ...TERMS, prizeShares: [], returnsBuyIns: true }), [
    { place: 1, share: 10_000, amount: parseEther("8") },
  ]);
});

Deno.test("how it is judged names miners, quorum and tolerance", () => {
  assertMatch(
    howJudged(TERMS),
    /^67 independent miners run every model .* quorum is 45.* tolerance of 0.100 points/,
  );
  assertMatch(
    howJudged({ ...TERMS, sealed: false, quorum: 67 }),
    /quorum is 67.*copy a model$/,
  );
});

Deno.test("a participant reads what can be lost before paying", () => {
  const [first, ...rest] = whatIsRisked(TERMS);
  assertMatch(first!, /^You pay 1 ETH once/);
  assertEquals(rest.length, 4);
  assertEquals(whatIsRisked({ ...TERMS, sealed: false }).length, 3);
});

Deno.test("a sealed competition has the dates of its keys", () => {
  assertEquals(datesOf(TERMS).map(({ at }) => at), [100, 200, 300, 400, 500, 900]);
  assertEquals(datesOf({ ...TERMS, sealed: false }).map(({ at }) => at), [100, 200, 900]);
});
