import { assertEquals, assertMatch } from "@std/assert";
import { numberToHex, parseEther } from "viem";
import { cancelWords } from "./cancel_words.ts";
import { buyInRules } from "./buy_ins.ts";
import { depositRisks } from "./deposits.ts";
import { ruling, rulingMeans } from "./ruling.ts";
import { thirdsOf } from "../../../protocol/terms/phase_ends.ts";
import { type Judging, type Waits, whyNoRound, whyWaits } from "./waiting.ts";

const HOUR = 3_600;
const MONEY = {
  fund: parseEther("10"),
  buyIn: parseEther("1"),
  part: parseEther("0.1"),
  participants: 10,
  returnsBuyIns: true,
  seatStake: parseEther("0.16"),
  nextQuorum: 67,
  enrolled: 67,
};

Deno.test("the cost of controlling a round is compared with the prize", () => {
  assertEquals(
    ruling(MONEY),
    "67 deposits of 0.16 ETH are enrolled: 10.72 ETH against a prize of 8 ETH",
  );
  assertMatch(rulingMeans(MONEY), /would take 68 more: 10.88 ETH for the length of the round$/);
  // Ten buy-ins that join the prize make it larger than what guards it.
  const joined = { ...MONEY, returnsBuyIns: false };
  assertMatch(ruling(joined), /against a prize of 18 ETH$/);
  assertMatch(rulingMeans(joined), /That is less than it wins$/);
  assertMatch(ruling({ ...MONEY, enrolled: 1 }), /^1 deposit of 0.16 ETH is enrolled/);
  assertMatch(rulingMeans({ ...MONEY, enrolled: 66 }), /^A round needs 67 deposits/);
  assertEquals(
    ruling({ ...MONEY, enrolled: 0 }),
    "Nobody has enrolled yet, and the prize is 8 ETH",
  );
});

const OPEN: Waits = {
  phase: "submission",
  sealed: false,
  ended: false,
  testSet: "unjudged",
  testKey: undefined,
  running: 0,
  rounds: 3,
  queued: 5,
  counting: 67,
  enrolled: 67,
  nextQuorum: 67,
  nextRound: 1_000,
  canOpenRound: true,
  canFinalize: false,
  registrationEnd: 0,
  submissionEnd: 10 * HOUR,
  openingEnd: 10 * HOUR,
  evaluationEnd: 30 * HOUR,
  commitWindow: HOUR,
  revealWindow: HOUR,
};
const NOW = 1_000;
const ROUND: Judging = {
  index: 3,
  models: [],
  counted: 100,
  committed: 40,
  revealed: 0,
  commitsOpen: true,
  commitEnd: NOW + HOUR,
  revealsOpen: false,
  revealEnd: 0,
  canSettle: false,
  canExpire: false,
  canFail: false,
};

Deno.test("why no round is opened", () => {
  const why = (change: Partial<Waits>) => whyNoRound({ ...OPEN, ...change }, NOW);
  assertMatch(why({})!, /can open a round now/);
  assertEquals(why({ running: 1 }), undefined);
  assertEquals(why({ queued: 0 }), undefined);
  assertEquals(why({ ended: true }), undefined);
  const closed = { canOpenRound: false };
  assertMatch(
    why({ ...closed, nextRound: NOW + HOUR })!,
    /opened in 1 h: a round that is not full/,
  );
  assertMatch(
    why({ ...closed, counting: 40, enrolled: 70 })!,
    /67 deposits.*are 40; 30 more are too/,
  );
  assertMatch(why({ ...closed, counting: 1, enrolled: 2 })!, /1 more is too new.*1 h to 2 h old/);
  assertMatch(why({ ...closed, nextRound: 0 })!, /time for it is over/);
  const sealed = { ...closed, sealed: true, phase: "opening", openingEnd: 40 * HOUR } as const;
  assertEquals(why(sealed), undefined, "there is no key to judge with");
  const key = numberToHex(1, { size: 32 });
  assertMatch(why({ ...sealed, testKey: key, counting: 0, enrolled: 0 })!, /needs 67 deposits/);
  assertMatch(
    why({ ...sealed, testKey: key, testSet: "good", nextRound: NOW + HOUR })!,
    /when the opening is over, in 1 h/,
  );
});

Deno.test("why a model waits", () => {
  const model = { size: 300, published: 300, tries: 0, status: "waiting" } as const;
  const why = (
    given: Partial<Parameters<typeof whyWaits>[0]>,
    change: Partial<Waits> = {},
    now = NOW,
    judging?: number[],
    round: Partial<Judging> = {},
  ) =>
    whyWaits(
      { ...model, ...given },
      { ...OPEN, ...change },
      now,
      judging && { round: { ...ROUND, models: judging, ...round }, model: 7 },
    );
  const running = { running: 1, rounds: 4 };
  assertMatch(
    why({}, running, NOW, [6, 7])!,
    /^Round 3 is judging it: 40 of 100 rows are committed; it settles by \d\d:\d\d$/,
  );
  const over = { commitsOpen: false, committed: 100 };
  const during = { ...over, revealsOpen: true, revealed: 67, revealEnd: NOW + 2 * 24 * HOUR };
  assertMatch(
    why({}, running, NOW, [7], during)!,
    /^Round 3 is judging it: 67 of 100 rows are in; it settles by \d+ Jan, \d\d:\d\d$/,
  );
  assertMatch(why({}, running, NOW, [7], over)!, /next block begins its next stage$/);
  const all = { ...over, revealed: 100, canSettle: true };
  assertMatch(why({}, running, NOW, [7], all)!, /all 100 rows are in, and anybody may settle it$/);
  const few = { ...over, committed: 40, canExpire: true };
  assertMatch(why({}, running, NOW, [7], few)!, /too few rows came in time \(40\).*another round/);
  const silent = { ...during, revealsOpen: false, revealed: 12, canFail: true };
  assertMatch(why({ tries: 1 }, running, NOW, [7], silent)!, /\(12\).*1 round of 3 did not agree/);
  assertMatch(why({}, { running: 1, rounds: 4 }, NOW, [6])!, /until round 3 is over/);
  assertMatch(why({ tries: 2 })!, /2 rounds of 3 did not agree on it/);
  assertEquals(why({ status: "scored" }), undefined);
  assertEquals(why({ status: "unjudged" }), undefined);
  assertEquals(why({}, { ended: true }), undefined);

  assertMatch(why({ status: "reserved" })!, /has not sent it yet/);
  assertMatch(why({ status: "reserved" }, {}, 11 * HOUR)!, /Nothing was sent/);
  // Parts may come for a commit window after submission.
  const half = { status: "incomplete", published: 120 } as const;
  assertMatch(why(half, {}, 10 * HOUR)!, /^120 of its 300 bytes.*another 1 h$/);
  assertMatch(why(half, {}, 11 * HOUR)!, /too late/);

  const sealed = { sealed: true, phase: "opening", openingEnd: 40 * HOUR } as const;
  assertMatch(why(half, { ...sealed, testSet: "good" }, 12 * HOUR)!, /too late/);
  assertMatch(why(half, sealed, 12 * HOUR)!, /until round zero has judged/);
  const closed = { status: "sealed" } as const;
  assertMatch(why(closed, { ...sealed, phase: "submission" })!, /once submission is over/);
  assertMatch(why(closed, sealed, 12 * HOUR)!, /test set's own key is due in 8 h/);
  const testKey = numberToHex(1, { size: 32 });
  assertMatch(why(closed, { ...sealed, testKey }, 12 * HOUR)!, /round zero judges that/);
  assertMatch(
    why(closed, { ...sealed, testKey, testSet: "good" }, 20 * HOUR)!,
    /may publish its key now, for another 20 h/,
  );
  assertMatch(why(closed, sealed, 40 * HOUR)!, /disqualified/);
});

Deno.test("a cancel has three reasons, and the words say what everybody gets", () => {
  const terms = { fund: parseEther("10"), buyIn: parseEther("1") };
  const key = numberToHex(1, { size: 32 });
  const none = cancelWords({ ...terms, testKey: undefined, testSet: "unjudged" });
  assertMatch(none.why, /did not publish/);
  assertMatch(none.what, /loses 2 ETH.*at most 0.4 ETH each.*burnt/);
  const bad = cancelWords({ ...terms, testKey: key, testSet: "bad" });
  assertMatch(bad.why, /does not match the spec/);
  assertEquals(bad.what, none.what);
  const open = cancelWords({ ...terms, testKey: key, testSet: "unjudged" });
  assertMatch(open.why, /did not agree/);
  assertMatch(open.what, /nobody is to blame/);
});

Deno.test("who gets a buy-in back, and what a deposit risks", () => {
  assertMatch(buyInRules({ ...MONEY, sealed: true }).won, /back, less 0.1 ETH for each/);
  assertMatch(buyInRules({ ...MONEY, returnsBuyIns: false, sealed: false }).won, /join the prize/);
  assertEquals(buyInRules({ ...MONEY, sealed: false }).cancelled, undefined);
  const risks = depositRisks({
    seatStake: parseEther("0.16"),
    commitWindow: HOUR,
    revealWindow: HOUR,
    tolerance: 50,
  });
  assertMatch(risks[0]!, /whole 0.16 ETH.*0.100 points, twice the tolerance/);
  assertMatch(risks[2]!, /at most one round, 2 h/);
});

Deno.test("the thirds of an opening are those of Schedule.sol", () => {
  assertEquals(thirdsOf({ submissionEnd: 100, openingEnd: 200 }), { key: 133, judging: 166 });
});
