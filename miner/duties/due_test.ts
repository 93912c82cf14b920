import { assertEquals } from "@std/assert";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Miner } from "../chain/read_miner.ts";
import type { Round } from "../../protocol/state/round.ts";
import { due, isAnybodys, nameOf, type Situation } from "./due.ts";

const ROUND: Round = {
  index: 3,
  status: "running",
  testSet: false,
  models: [0],
  counted: 10,
  committed: 1,
  revealed: 0,
  agreed: 0,
  openedAt: 1_000,
  commitsOpen: true,
  revealsOpen: false,
  commitEnd: 2_000,
  revealEnd: 0,
  canSettle: false,
  canExpire: false,
  canFail: false,
};
const REVEALS: Partial<Round> = { commitsOpen: false, revealsOpen: true, revealEnd: 3_000 };

type Changes =
  & Partial<Omit<Situation, "competition" | "miner" | "rounds">>
  & {
    competition?: Partial<Competition>;
    miner?: Partial<Miner>;
    rounds?: Partial<Round>[];
  };

function situation({ competition, miner, rounds = [], ...changes }: Changes): Situation {
  return {
    competition: {
      now: 1_000,
      phase: "submission",
      ended: false,
      sealed: false,
      submissionEnd: 5_000,
      openingEnd: 5_000,
      evaluationEnd: 9_000,
      commitWindow: 500,
      revealWindow: 100,
      queued: 0,
      participants: 1,
      models: 1,
      seatStake: 5n,
      canOpenRound: false,
      canFinalize: false,
      canCancel: false,
      ...competition,
    } as Competition,
    rounds: rounds.map((round) => ({ ...ROUND, ...round })),
    miner: {
      address: "0x0000000000000000000000000000000000000001",
      enrolled: true,
      counts: true,
      seatedIn: undefined,
      revealed: false,
      commitment: undefined,
      claimable: 0n,
      mayCommit: false,
      owed: 0n,
      ...miner,
    },
    opening: undefined,
    deep: false,
    refused: false,
    leaving: false,
    lost: 0n,
    maxStake: 10n,
    ...changes,
  };
}

const OPENING = { scores: "0x", evidence: "0x", salt: "0x", commitment: "0x" } as const;

const names = (changes: Changes) => due(situation(changes)).map(nameOf);

Deno.test("a miner enrols while models may come and its deposit may still count, but not afterwards", () => {
  const miner = { enrolled: false };
  assertEquals(names({ miner }), ["enrol"]);
  const evaluation = { phase: "evaluation" as const, now: 6_000 };
  assertEquals(names({ miner, competition: evaluation }), []);
  assertEquals(names({ miner, competition: { ...evaluation, queued: 1 } }), ["enrol"]);
  assertEquals(names({ miner, competition: { ...evaluation, now: 5_400 } }), ["enrol"], "parts");
  // Made at 7,999 it counts from 8,500 on, made at 8,000 from 9,000 on: nothing opens then.
  assertEquals(names({ miner, competition: { now: 7_999 } }), ["enrol"]);
  assertEquals(names({ miner, competition: { now: 8_000 } }), []);
  assertEquals(names({ miner, competition: { ended: true, phase: "settled" } }), []);
  const nobody = { participants: 0, models: 0 };
  assertEquals(names({ miner, competition: { ...nobody, phase: "registration" } }), ["enrol"]);
  assertEquals(names({ miner, competition: { ...nobody, phase: "submission" } }), []);
  assertEquals(names({ miner, competition: { models: 0, phase: "opening" } }), []);
  assertEquals(names({ miner, competition: { ...evaluation, models: 0, now: 5_400 } }), []);
});

Deno.test("a miner stakes no more than its limit, including what it lost", () => {
  const miner = { enrolled: false };
  assertEquals(names({ miner, maxStake: 4n }), []);
  assertEquals(names({ miner, lost: 5n }), ["enrol"], "after one lost stake");
  assertEquals(names({ miner, lost: 6n }), []);
});

Deno.test("a miner does not join refused terms, but serves existing deposits", () => {
  assertEquals(names({ miner: { enrolled: false }, refused: true }), []);
  assertEquals(names({ miner: { mayCommit: true }, refused: true, rounds: [{}] }), [
    "commit round 3",
  ]);
});

Deno.test("a seat is taken whenever possible, whether or not anything could be judged", () => {
  assertEquals(names({ miner: { mayCommit: true }, rounds: [{}] }), ["commit round 3"]);
  assertEquals(names({ rounds: [{}] }), []);
  const over = [{ status: "expired" as const, commitsOpen: false }];
  assertEquals(names({ miner: { mayCommit: true }, rounds: over }), []);
});

Deno.test("a reveal precedes everything that can wait", () => {
  const found = names({
    miner: { seatedIn: 3, owed: 1n },
    competition: { canOpenRound: true },
    rounds: [REVEALS],
    opening: OPENING,
    deep: true,
  });
  assertEquals(found, ["reveal round 3", "open round", "withdraw"]);
});

Deno.test("nothing is revealed twice, late, without its opening, or right after the close", () => {
  const rounds = [REVEALS];
  const seated = { seatedIn: 3 };
  assertEquals(names({ miner: seated, rounds, deep: true }), ["recover round 3"]);
  assertEquals(names({ miner: seated, rounds, opening: OPENING }), [], "too few blocks");
  assertEquals(
    names({ miner: { ...seated, revealed: true }, rounds, opening: OPENING, deep: true }),
    [],
  );
  const late = [{ ...REVEALS, revealsOpen: false }];
  assertEquals(names({ miner: seated, rounds: late, opening: OPENING, deep: true }), []);
});

Deno.test("a seat without its opening is the most urgent of all, commits open or not", () => {
  const seated = { seatedIn: 3 };
  assertEquals(names({ miner: seated, rounds: [{}] }), ["recover round 3"]);
  assertEquals(names({ miner: { ...seated, owed: 1n }, rounds: [REVEALS], deep: true }), [
    "recover round 3",
    "withdraw",
  ]);
  const over = [{ status: "expired" as const, commitsOpen: false }];
  assertEquals(names({ miner: seated, rounds: over }), []);
});

Deno.test("after a reorganisation a lost row is revealed again, and a lost commitment made again", () => {
  const again = { opening: OPENING, deep: true };
  assertEquals(names({ ...again, miner: { seatedIn: 3 }, rounds: [REVEALS] }), ["reveal round 3"]);
  assertEquals(names({ ...again, miner: { mayCommit: true }, rounds: [{}] }), ["commit round 3"]);
});

Deno.test("a round is ended in the possible way, by one for all", () => {
  const closed = { commitsOpen: false };
  for (
    const [change, name] of [
      [{ canSettle: true }, "settle round 3"],
      [{ canExpire: true }, "expire round 3"],
      [{ canFail: true }, "fail round 3"],
    ] as const
  ) {
    const duties = due(situation({ rounds: [{ ...closed, ...change }] }));
    assertEquals(duties.map(nameOf), [name]);
    assertEquals(duties.map(isAnybodys), [true]);
  }
});

Deno.test("what is earned is claimed once the competition has ended, or when the miner leaves", () => {
  const miner = { claimable: 7n };
  assertEquals(names({ miner }), []);
  const ended = { ended: true, phase: "settled" as const };
  assertEquals(names({ miner, competition: ended }), ["claim"]);
  assertEquals(names({ miner, leaving: true }), ["claim"]);
  assertEquals(names({ miner: { enrolled: false }, leaving: true }), [], "it no longer enrols");
  assertEquals(names({ competition: { canFinalize: true } }), ["finalize"]);
  const gone = { enrolled: false };
  assertEquals(names({ miner: gone, competition: { canFinalize: true, now: 9_000 } }), []);
});

Deno.test("miners with a stake cancel a competition without a test set, and nobody joins it", () => {
  const competition = { phase: "evaluation" as const, queued: 1, canCancel: true };
  assertEquals(due(situation({ competition })), [{ kind: "cancel" }]);
  assertEquals(due(situation({ competition, miner: { enrolled: false } })), []);
});

Deno.test("a round can be opened until evaluationEnd, round zero until its windows would not fit", () => {
  const until = (competition: Partial<Competition>) => {
    const [duty] = due(situation({ competition: { canOpenRound: true, ...competition } }));
    return duty!.kind === "open-round" ? duty!.until : undefined;
  };
  assertEquals(until({}), 9_000);
  assertEquals(until({ now: 9_100 }), 9_600);
  const sealed = { sealed: true, testSet: "unjudged" as const, openingEnd: 8_000 };
  assertEquals(until(sealed), 5_000 + 2_000 - 600);
});
