import { assertEquals, assertRejects } from "@std/assert";
import * as Keystore from "ox/Keystore";
import { DemlError } from "../errors.ts";
import { PASSWORD_VARIABLE } from "../variables.ts";
import { accountOfText } from "./signer.ts";

// Hardhat's first well-known account.
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

Deno.test("a key in hex opens, with and without 0x, with white space", async () => {
  assertEquals((await accountOfText(`${KEY}\n`, "key")).address, ADDRESS);
  assertEquals((await accountOfText(KEY.slice(2), "key")).address, ADDRESS);
});

Deno.test("what is not a key is refused without showing it", async () => {
  for (const bad of ["", "0x12", KEY + "00", "0x" + "0".repeat(64), "f".repeat(64)]) {
    const error = await assertRejects(() => accountOfText(bad, "key.txt"), DemlError);
    assertEquals(bad.length > 2 && error.message.includes(bad), false);
  }
});

Deno.test("a keystore opens with its password alone", async () => {
  const [key, options] = Keystore.pbkdf2({ password: "correct", iterations: 1000 });
  const keystore = JSON.stringify(Keystore.encrypt(KEY, key, options));
  Deno.env.set(PASSWORD_VARIABLE, "correct");
  try {
    assertEquals((await accountOfText(keystore, "keystore.json")).address, ADDRESS);
    Deno.env.set(PASSWORD_VARIABLE, "wrong");
    await assertRejects(() => accountOfText(keystore, "keystore.json"), DemlError, "Cannot open");
  } finally {
    Deno.env.delete(PASSWORD_VARIABLE);
  }
  await assertRejects(() => accountOfText(keystore, "keystore.json"), DemlError, "encrypted");
});
