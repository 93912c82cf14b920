import { assertEquals } from "@std/assert";
import { thirdsOf } from "./phase_ends.ts";

Deno.test("the opening phase has three thirds, as the contract rounds them", () => {
  assertEquals(thirdsOf({ submissionEnd: 20, openingEnd: 52 }), {
    key: 30,
    judging: 41,
  });
});
