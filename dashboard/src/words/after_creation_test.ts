import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseEther } from "viem";
import { minersSay, nextSteps } from "./after_creation.ts";

const DAY = 86_400;
const given = {
  registrationEnd: 7 * DAY,
  submissionEnd: 21 * DAY,
  openingEnd: 24 * DAY,
  evaluationEnd: 30 * DAY,
  fund: parseEther("10"),
};

Deno.test("a sealed competition's organizer must come back, by a date, or loses a fifth", () => {
  const steps = nextSteps({ ...given, sealed: true });
  const open = steps.find(({ says }) => says.startsWith("Come back"))!;
  assertEquals([open.yours, open.from, open.until], [true, 21 * DAY, 22 * DAY]);
  assertStringIncludes(open.says, "costs you 2 ETH");
  const times = steps.flatMap(({ from, until }) => from ?? until ?? []);
  assertEquals(times, times.toSorted((a, b) => a - b));
});

Deno.test("an open one asks for nothing but its data", () => {
  const steps = nextSteps({ ...given, openingEnd: given.submissionEnd, sealed: false });
  assertEquals(steps.filter(({ yours }) => yours).length, 1);
  assert(!steps.some(({ says }) => /key|seal/.test(says)));
});

Deno.test("miners are counted against what a round needs", () => {
  const needs = { quorum: 3, seats: 5 };
  assertEquals(minersSay(0, needs), "No miner has enrolled yet; a round needs 3 miners");
  assertEquals(minersSay(1, needs), "1 miner has enrolled; a round needs 2 more");
  assertEquals(
    minersSay(3, needs),
    "3 miners have enrolled: enough for a round, which has up to 5 seats",
  );
  assertEquals(minersSay(5, needs), "5 miners have enrolled: enough for a full round");
});
