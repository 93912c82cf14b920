import { assertEquals, assertMatch } from "@std/assert";
import { numberToHex, parseEther } from "viem";
import { nextStep, type Reader } from "./next_step.ts";

const HOUR = 3_600;
const TERMS: Parameters<typeof nextStep>[0] = {
  phase: "registration",
  ending: "running",
  sealed: false,
  buyIn: parseEther("1"),
  registrationEnd: 10 * HOUR,
  submissionEnd: 20 * HOUR,
  openingEnd: 29 * HOUR,
  evaluationEnd: 40 * HOUR,
  maxModelsPerAuthor: 5,
  testKey: undefined,
  testSet: "unjudged",
  organizer: "0x00000000000000000000000000000000000000Aa",
};
const ANN: Reader = {
  address: "0x1",
  registered: false,
  mayRegister: false,
  maySubmit: false,
  owed: 0n,
  claimable: 0n,
  models: [],
};
const SEALED = { ...TERMS, sealed: true, phase: "opening" as const };

function step(terms: Partial<typeof TERMS>, reader?: Partial<Reader>, now = HOUR) {
  const given = reader && { ...ANN, ...reader };
  return nextStep({ ...TERMS, ...terms }, given, now, (at) => `hour ${at / HOUR}`);
}

Deno.test("while registration is open, the step is to join", () => {
  assertEquals(step({}).label, "Connect a wallet to join");
  assertMatch(step({}).why, /^Joining costs 1 ETH, for another 9 h/);
  assertEquals(step({}, { mayRegister: true }).label, "Join for 1 ETH");
  assertEquals(step({}, { mayRegister: true }).deed, { kind: "go", to: "/submit" });
  assertMatch(step({}, { registered: true }).why, /nothing you must do until hour 10/);
  assertEquals(step({}, {}).label, undefined);
});

Deno.test("while submission is open, it is to submit, as long as places are left", () => {
  const submission = { phase: "submission" } as const;
  assertEquals(step(submission).label, "Connect a wallet");
  const member = { registered: true, maySubmit: true };
  assertEquals(step(submission, member).label, "Submit a model");
  const sent = step(submission, { ...member, models: [{ status: "waiting" }] });
  assertEquals(sent.label, "Submit another model");
  assertMatch(sent.why, /^You have sent 1 model of 5. Submission ends on hour 20$/);
  assertEquals(step(submission, { registered: true }).deed, undefined);
  assertMatch(step(submission, {}).why, /this account did not join/);
});

Deno.test("while a sealed one opens, it is to open one's models, once the test set is good", () => {
  const own = { registered: true, models: [{ status: "sealed" }, { status: "waiting" }] as const };
  assertMatch(step(SEALED, own, 21 * HOUR).why, /^Keep your keys to yourself/);
  const good = { ...SEALED, testSet: "good", testKey: numberToHex(1, { size: 32 }) } as const;
  const open = step(good, own, 27 * HOUR);
  assertEquals(open.label, "Open your model by hour 29");
  assertMatch(open.why, /disqualified$/);
  assertEquals(step(good, { registered: true }, 27 * HOUR).deed, undefined);
});

Deno.test("the organizer reads when the test set's key is due", () => {
  const organizer = { address: TERMS.organizer.toLowerCase() };
  assertMatch(step(SEALED, organizer, 21 * HOUR).why, /publish the test set’s key by hour 23/);
  assertMatch(step(SEALED, organizer, 24 * HOUR).why, /came too late/);
});

Deno.test("money that waits comes before everything else", () => {
  const rich = { owed: parseEther("12.7"), mayRegister: true };
  assertEquals(step({}, rich).label, "Withdraw 12.7 ETH");
  const settled = { phase: "settled", ending: "won" } as const;
  assertEquals(step(settled, rich).deed, { kind: "withdraw" });
  assertEquals(step(settled, { claimable: 1n }).deed, { kind: "claim" });
  assertMatch(step(settled, {}).why, /nothing is owed to you$/);
  // A miner's fees never hide what a participant must do in time.
  assertEquals(step({}, { claimable: 1n, mayRegister: true }).label, "Join for 1 ETH");
});
