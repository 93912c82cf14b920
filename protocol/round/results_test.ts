import { assertEquals } from "@std/assert";
import { unpackResults } from "./results.ts";

Deno.test("results are packed in twelve bytes: model, median, average, inliers", () => {
  const one = "01020304" + "0186a0" + "00ff01" + "0203";
  const two = "00000000" + "ffffff" + "000000" + "ffff";
  assertEquals(unpackResults(`0x${one}${two}`), [
    { model: 0x01020304, median: 100_000, average: 0xff01, inliers: 0x0203 },
    { model: 0, median: 0xffffff, average: 0, inliers: 0xffff },
  ]);
  assertEquals(unpackResults("0x"), []);
  assertEquals(unpackResults(`0x${one}${two.slice(2)}`).length, 1, "a truncated result is skipped");
});
