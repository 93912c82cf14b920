import { assertEquals } from "@std/assert";
import { numberToHex } from "viem";
import { timelineOf, type Times } from "./timeline.ts";

const OPEN: Times = {
  sealed: false,
  registrationEnd: 1_000,
  submissionEnd: 2_000,
  openingEnd: 2_000,
  evaluationEnd: 4_000,
  testKey: undefined,
  testSet: "unjudged",
  ending: "running",
};
const SEALED: Times = { ...OPEN, sealed: true, openingEnd: 2_900 };

Deno.test("a competition of seconds ago has just begun", () => {
  const [registration, ...later] = timelineOf(OPEN, { createdAt: 100 }, 103);
  assertEquals(registration, { name: "Registration", end: 1_000, percent: 0, state: "running" });
  assertEquals(later.map(({ state }) => state), ["ahead", "ahead"]);
  assertEquals(timelineOf(OPEN, { createdAt: 100 }, 550)[0]?.percent, 50);
});

Deno.test("nothing is guessed where its beginning is unknown", () => {
  assertEquals(timelineOf(OPEN, {}, 900)[0], {
    name: "Registration",
    end: 1_000,
    percent: 0,
    state: "running",
  });
});

Deno.test("in one that is settled, every phase is over, however early it ended", () => {
  const steps = timelineOf({ ...OPEN, ending: "won" }, { createdAt: 0, endedAt: 2_100 }, 2_200);
  assertEquals(steps.map(({ state, percent }) => [state, percent]), [
    ["over", 100],
    ["over", 100],
    ["over", 100],
  ]);
});

Deno.test("one that was cancelled never reached its later phases", () => {
  const steps = timelineOf({ ...SEALED, ending: "cancelled" }, { endedAt: 2_400 }, 9_000);
  assertEquals(steps.map(({ name, state }) => `${name} ${state}`), [
    "Registration over",
    "Submission over",
    "Test set’s key over",
    "Round zero over",
    "Opening never",
    "Evaluation never",
  ]);
});

Deno.test("a part whose purpose is fulfilled is over before its time", () => {
  const given: Times = { ...SEALED, testKey: numberToHex(1, { size: 32 }) };
  const steps = timelineOf(given, { createdAt: 0 }, 2_100);
  assertEquals(steps[2], { name: "Test set’s key", end: 2_300, percent: 100, state: "over" });
  assertEquals(steps[3]?.state, "running");
});
