import { assertEquals } from "@std/assert";
import { duration, progressLine } from "./progress_line.ts";

Deno.test("finished rows are shown at once, rate and time left once they mean something", () => {
  assertEquals(
    progressLine("Evaluating", 640, 10_000, "rows", 0.1),
    "Evaluating: 640 of 10,000 rows",
  );
  assertEquals(
    progressLine("Evaluating", 4_000, 10_000, "rows", 2),
    "Evaluating: 4,000 of 10,000 rows, 2,000 rows/s, 3 s left",
  );
});

Deno.test("durations are readable", () => {
  assertEquals([0.2, 59, 125, 11_040].map(duration), ["1 s", "59 s", "2 min 5 s", "3 h 4 min"]);
});
