import { assertEquals } from "@std/assert";
import { stateOf } from "./leaderboard.ts";

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
