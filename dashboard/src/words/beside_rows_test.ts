import { assertEquals } from "@std/assert";
import type { Address } from "viem";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../../../protocol/score/score.ts";
import { besideRows } from "./beside_rows.ts";

const miner = (index: number): Address => `0x${String(index).padStart(40, "0")}`;
const rows = (...scores: number[]) =>
  scores.map((score, index) => ({ miner: miner(index), score }));

Deno.test("miners who say something else are named, the furthest first", () => {
  const said = rows(90_000, 90_010, 91_000, ABSTAIN_SCORE, INVALID_SCORE, 90_000);
  assertEquals(besideRows(90_000, said, 50), {
    same: 2,
    near: 1,
    abstained: 1,
    apart: [{ miner: miner(4), score: INVALID_SCORE }, { miner: miner(2), score: 91_000 }],
  });
  assertEquals(besideRows(90_000, said, 0).apart.length, 3);
});

Deno.test("no tolerance joins INVALID to a score", () => {
  assertEquals(besideRows(INVALID_SCORE, rows(100_000), 100_000).apart.length, 1);
});
