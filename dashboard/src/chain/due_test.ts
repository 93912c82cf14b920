import { assertEquals } from "@std/assert";
import { competitionDue, modelsDue, roundsDue } from "./due.ts";

const COMPETITION = {
  now: 100_000,
  ended: false,
  registrationEnd: 200_000,
  submissionEnd: 300_000,
  openingEnd: 360_000,
  evaluationEnd: 400_000,
  commitWindow: 50_000,
  nextRound: 0,
  running: 0,
};
const dueAt = (change: Partial<typeof COMPETITION>) =>
  competitionDue({ ...COMPETITION, ...change });

Deno.test("a competition is read again when time changes it, and from time to time", () => {
  assertEquals(dueAt({}), 100_060);
  assertEquals(dueAt({ running: 1 }), 100_015);
  assertEquals(dueAt({ now: 199_990 }), 200_000, "its phase ends");
  assertEquals(dueAt({ now: 200_000 }), 200_060, "once");
  assertEquals(dueAt({ now: 149_999 }), 150_000, "deposits begin to count");
  assertEquals(dueAt({ now: 319_999 }), 320_000, "the test set's key is late");
  assertEquals(dueAt({ nextRound: 100_007 }), 100_007);
  assertEquals(dueAt({ ended: true }), Infinity);
});

Deno.test("rounds at the end of their windows; models while bytes are missing", () => {
  assertEquals(roundsDue([{ commitEnd: 20, revealEnd: 30 }], 20), 30);
  assertEquals(roundsDue([], 20), Infinity);
  const at = (now: number) => modelsDue([{ status: "incomplete" }], { ...COMPETITION, now });
  assertEquals([at(100), at(390_000)], [115, Infinity]);
  assertEquals(modelsDue([{ status: "scored" }], COMPETITION), Infinity);
});
