import { assertEquals } from "@std/assert";
import { type Address, concat, getAddress, type Hex, numberToHex, parseEther } from "viem";
import type { Event } from "../abi.ts";
import { packScores } from "../round/commitment.ts";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../score/score.ts";
import type { Competition, Ending } from "../state/competition.ts";
import type { Model } from "../state/model.ts";
import { historyOf } from "./history.ts";
import { type SeatStep, whyAccount, whyMiner, whyModel } from "./why.ts";

const competition = {
  id: 1n,
  tolerance: 50,
  seatStake: parseEther("1"),
  seats: 3,
  quorum: 3,
  part: 3n << 24n,
  fund: parseEther("10"),
  buyIn: parseEther("1"),
  ending: "running",
  organizer: numberToHex(99, { size: 20 }),
  now: 100,
  openingEnd: 50,
  queued: 0,
  nextRound: 0,
  testSet: "unjudged",
} as unknown as Competition;
const MINERS = [11, 12, 13, 14].map((number): Address =>
  getAddress(numberToHex(number, { size: 20 }))
);

let block = 0n;
/** One event in a block and its own transaction. */
function event(eventName: string, args: Record<string, unknown>): Event {
  block++;
  const transactionHash = numberToHex(block, { size: 32 });
  return { eventName, args: { id: 1n, ...args }, blockNumber: block, transactionHash } as never;
}

const seatOf = (seat: number) => (BigInt(seat) << 160n) | BigInt(MINERS[seat]!);
const opened = (models: number) =>
  event("RoundOpened", { round: 0n, models: BigInt(models), counted: 4n });
const committed = (seats: number) =>
  Array.from({ length: seats }, (_, seat) => event("Committed", { seat: seatOf(seat) }));
const revealed = (seat: number, scores: number[]) =>
  event("Revealed", {
    seat: seatOf(seat),
    evidence: numberToHex(0, { size: 32 }),
    scores: packScores(scores),
  });
const settled = (reveals: number, lost: number, median: number, inliers: number) =>
  event("RoundSettled", {
    round: 0n,
    reveals: BigInt(reveals),
    lost: BigInt(lost),
    results: concat(
      [[0, 4], [median, 3], [median, 3], [inliers, 2]].map(([value, size]): Hex =>
        numberToHex(value!, { size: size! })
      ),
    ),
  });

/** Each miner's seat, as it is explained. */
function seatsAfter(events: Event[]): SeatStep[] {
  const known = { competition, events, history: historyOf(events) };
  return MINERS.map((miner) =>
    whyMiner(known, miner).find((step): step is SeatStep => step.step === "seat")!
  );
}

const resultsAfter = (events: Event[]) => seatsAfter(events).map(({ result }) => result);

Deno.test("a seat without a row loses its deposit, and a miner without a seat nothing", () => {
  const events = [
    opened(1),
    ...committed(3),
    revealed(0, [90_000]),
    revealed(1, [90_000]),
    settled(2, 1, 90_000, 2),
  ];
  const seats = seatsAfter(events);
  assertEquals(seats.map(({ result }) => result), ["paid", "paid", "silent", "sat out"]);
  assertEquals(seats.map(({ lost }) => lost), [0n, 0n, parseEther("1"), 0n]);
  const [, commit, , , reveal] = events;
  const at = (event: Event | undefined) => ({
    transaction: event!.transactionHash,
    block: event!.blockNumber,
  });
  assertEquals([seats[0]?.commit, seats[0]?.reveal, seats[0]?.end], [
    at(commit),
    at(reveal),
    at(events.at(-1)),
  ]);
  assertEquals(seats[2]?.reveal, undefined);
});

Deno.test("rounds that run, expire or fail release seats; a failed one keeps what silent seats paid", () => {
  const running = [opened(1), ...committed(2)];
  assertEquals(resultsAfter(running), ["running", "running", "sat out", "sat out"]);
  assertEquals(resultsAfter([...running, event("RoundExpired", { round: 0n, committed: 2n })]), [
    "released",
    "released",
    "sat out",
    "sat out",
  ]);
  const failed = event("RoundFailed", { round: 0n, reveals: 1n, lost: 1n });
  const [kept, silent] = seatsAfter([...running, revealed(0, [90_000]), failed]);
  assertEquals([kept?.result, kept?.lost, silent?.result, silent?.lost], [
    "released",
    0n,
    "silent",
    parseEther("1"),
  ]);
});

Deno.test("in round zero good and bad have nothing between them", () => {
  const events = [
    opened(0),
    ...committed(4),
    ...[0, 0, INVALID_SCORE, ABSTAIN_SCORE].map((score, seat) => revealed(seat, [score])),
    settled(4, 1, 0, 3),
  ];
  assertEquals(resultsAfter(events), ["paid", "paid", "lost", "unpaid"]);
  const [, score] = whyMiner({ competition, events, history: historyOf(events) }, MINERS[0]!);
  assertEquals(score?.step === "score" && [score.model, score.tolerance], [undefined, 0]);
});

const AUTHOR = numberToHex(1, { size: 20 });
const model = (more: Partial<Model>): Model => ({
  id: 0,
  author: AUTHOR,
  digest: numberToHex(5, { size: 32 }),
  keyCommitment: numberToHex(0, { size: 32 }),
  size: 10,
  published: 10,
  tries: 0,
  status: "waiting",
  score: undefined,
  ...more,
});

Deno.test("a model without a score is explained by its state", () => {
  const known = { events: [], history: historyOf([]) };
  const states: [Partial<Model>, Partial<Competition>, string][] = [
    [{}, {}, "waiting"],
    [{}, { ended: true }, "unscored"],
    [{ status: "sealed" }, { openingEnd: 200 }, "sealed"],
    [{ status: "sealed" }, {}, "not opened"],
    [{ status: "incomplete", published: 4 }, {}, "incomplete"],
    [{ status: "reserved" }, {}, "reserved"],
    [{ status: "unjudged", tries: 3 }, {}, "unjudged"],
    [{ status: "scored", score: INVALID_SCORE }, {}, "invalid"],
  ];
  for (const [of, more, state] of states) {
    const all = { ...known, competition: { ...competition, ...more } };
    const [step] = whyModel(all, [model(of)], 0);
    assertEquals(step?.step === "model" && [step.state, step.rank], [state, undefined]);
  }
});

Deno.test("an organizer reads what became of its fund", () => {
  const transactionHash = numberToHex(7, { size: 32 });
  const account = numberToHex(9, { size: 20 });
  const amount = parseEther("8");
  const events = [
    { ...event("Ended", { pot: parseEther("10"), ending: 3 }), transactionHash },
    { ...event("Credited", { account, amount }), transactionHash },
    // Of another call.
    { ...event("Credited", { account, amount }), transactionHash: numberToHex(8, { size: 32 }) },
  ] as Event[];
  const of = (ending: Ending, more: Partial<Competition>, models: Model[]) => {
    const all = { ...competition, organizer: account, testKey: undefined, ending, ...more };
    const known = { competition: all, events, history: historyOf(events) };
    const steps = whyAccount(known, models, account, { registered: false, owed: 0n });
    const own = steps.find(({ step }) => step === "organizer");
    return own?.step === "organizer" && [own.returned, own.penalty];
  };
  const fifth = competition.fund / 5n;
  assertEquals(of("cancelled", {}, [model({})]), [amount, fifth]);
  assertEquals(of("cancelled", {}, [model({ status: "incomplete" })]), [amount, 0n]);
  const key = numberToHex(1, { size: 32 });
  assertEquals(of("cancelled", { testKey: key, testSet: "unjudged" }, [model({})]), [amount, 0n]);
  assertEquals(of("unwon", {}, [model({})]), [amount, 0n]);
  assertEquals(of("won", {}, [model({})]), [0n, 0n]);
  assertEquals(of("running", {}, [model({})]), false);
});

Deno.test("refunds follow from how the competition ended", () => {
  const events = [event("Ended", { pot: parseEther("11"), ending: 3 })];
  const of = (ending: Ending, status: Model["status"]) => {
    const known = { competition: { ...competition, ending }, events, history: historyOf(events) };
    const steps = whyAccount(known, [model({ status })], AUTHOR, { registered: true, owed: 7n });
    const refund = steps.find(({ step }) => step === "refund");
    return refund?.step === "refund" && [refund.parts, refund.refund, refund.penalty];
  };
  const buyIn = parseEther("1");
  assertEquals(of("won", "scored"), [1, 0n, 0n]);
  assertEquals(of("won", "waiting"), [0, buyIn, 0n]);
  assertEquals(of("unwon", "unjudged"), [1, buyIn - competition.part, 0n]);
  // A fifth of the fund, in at least five shares.
  assertEquals(of("cancelled", "waiting"), [0, buyIn, parseEther("10") / 25n]);
});

Deno.test("a claim comes with its result, and its bond", () => {
  const claim = `0x0183d6${"ab".repeat(29)}` as const; // 99.286 %
  const model = (status: Model["status"], score?: number) =>
    ({
      id: 0,
      author: MINERS[0],
      digest: "0x01",
      size: 1,
      published: 1,
      tries: 0,
      status,
      score,
      claim,
    }) as unknown as Model;
  const events = [event("ScoreClaimed", { model: 0n, claim })];
  const told = (one: Model, terms: Partial<Competition> = {}) =>
    whyModel(
      { competition: { ...competition, ...terms }, events, history: historyOf(events) },
      [one],
      0,
    ).flatMap((step) => step.step === "claim" ? [step] : []);
  const result = (one: Model, terms?: Partial<Competition>) =>
    told(one, terms).map((step) => [step.claimed, step.result])[0];
  assertEquals(result(model("waiting")), [99_286, "open"]);
  assertEquals(result(model("scored", 70_000)), [99_286, "kept"]);
  assertEquals(result(model("scored", INVALID_SCORE)), [99_286, "invalid"]);
  // Its time is over.
  const good = { testSet: "good" } as const;
  assertEquals(result(model("sealed"), good), [99_286, "shut"]);
  assertEquals(result(model("incomplete"), good), [99_286, "shut"]);
  assertEquals(result(model("incomplete"), { ...good, now: 49 }), [99_286, "open"]);
  // It could not be opened: `cancel` returns every bond.
  assertEquals(result(model("sealed")), [99_286, "open"]);
  const cancelled = { ending: "cancelled", ended: true } as const;
  assertEquals(result(model("sealed"), cancelled), [99_286, "returned"]);
  assertEquals(result(model("unjudged")), [99_286, "returned"]);
  const unwon = { ...good, ending: "unwon", ended: true } as const;
  assertEquals(result(model("waiting"), unwon), [99_286, "returned"]);
  const [step] = told(model("waiting"));
  assertEquals([step?.bond, step?.at?.block], [competition.buyIn, events[0]?.blockNumber]);
  assertEquals(told({ ...model("waiting"), claim: undefined }), []);
});
