import { assertEquals } from "@std/assert";
import { type Address, concat, getAddress, type Hex, numberToHex, parseEther } from "viem";
import { packScores } from "../round/commitment.ts";
import { packModelName } from "../text/model_name.ts";
import type { Model } from "../state/model.ts";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../score/score.ts";
import { howEnded } from "../../dashboard/src/words/rounds.ts";
import { historyOf } from "./history.ts";
import { agreementOf, judgementsOf, quorumOf, scoresOverTime, unjudgedOf } from "./judgements.ts";
import { feeOf, minersOf } from "./miners.ts";
import { burnsOf, potOf, refundsOf } from "./pot.ts";
import type { Event } from "../abi.ts";

const RULES = {
  tolerance: 50,
  seatStake: parseEther("1"),
  seats: 3,
  part: 3n << 24n,
};
const TERMS = { ...RULES, fund: parseEther("10"), buyIn: parseEther("1") };
const account = (number: number): Address => getAddress(numberToHex(number, { size: 20 }));
const MINERS = [11, 12, 13, 14].map(account);

let block = 0n;
/** One event, a second after the one before. */
function event(eventName: string, args: Record<string, unknown>): Event {
  block++;
  return { eventName, args: { id: 1n, ...args }, blockNumber: block, time: Number(block) } as never;
}

const seatOf = (round: number, seat: number) =>
  (BigInt(round) << 176n) | (BigInt(seat) << 160n) | BigInt(MINERS[seat]!);
const opened = (round: number, models: number) =>
  event("RoundOpened", { round: BigInt(round), models: BigInt(models), counted: 4n });
const committed = (round: number, seats: number) =>
  Array.from(
    { length: seats },
    (_, seat) => event("Committed", { seat: seatOf(round, seat) }),
  );
const revealed = (round: number, seat: number, scores: number[]) =>
  event("Revealed", {
    seat: seatOf(round, seat),
    evidence: numberToHex(0, { size: 32 }),
    scores: packScores(scores),
  });
type Result = [model: number, median: number, average: number, inliers: number];
const settled = (round: number, reveals: number, lost: number, results: Result[]) =>
  event("RoundSettled", {
    round: BigInt(round),
    reveals: BigInt(reveals),
    lost: BigInt(lost),
    results: concat(
      results.flatMap(([model, median, average, inliers]): Hex[] => [
        numberToHex(model, { size: 4 }),
        numberToHex(median, { size: 3 }),
        numberToHex(average, { size: 3 }),
        numberToHex(inliers, { size: 2 }),
      ]),
    ),
  });

Deno.test("a round is settled: miners that agreed are paid, liars and silent ones lose all, abstainers neither", () => {
  const history = historyOf([
    event("EnrolledTogether", { miners: MINERS }),
    opened(0, 2),
    ...committed(0, 4),
    revealed(0, 0, [90_000, 80_000]),
    revealed(0, 1, [90_010, ABSTAIN_SCORE]),
    event("RevealedTogether", {
      round: 0n,
      rows: concat([
        packScores([90_101, 80_000]),
        numberToHex(0, { size: 32 }),
        numberToHex(1, { size: 2 }),
        numberToHex(2, { size: 2 }),
      ]),
    }),
    settled(0, 3, 2, [[7, 90_000, 90_005, 2], [8, 80_000, 80_000, 2]]),
  ]);
  const [round] = history.rounds;
  assertEquals([round!.outcome, round!.counted, round!.seats.size, round!.rows.size], [
    "settled",
    4,
    4,
    3,
  ]);
  const records = new Map(minersOf(history, RULES).map((record) => [record.address, record]));
  const fee = feeOf(RULES, 3);
  const told = MINERS.map((miner) => {
    const { judged, inliers, abstained, silent, earned, lost } = records.get(miner)!;
    return [judged, inliers, abstained, silent, earned / fee, lost / RULES.seatStake];
  });
  assertEquals(told, [
    [2, 2, 0, 0, 2n, 0n],
    [1, 1, 1, 0, 1n, 0n],
    // 101 off is more than twice the tolerance: its score of the other model is not paid either.
    [2, 1, 0, 0, 0n, 1n],
    [0, 0, 0, 1, 0n, 1n],
  ]);
  assertEquals(agreementOf(history).get(7), {
    evaluations: 3,
    inliers: 2,
    median: 90_000,
    average: 90_005,
  });
  const sheet = potOf(history, TERMS);
  assertEquals(sheet.fees, 3n * fee);
  assertEquals(sheet.lost, 2n * RULES.seatStake);
  assertEquals(
    howEnded(round!, { quorum: 3, seatStake: RULES.seatStake }),
    "2 models of 2 agreed. 2 deposits lost and burnt: 2 ETH",
  );
});

Deno.test("between one and two tolerances a seat is neither paid nor punished", () => {
  const history = historyOf([
    opened(0, 1),
    ...committed(0, 3),
    ...[90_000, 90_000, 90_100].map((score, seat) => revealed(0, seat, [score])),
    settled(0, 3, 0, [[0, 90_000, 90_000, 2]]),
  ]);
  const { earned, lost } = minersOf(history, RULES).find(({ address }) => address === MINERS[2])!;
  assertEquals([earned, lost], [0n, 0n]);
});

Deno.test("if more miners judge than there are seats, they share the part", () => {
  const history = historyOf([
    opened(0, 1),
    ...committed(0, 4),
    ...[0, 1, 2, 3].map((seat) => revealed(0, seat, [90_000])),
    settled(0, 4, 0, [[0, 90_000, 90_000, 4]]),
  ]);
  assertEquals(minersOf(history, RULES)[0]!.earned, feeOf(RULES, 4));
});

Deno.test("a round that expires or fails says why; its models wait", () => {
  const history = historyOf([
    opened(0, 5),
    ...committed(0, 2),
    event("RoundExpired", { round: 0n, committed: 2n }),
    opened(1, 5),
    ...committed(1, 3),
    revealed(1, 0, [1, 2, 3, 4, 5]),
    event("RoundFailed", { round: 1n, reveals: 1n, lost: 2n }),
    event("Burnt", { amount: 2n * RULES.seatStake }),
  ]);
  assertEquals(history.rounds.map(({ outcome }) => outcome), ["expired", "failed"]);
  assertEquals(minersOf(history, RULES).map(({ lost }) => lost / RULES.seatStake), [
    0n,
    1n,
    1n,
  ]);
  assertEquals(burnsOf(history, potOf(history, TERMS)).surplus, 0n);
  const words = history.rounds.map((round) => howEnded(round, { quorum: 3, seatStake: 1n }));
  assertEquals(words[0]!.startsWith("2 of the 4 that could commit did, and 3 are needed."), true);
  assertEquals(words[1]!.startsWith("1 row of 3 arrived, and 3 are needed"), true);
});

Deno.test("round zero judges the test set: its number is not a model's, and no tolerance joins its verdicts", () => {
  const history = historyOf([
    opened(0, 0),
    ...committed(0, 3),
    revealed(0, 0, [100_000]),
    revealed(0, 1, [100_000]),
    revealed(0, 2, [99_990]),
    settled(0, 3, 1, [[0xffffffff, 100_000, 100_000, 2]]),
  ]);
  assertEquals([history.rounds[0]!.testSet, history.rounds[0]!.size], [true, 1]);
  assertEquals(agreementOf(history).size, 0);
  assertEquals(scoresOverTime(history), []);
  assertEquals(minersOf(history, RULES).map(({ earned }) => earned / feeOf(RULES, 3)), [
    1n,
    1n,
    0n,
  ]);
  assertEquals(
    howEnded(history.rounds[0]!, { quorum: 3, seatStake: parseEther("1") }),
    "The test set is good: models may be opened. 1 deposit lost and burnt: 1 ETH",
  );
});

Deno.test("three rounds without a majority leave a model unjudged, and burn its part", () => {
  const tries = [0, 1, 2].flatMap((round) => [
    opened(round, 1),
    settled(round, 3, 0, [[4, 50_000, 50_000, 1]]),
  ]);
  const twice = historyOf(tries.slice(0, 4));
  assertEquals([...unjudgedOf(twice)], []);
  assertEquals(judgementsOf(twice, 4, RULES).map(({ agreed }) => agreed), [false, false]);
  const history = historyOf(tries);
  assertEquals([...unjudgedOf(history)], [4]);
  assertEquals(potOf(history, TERMS).unjudged, RULES.part);
  assertEquals(scoresOverTime(history), []);
});

Deno.test("once a round was settled, the quorum is more than half of what revealed there", () => {
  const history = historyOf([
    opened(0, 1),
    event("RoundExpired", { round: 0n, committed: 2n }),
    opened(1, 1),
    settled(1, 5, 0, [[0, 1, 1, 5]]),
    opened(2, 1),
    settled(2, 3, 0, [[1, 1, 1, 3]]),
    opened(3, 1),
  ]);
  const quorums = [0, 1, 2, 3].map((round) => quorumOf(history, round, { quorum: 4 }));
  assertEquals(quorums, [4, 4, 3, 3]);
});

Deno.test("a score and INVALID come once, in their order", () => {
  const history = historyOf([
    opened(0, 2),
    settled(0, 3, 0, [[2, 60_000, 60_000, 3], [1, INVALID_SCORE, INVALID_SCORE, 3]]),
    opened(1, 1),
    settled(1, 3, 0, [[3, 70_000, 70_000, 3]]),
  ]);
  assertEquals(scoresOverTime(history).map(({ model, score }) => [model, score]), [
    [2, 60_000],
    [3, 70_000],
  ]);
});

Deno.test("a model is called what its author called it last, and nothing once that is taken away", () => {
  const submitted = (model: bigint) =>
    event("ModelSubmitted", {
      model,
      author: account(1),
      digest: "0x",
      size: 1n,
      keyCommitment: "0x",
    });
  const named = (model: bigint, name: string) =>
    event("ModelNamed", { model, name: packModelName(name) });
  const { places } = historyOf([
    submitted(0n),
    submitted(1n),
    submitted(2n),
    named(0n, "first try"),
    named(1n, "a\u202eb"),
    named(0n, "LeNet"),
    named(2n, "Winner"),
    named(2n, ""),
    // A node may invent events.
    named(9n, "nobody's"),
  ]);
  assertEquals([...places].map(([place, { name }]) => [place, name]), [
    [0, "LeNet"],
    [1, "a\\u{202e}b"],
    [2, undefined],
  ]);
});

Deno.test("places are reserved, and filled", () => {
  const [ann, bob] = [account(1), account(2)];
  const { places } = historyOf([
    event("PlaceReserved", { place: 0n, author: ann }),
    event("ModelSubmitted", {
      model: 1n,
      author: bob,
      digest: "0x",
      size: 1n,
      keyCommitment: "0x",
    }),
    event("ModelSubmitted", {
      model: 0n,
      author: ann,
      digest: "0x",
      size: 1n,
      keyCommitment: "0x",
    }),
    event("PlaceReserved", { place: 2n, author: bob }),
  ]);
  const told = [...places].map(([place, { author, submittedAt }]) => [
    place,
    author,
    submittedAt !== undefined,
  ]);
  assertEquals(told, [[0, ann, true], [1, bob, true], [2, bob, false]]);
});

Deno.test("authors get buy-ins back: which, and how much", () => {
  const [ann, bob, cleo, dan, eve] = [1, 2, 3, 4, 5].map(account);
  const participants = [ann!, bob!, cleo!, dan!, eve!];
  const model = (author: Address, status: Model["status"]) => ({
    author,
    status,
    score: status === "scored" ? 70_000 : undefined,
  });
  const models = [
    model(ann!, "scored"),
    model(ann!, "unjudged"),
    model(bob!, "waiting"),
    model(cleo!, "unjudged"),
    model(dan!, "incomplete"),
  ];
  const terms = {
    buyIn: 100n,
    part: 10n,
    fund: 1_000n,
    returnsBuyIns: false,
    testKey: undefined,
    testSet: "unjudged" as const,
  };
  const back = (ending: "won" | "unwon" | "cancelled", change = {}) =>
    refundsOf(participants, models, { ...terms, ...change }, ending)
      .map(({ refund, penalty }) => Number(refund + penalty));
  assertEquals(back("won"), [0, 100, 90, 0, 0]);
  assertEquals(back("won", { returnsBuyIns: true }), [80, 100, 90, 100, 100]);
  assertEquals(back("unwon"), [80, 100, 90, 100, 100]);
  // No key: a fifth of the fund among three authors of complete models, a fifth of it each.
  assertEquals(back("cancelled"), [140, 140, 140, 100, 100]);
  const opened = { testKey: numberToHex(1, { size: 32 }) };
  assertEquals(back("cancelled", opened), [100, 100, 100, 100, 100]);
  assertEquals(back("cancelled", { ...opened, testSet: "bad" }), [140, 140, 140, 100, 100]);
});

Deno.test("what is claimed, burnt, credited and withdrawn adds up, account by account", () => {
  const [one, two] = MINERS as [Address, Address];
  const claimed = (miner: Address, stake: bigint, fees: bigint) =>
    event("Claimed", { miner, stake, fees });
  const history = historyOf([
    claimed(one, 1n, 10n),
    claimed(two, 7n, 0n),
    claimed(one, 2n, 20n),
    event("Burnt", { amount: 5n }),
    event("Burnt", { amount: 6n }),
    event("Credited", { account: one, amount: 3n }),
    event("Withdrawn", { account: two, amount: 4n }),
  ]);
  assertEquals([...history.miners], [
    [one, { stake: 3n, fees: 30n, claims: 2 }],
    [two, { stake: 7n, fees: 0n, claims: 1 }],
  ]);
  assertEquals(history.burnt, 11n);
  assertEquals(history.credits, [{ account: one, amount: 3n }]);
  assertEquals(history.withdrawals, [{ account: two, amount: 4n }]);
});

Deno.test("bonds of claimed scores come back unless the model is INVALID or stayed shut", () => {
  const [ann, bob, cleo, dan] = [1, 2, 3, 4].map(account);
  const participants = [ann!, bob!, cleo!, dan!];
  const claim = `0x${"11".repeat(32)}` as const;
  const models = [
    { author: ann!, status: "scored" as const, score: 70_000, claim },
    { author: bob!, status: "scored" as const, score: INVALID_SCORE, claim },
    { author: cleo!, status: "sealed" as const, score: undefined, claim },
    { author: dan!, status: "unjudged" as const, score: undefined, claim },
    { author: dan!, status: "scored" as const, score: INVALID_SCORE },
  ];
  const terms = {
    buyIn: 100n,
    part: 10n,
    fund: 1_000n,
    returnsBuyIns: true,
    testKey: numberToHex(1, { size: 32 }),
    testSet: "good" as const,
  };
  const back = (ending: "won" | "unwon" | "cancelled") =>
    refundsOf(participants, models, terms, ending).map(({ bonds }) => Number(bonds));
  assertEquals(back("won"), [100, 0, 0, 100]);
  assertEquals(back("unwon"), [100, 0, 0, 100]);
  assertEquals(back("cancelled"), [100, 100, 100, 100]);
});
