import { assertEquals } from "@std/assert";
import { leaderboardCsv } from "./leaderboard_csv.ts";
import type { Standing } from "./ranking.ts";

const standing = (id: number, rank: number, score: number) =>
  ({
    id,
    rank,
    score,
    average: score,
    author: "0x1111111111111111111111111111111111111111",
    state: "scored",
    evaluations: 3,
    agreement: 1,
    size: 10,
    digest: "0x22",
  }) as unknown as Standing;

Deno.test("scores are percentages, and a name does not begin a formula", () => {
  const names = new Map([[0, "=1+1"], [1, 'a, "b"'], [2, "@SUM(A1)"]]);
  const csv = leaderboardCsv([standing(0, 1, 99_100), standing(1, 2, 5), standing(2, 3, 0)], names);
  const cells = csv.split("\n").slice(1).map((line) => line.split(",0x22,")[1]);
  assertEquals(cells, ["'=1+1,", '"a, ""b""",', "'@SUM(A1),"]);
  assertEquals(csv.split("\n")[2]?.includes(",0.005,0.005,"), true);
});
