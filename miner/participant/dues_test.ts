import { assertEquals } from "@std/assert";
import type { Competition } from "../../protocol/state/competition.ts";
import type { Model } from "../../protocol/state/model.ts";
import { duesOf } from "./dues.ts";

const COMPETITION = {
  phase: "registration",
  ended: false,
  sealed: true,
  now: 50,
  testSet: "unjudged",
  testKey: undefined,
  registrationEnd: 100,
  submissionEnd: 200,
  openingEnd: 500,
  commitWindow: 10,
} as unknown as Competition;
const NOBODY = { registered: false, models: [], owed: 0n, isOrganizer: false };
const model = (status: Model["status"]) =>
  ({ id: 4, status, size: 1_000, published: 400 }) as unknown as Model;

Deno.test("an author must register, submit, complete and open, each until it is too late", () => {
  assertEquals(duesOf(COMPETITION, NOBODY), [{ task: "register", until: 100 }]);
  const author = { ...NOBODY, registered: true };
  assertEquals(duesOf(COMPETITION, author), [{ task: "submit", from: 100, until: 200 }]);
  const submission = { ...COMPETITION, phase: "submission", now: 150 } as Competition;
  assertEquals(duesOf(submission, { ...author, models: [model("incomplete")] }), [
    { task: "complete", model: 4, missing: 600, until: 500 },
  ]);
  const opening = { ...COMPETITION, phase: "opening", now: 350 } as Competition;
  const sealed = { ...author, models: [model("sealed")] };
  assertEquals(duesOf(opening, sealed), [
    { task: "open", model: 4, from: undefined, until: 500 },
  ]);
  assertEquals(duesOf({ ...opening, testSet: "good" }, sealed), [
    { task: "open", model: 4, from: 350, until: 500 },
  ]);
  assertEquals(duesOf({ ...opening, now: 500 }, sealed), []);
});

Deno.test("an organizer must open the test set within the first third, and not later", () => {
  const organizer = { ...NOBODY, isOrganizer: true };
  const due = [{ task: "open-test" as const, from: 200, until: 300 }];
  assertEquals(duesOf(COMPETITION, organizer), due);
  const opening = { ...COMPETITION, phase: "opening" } as Competition;
  assertEquals(duesOf({ ...opening, now: 299 }, organizer), due);
  assertEquals(duesOf({ ...opening, now: 300 }, organizer), []);
  assertEquals(duesOf({ ...opening, testKey: `0x${"11".repeat(32)}` }, organizer), []);
});

Deno.test("after the end only money is left", () => {
  const ended = { ...COMPETITION, ended: true } as Competition;
  assertEquals(duesOf(ended, { ...NOBODY, owed: 7n }), [{ task: "withdraw", wei: 7n }]);
});
