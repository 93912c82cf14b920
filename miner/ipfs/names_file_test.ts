import { assertEquals } from "@std/assert";
import { cidOfBytes } from "./cid.ts";
import { namesFile } from "./names_file.ts";
import { publishFile } from "./publish.ts";

const nowhere = {
  put: <T>(cid: T) => Promise.resolve(cid),
  read: () => Promise.resolve(undefined),
};

Deno.test("a CID names its file, in one block or in many, and no other", async () => {
  const small = Uint8Array.of(1, 2, 3);
  assertEquals(await namesFile(await cidOfBytes(small), small), true);
  assertEquals(await namesFile(await cidOfBytes(small), Uint8Array.of(1, 2, 4)), false);
  const large = Uint8Array.from({ length: 2_500_000 }, (_, index) => index % 251);
  const root = await publishFile(large, nowhere);
  assertEquals(await namesFile(root, large), true);
  large[2_000_000]! ^= 1;
  assertEquals(await namesFile(root, large), false);
});
