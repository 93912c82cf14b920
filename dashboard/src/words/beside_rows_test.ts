import { assertEquals } from "@std/assert";
import { type Address, type Hex, zeroHash } from "viem";
import { ABSTAIN_SCORE, INVALID_SCORE } from "../../../protocol/score/score.ts";
import { besideRows } from "./beside_rows.ts";

const miner = (index: number): Address => `0x${String(index).padStart(40, "0")}`;
const rows = (...scores: number[]) =>
  scores.map((score, index) => ({ miner: miner(index), score, evidence: zeroHash }));

Deno.test("miners who say something else are named, the furthest first", () => {
  const said = rows(90_000, 90_010, 91_000, ABSTAIN_SCORE, INVALID_SCORE, 90_000);
  assertEquals(besideRows(90_000, said, 50), {
    same: 2,
    near: 1,
    abstained: 1,
    apart: [said[4]!, said[2]!],
  });
  assertEquals(besideRows(90_000, said, 0).apart.length, 3);
});

Deno.test("a right score with other outputs behind it is found where the root is one model's", () => {
  const root: Hex = `0x${"aB".repeat(32)}`;
  const [one, two, three] = rows(90_000, 90_000, 80_000);
  const said = [{ ...one!, evidence: root.toLowerCase() as Hex }, two!, three!];
  assertEquals(besideRows(90_000, said, 0, root).otherOutputs, [two!]);
  assertEquals(besideRows(90_000, said, 0).otherOutputs, undefined);
});

Deno.test("no tolerance joins INVALID to a score", () => {
  assertEquals(besideRows(INVALID_SCORE, rows(100_000), 100_000).apart.length, 1);
});
