import { assertEquals } from "@std/assert";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";
import type { Round } from "../../protocol/state/round.ts";
import { describeRound, describeWaiting } from "./round_status.ts";

const ROUND: Round = {
  index: 2,
  status: "running",
  testSet: false,
  models: [0, 1],
  counted: 100,
  committed: 66,
  revealed: 60,
  agreed: 1,
  openedAt: 0,
  commitsOpen: false,
  revealsOpen: false,
  commitEnd: 200,
  revealEnd: 300,
  canSettle: false,
  canExpire: false,
  canFail: false,
};
const round = (changes: Partial<Round>) =>
  describeRound({ ...ROUND, ...changes }, { now: 100, nextQuorum: 67 });

Deno.test("a round says how it stands, or why it ended as it did", () => {
  assertEquals(
    round({ commitsOpen: true }),
    "2 models, 66 of 100 deposits committed, 67 needed, commits end in 1 min",
  );
  assertEquals(round({ revealsOpen: true }), "2 models, 60 of 66 revealed, reveals end in 3 min");
  assertEquals(
    round({ canExpire: true }),
    "2 models, only 66 of 100 deposits committed, 67 needed: due to expire",
  );
  assertEquals(
    round({ status: "expired" }),
    "2 models, expired: only 66 of 100 deposits committed, nobody is punished",
  );
  assertEquals(
    round({ status: "failed" }),
    "2 models, failed: only 60 of 66 seats revealed",
  );
  assertEquals(
    round({ status: "settled", testSet: true, models: [] }),
    "the test set, settled: 60 rows, agreed on 1",
  );
});

const COMPETITION = {
  now: 100,
  running: 0,
  nextRound: 100,
  counting: 67,
  nextQuorum: 67,
  enrolled: 67,
  queued: 2,
  sealed: false,
  ended: false,
} as Competition;
const MODELS = [
  { id: 0, status: "waiting", tries: 0 },
  { id: 1, status: "waiting", tries: 2 },
  { id: 2, status: "incomplete", tries: 0 },
  { id: 3, status: "unjudged", tries: 3 },
] as Model[];
const waiting = (changes: Partial<Competition> = {}, last?: Round) =>
  describeWaiting({ ...COMPETITION, ...changes }, last, MODELS, [0, 1]).map((line) =>
    line.join(": ")
  );

Deno.test("models say what they wait for", () => {
  assertEquals(waiting(), [
    "waiting: model #0: a round may be opened now",
    "again: model #1: no agreement on it yet, the third round is the last: a round may be opened now",
    "incomplete: model #2: bytes are missing on chain, so miners do not judge it",
    "unjudged: model #3: no agreement in three rounds",
  ]);
  const [first] = waiting({ counting: 60, enrolled: 65 });
  assertEquals(
    first,
    "waiting: model #0: a round needs 67 deposits that are old enough, there are 60, 5 are too new",
  );
  assertEquals(
    waiting({ nextRound: 400 })[0],
    "waiting: model #0: the next round may open in 5 min, as fewer than 32 wait",
  );
  assertEquals(waiting({ nextRound: 0 })[0], "waiting: model #0: no further round is possible");
});

Deno.test("models of the running round are not said to wait", () => {
  assertEquals(waiting({ running: 1 }, ROUND).length, 2);
});
