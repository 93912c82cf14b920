import { assertEquals } from "@std/assert";
import { nearest } from "./nearest.ts";

Deno.test("a slip finds its word, anything else none", () => {
  const known = ["open", "mine", "status", "key-file", "rpc"];
  assertEquals(nearest("mien", known), "mine");
  assertEquals(nearest("kye-file", known), "key-file");
  assertEquals(nearest("statsu", known), "status");
  assertEquals(nearest("rcp", known), undefined);
  assertEquals(nearest("rp", known), "rpc");
  assertEquals(nearest("withdraw", known), undefined);
});
