import { assertEquals } from "@std/assert";
import { thirdsOf } from "./phase_ends.ts";

Deno.test("the opening phase has three thirds, rounded as the contract does", () => {
  assertEquals(thirdsOf({ submissionEnd: 20, openingEnd: 52 }), {
    key: 30,
    judging: 41,
  });
});
