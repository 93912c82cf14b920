import { assertEquals, assertRejects } from "@std/assert";
import { places } from "./places.ts";

Deno.test("work is limited to the places, the warm ones first, in turn", async () => {
  const { borrow, take } = places([{ warm: false }, { warm: true }], ({ warm }) => warm);
  const seen: string[] = [];
  let most = 0;
  let now = 0;
  await Promise.all(["a", "b", "c", "d"].map((name) =>
    borrow(async (place) => {
      seen.push(`${name}${place.warm ? " warm" : ""}`);
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now--;
    })
  ));
  assertEquals(most, 2);
  assertEquals(seen.slice(0, 3), ["a warm", "b", "c warm"]);
  await assertRejects(() => borrow(() => Promise.reject(new Error("mine"))), Error, "mine");
  assertEquals([(await take()).warm, (await take()).warm], [true, false]);
});
