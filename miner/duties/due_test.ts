import { assertEquals } from "@std/assert";
import type { Competition } from "../chain/read_competition.ts";
import type { Miner } from "../chain/read_miner.ts";
import type { Round } from "../chain/read_rounds.ts";
import { due, type Situation } from "./due.ts";
import { nameOf } from "./perform.ts";
import { mediansOf } from "./settle.ts";
import { packScores, unpackScores } from "../chain/commitment.ts";

const ROUND: Round = {
  index: 3,
  models: [0],
  taken: 1,
  revealed: 0,
  commitsOpen: true,
  revealsOpen: false,
  commitEnd: 2_000,
  revealEnd: 0,
  canSettle: false,
  openedAt: 1_000,
};

function situation(changes: {
  competition?: Partial<Competition>;
  miner?: Partial<Miner>;
  rounds?: Partial<Round>[];
  openings?: number[];
  abstentions?: number[];
  maxStake?: bigint;
}): Situation {
  return {
    competition: {
      now: 1_000,
      phase: "submission",
      ended: false,
      evaluationEnd: 9_000,
      queued: 0,
      seatStake: 5n,
      canOpenRound: false,
      canFinalize: false,
      ...changes.competition,
    } as Competition,
    rounds: (changes.rounds ?? []).map((round) => ({ ...ROUND, ...round })),
    miner: {
      address: "0x0000000000000000000000000000000000000001",
      enrolled: true,
      seatedIn: undefined,
      revealed: false,
      claimable: 0n,
      shortfall: 0n,
      mayCommit: new Set<number>(),
      owed: 0n,
      ...changes.miner,
    },
    openings: new Set(changes.openings),
    abstentions: new Set(changes.abstentions),
    maxStake: changes.maxStake ?? 10n,
  };
}

const names = (given: Parameters<typeof situation>[0]) => due(situation(given)).map(nameOf);

Deno.test("a miner that is not enrolled enrols while models may still come, and not afterwards", () => {
  const miner = { enrolled: false };
  assertEquals(names({ miner }), ["enrol"]);
  assertEquals(names({ miner, maxStake: 4n }), []);
  assertEquals(names({ miner, competition: { phase: "evaluation" } }), []);
  assertEquals(names({ miner, competition: { phase: "evaluation", queued: 1 } }), ["enrol"]);
  assertEquals(names({ miner, competition: { now: 9_000 } }), []);
  assertEquals(names({ miner, competition: { ended: true, phase: "settled" } }), []);
});

Deno.test("a forfeit is topped up", () => {
  assertEquals(names({ miner: { shortfall: 1n } }), ["enrol"]);
});

Deno.test("a seat is taken only where the draw allows it and no abstention was recorded", () => {
  const miner = { mayCommit: new Set([3]) };
  assertEquals(names({ miner, rounds: [{}] }), ["commit round 3"]);
  assertEquals(names({ rounds: [{}] }), []);
  assertEquals(names({ miner, rounds: [{}], abstentions: [3] }), []);
  assertEquals(names({ miner, rounds: [{ commitsOpen: false }] }), []);
});

Deno.test("a reveal comes before everything that can wait", () => {
  const found = names({
    miner: { seatedIn: 3, mayCommit: new Set([4]), owed: 1n },
    competition: { canOpenRound: true },
    rounds: [
      { commitsOpen: false, revealsOpen: true },
      { index: 4 },
      { index: 5, commitsOpen: false, canSettle: true },
    ],
    openings: [3],
  });
  assertEquals(found, [
    "reveal round 3",
    "settle round 5",
    "commit round 4",
    "open round",
    "withdraw",
  ]);
});

Deno.test("nothing is revealed twice, late, or without its opening", () => {
  const rounds = [{ commitsOpen: false, revealsOpen: true }];
  const seated = { seatedIn: 3 };
  assertEquals(names({ miner: seated, rounds }), []);
  assertEquals(names({ miner: { ...seated, revealed: true }, rounds, openings: [3] }), []);
  const late = [{ commitsOpen: false, revealsOpen: false }];
  assertEquals(names({ miner: seated, rounds: late, openings: [3] }), []);
});

Deno.test("what is earned is claimed once the competition has ended", () => {
  const miner = { claimable: 7n };
  assertEquals(names({ miner }), []);
  assertEquals(names({ miner, competition: { ended: true, phase: "settled" } }), ["claim"]);
  assertEquals(names({ competition: { canFinalize: true } }), ["finalize"]);
});

Deno.test("the median is the lower one, and INVALID sorts last", () => {
  const rows = [[5, 0xffffff], [1, 0xffffff], [9, 3], [7, 4]].map((scores) => ({
    scores: packScores(scores),
  }));
  assertEquals(unpackScores(mediansOf(rows, 2)), [5, 4]);
  assertEquals(unpackScores(mediansOf(rows.slice(0, 3), 2)), [5, 0xffffff]);
});

Deno.test("a competition without its test set is cancelled by whoever has a stake in it, and joined by nobody", () => {
  const competition = { phase: "evaluation" as const, queued: 1, canCancel: true };
  assertEquals(due(situation({ competition })), [{ kind: "cancel" }]);
  assertEquals(due(situation({ competition, miner: { enrolled: false } })), []);
});
