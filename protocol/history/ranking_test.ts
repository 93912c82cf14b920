import { assertEquals } from "@std/assert";
import { rankModels, stateOf } from "./ranking.ts";
import { INVALID_SCORE } from "../score/score.ts";
import { packScoreClaim } from "../score/score_claim.ts";
import type { Model } from "../state/model.ts";

Deno.test("a sealed model may still be opened until openingEnd, and never after it", () => {
  const at = (now: number, ended = false) => ({ now, openingEnd: 30, ended });
  assertEquals(stateOf({ status: "sealed" }, at(29)), "sealed");
  assertEquals(stateOf({ status: "sealed" }, at(30)), "not opened");
  assertEquals(stateOf({ status: "waiting" }, at(40)), "waiting");
  assertEquals(stateOf({ status: "waiting" }, at(40, true)), "unscored");
  assertEquals(stateOf({ status: "scored" }, at(40, true)), "scored");
  assertEquals(stateOf({ status: "unjudged" }, at(40, true)), "unjudged");
  assertEquals(stateOf({ status: "incomplete" }, at(40, true)), "incomplete");
});

Deno.test("models without a score come last, the nearest to one first, and have no rank", () => {
  const model = (id: number, status: Model["status"], score?: number): Model => ({
    id,
    author: "0x0000000000000000000000000000000000000001",
    digest: "0x00",
    keyCommitment: "0x00",
    size: 1,
    published: 1,
    tries: 0,
    status,
    score,
  });
  const models = [
    model(0, "reserved"),
    model(1, "incomplete"),
    model(2, "waiting"),
    model(3, "scored", INVALID_SCORE),
    model(4, "scored", 91_000),
    model(5, "scored", 99_000),
    model(6, "scored", 91_000),
    model(7, "scored", 0),
  ];
  const ranked = rankModels(models, new Map(), { now: 10, openingEnd: 10, ended: false });
  assertEquals(ranked.map(({ id }) => id), [5, 4, 6, 7, 3, 2, 1, 0]);
  assertEquals(ranked.map(({ rank }) => rank), [1, 2, 3, 4, ...Array(4).fill(undefined)]);
  assertEquals(ranked.map(({ evaluations }) => evaluations), Array(8).fill(0));
  const agreed = { evaluations: 8, inliers: 6, median: 91_000, average: 91_010 };
  const [, counted] = rankModels(models, new Map([[4, agreed]]), {
    now: 10,
    openingEnd: 10,
    ended: false,
  });
  assertEquals(
    [counted!.id, counted!.evaluations, counted!.average, counted!.agreement],
    [4, 8, 91_010, 0.75],
  );
});

Deno.test("claimed scores order sealed models, and rank none of them", () => {
  const model = (id: number, status: Model["status"], claimed?: number, score?: number) =>
    ({
      id,
      status,
      score,
      claim: claimed === undefined
        ? undefined
        : packScoreClaim({ score: claimed, root: `0x${"ab".repeat(32)}` }),
    }) as unknown as Model;
  const models = [
    model(0, "sealed"),
    model(1, "sealed", 0),
    model(2, "sealed", 100_000),
    model(3, "waiting"),
    model(4, "sealed", 97_000),
    model(5, "scored", 99_000, INVALID_SCORE),
    model(6, "scored", 99_000, 1_000),
    model(7, "incomplete", 100_000),
  ];
  const ranked = rankModels(models, new Map(), { now: 10, openingEnd: 20, ended: false });
  assertEquals(ranked.map(({ id }) => id), [6, 5, 3, 2, 4, 1, 0, 7]);
  assertEquals(ranked.map(({ rank }) => rank).slice(0, 3), [1, undefined, undefined]);
  assertEquals(ranked.map(({ claimed }) => claimed).slice(3, 5), [100_000, 97_000]);
});
