import { assertEquals } from "@std/assert";
import { changesBetween, type Look } from "./changes.ts";

const look = (change: Partial<Look["competition"]>, rest: Partial<Look> = {}): Look => ({
  competition: {
    phase: "evaluation",
    phaseEnd: 9,
    enrolled: 2,
    testSet: "good",
    ...change,
  } as never,
  models: [],
  rounds: [],
  ...rest,
});

Deno.test("the first poll reports the state, later ones only what changed", () => {
  const first = look({});
  assertEquals(changesBetween(undefined, first), [
    { event: "phase", phase: "evaluation", until: 9 },
    { event: "enrolled", miners: 2 },
  ]);
  assertEquals(changesBetween(first, look({})), []);
  const waiting = { id: 0, author: "0x1", status: "waiting", score: undefined } as never;
  const running = { index: 0, status: "running", models: [0] } as never;
  const second = look({}, { models: [waiting], rounds: [running] });
  assertEquals(changesBetween(first, second), [
    { event: "round", round: 0, status: "running", models: [0] },
    { event: "model", model: 0, author: "0x1", status: "waiting" },
  ]);
  const scored = { id: 0, author: "0x1", status: "scored", score: 99_100 } as never;
  const third = look({ phase: "settled", phaseEnd: 0 }, {
    models: [scored],
    rounds: [{ index: 0, status: "settled", models: [0] } as never],
  });
  assertEquals(changesBetween(second, third), [
    { event: "phase", phase: "settled", until: 0 },
    { event: "round", round: 0, status: "settled", models: [0] },
    { event: "score", model: 0, author: "0x1", score: 99_100 },
  ]);
});
