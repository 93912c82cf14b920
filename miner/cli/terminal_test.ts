import { assertEquals } from "@std/assert";
import { fitLine } from "./terminal.ts";

Deno.test("a progress line leaves the last column free, and says that it was cut", () => {
  assertEquals(fitLine("Fetching", 9), "Fetching");
  assertEquals(fitLine("Fetching", 8), "Fetchi…");
  assertEquals(fitLine("Fetching", undefined), "Fetching");
  assertEquals(fitLine("\x1b[31mFetching\x1b[39m", 8), "\x1b[31mFetching\x1b[39m");
});
