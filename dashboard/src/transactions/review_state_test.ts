import { assert, assertEquals } from "@std/assert";
import { IDLE, type Question, review, type ReviewEvent, type ReviewState } from "./review_state.ts";

const ANN = "0x00000000000000000000000000000000000000aa";
const BOB = "0x00000000000000000000000000000000000000bb";
const question: Question = {
  account: ANN,
  call: { functionName: "finalize", args: [1n], purpose: "finalize competition 1" },
  cost: { gas: 1n, fee: 2n, balance: 3n },
};
const after = (...events: ReviewEvent[]): ReviewState => events.reduce(review, IDLE);
const connected: ReviewEvent = { type: "wallet", account: ANN };
const ask: ReviewEvent = { type: "ask", question };
const switched: ReviewEvent = { type: "wallet", account: BOB };

Deno.test("a review goes from idle over trial and asked to sent", () => {
  assertEquals(after(), { at: "idle" });
  assertEquals(after(connected), { at: "trial", account: ANN });
  assertEquals(after(connected, ask), { at: "asked", question });
  assertEquals(after(connected, ask, { type: "signed" }), { at: "sent", question });
});

Deno.test("an account that is changed before the wallet is asked is tried instead", () => {
  assertEquals(after(connected, switched), { at: "trial", account: BOB });
  assertEquals(after(connected, switched, ask), { at: "trial", account: BOB }, "Ann's cost");
  assertEquals(after(connected, { type: "wallet", account: undefined }), { at: "idle" });
});

Deno.test("once the wallet is asked, nothing about the question changes", () => {
  const changed = after(connected, ask, switched);
  assertEquals(changed, { at: "asked", question, changed: { to: BOB } });
  const gone = after(connected, ask, { type: "wallet", account: undefined });
  assertEquals(gone, { at: "asked", question, changed: { to: undefined } });
  assertEquals(after(connected, ask, switched, connected), { at: "asked", question });
  assertEquals(after(connected, ask, switched, { type: "signed" }), { at: "sent", question });
  assertEquals(after(connected, ask, { type: "ask", question: { ...question, account: BOB } }), {
    at: "asked",
    question,
  });
});

Deno.test("a declined question is tried again, for the account that the wallet shows now", () => {
  const declined: ReviewEvent = { type: "declined", error: "no" };
  assertEquals(after(connected, ask, declined), { at: "trial", account: ANN, declined: "no" });
  assertEquals(after(connected, ask, switched, declined), {
    at: "trial",
    account: BOB,
    declined: "no",
  });
  assertEquals(after(connected, ask, { type: "wallet", account: undefined }, declined), IDLE);
});

Deno.test("what does not fit changes nothing", () => {
  assert(after(ask) === IDLE);
  assert(after({ type: "signed" }) === IDLE);
  const sent = after(connected, ask, { type: "signed" });
  assert(review(sent, switched) === sent);
  assert(review(sent, { type: "declined", error: "late" }) === sent);
});
