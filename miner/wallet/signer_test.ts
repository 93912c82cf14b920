import { assertEquals, assertRejects } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { accountOfText } from "./signer.ts";

const NO_PASSWORD = () => Promise.reject(new Error("a key in hex has no password"));

// Hardhat's first well-known account.
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

Deno.test("a key in hex opens, with and without 0x, with white space", async () => {
  assertEquals((await accountOfText(`${KEY}\n`, "key", NO_PASSWORD)).address, ADDRESS);
  assertEquals((await accountOfText(KEY.slice(2), "key", NO_PASSWORD)).address, ADDRESS);
});

Deno.test("text that is not a key is refused without showing it", async () => {
  for (const bad of ["", "0x12", KEY + "00", "0x" + "0".repeat(64), "f".repeat(64)]) {
    const error = await assertRejects(() => accountOfText(bad, "key.txt", NO_PASSWORD), DemlError);
    assertEquals(bad.length > 2 && error.message.includes(bad), false);
  }
});
