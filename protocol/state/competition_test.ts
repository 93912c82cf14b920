import { assertEquals } from "@std/assert";
import { zeroHash } from "viem";
import { ENDINGS, PHASES, ROUND_STATUSES, TEST_SETS } from "../generated/enums.ts";
import { competitionOf } from "./competition.ts";
import { roundOf } from "./round.ts";

const KEY = `0x${"11".repeat(32)}`;

/** A competition, from these parts. */
const read = (terms: object, standing: object) =>
  competitionOf(3n, { testKeyCommitment: zeroHash, ...terms } as never, {
    phase: 0,
    ending: 0,
    testSet: 0,
    testKey: zeroHash,
    quorum: 2,
    ...standing,
  } as never, 99);

Deno.test("numbers of the contract become words, and invented ones the first of them", () => {
  for (const [number, phase] of PHASES.entries()) {
    assertEquals(read({}, { phase: number }).phase, phase);
  }
  for (const [number, ending] of ENDINGS.entries()) {
    const found = read({}, { ending: number });
    assertEquals([found.ending, found.ended], [ending, number > 0]);
  }
  for (const [number, testSet] of TEST_SETS.entries()) {
    assertEquals(read({}, { testSet: number }).testSet, testSet);
  }
  const { phase, ending, testSet } = read({}, { phase: 99, ending: 99, testSet: 99 });
  assertEquals([phase, ending, testSet], ["none", "running", "unjudged"]);
});

Deno.test("a competition is sealed if its terms bind a key, and has the key once it is published", () => {
  const open = read({ quorum: 7 }, {});
  assertEquals([open.id, open.now, open.sealed, open.testKey], [3n, 99, false, undefined]);
  assertEquals([open.quorum, open.nextQuorum], [7, 2], "its terms' quorum, and the next round's");
  const sealed = read({ testKeyCommitment: KEY }, { testKey: KEY });
  assertEquals([sealed.sealed, sealed.testKey], [true, KEY]);
});

Deno.test("a round's status is a word, and its models a separate list", () => {
  const models = [1, 2];
  for (const [number, status] of ROUND_STATUSES.entries()) {
    const round = roundOf(4, { status: number, models, counted: 5 } as never);
    assertEquals([round.index, round.status, round.models, round.counted], [4, status, models, 5]);
    assertEquals(round.models === models, false);
  }
  assertEquals(roundOf(0, { status: 99, models } as never).status, "none");
});
