import { assertEquals, assertRejects } from "@std/assert";
import { privateKeyToAddress } from "viem/accounts";
import { DemlError } from "../../protocol/errors.ts";
import { encryptKey } from "./write_keystore.ts";
import { keyOfText } from "./key_of_text.ts";

const WORDS = "test test test test test test test test test test test junk";
// Of Hardhat, from these words.
const FIRST = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const SECOND = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

const password = () => Promise.resolve("correct horse");
const read = (text: string, path?: string) => keyOfText(text, "key.txt", { password, path });

Deno.test("hex, words and keystores give their key", async () => {
  assertEquals(await read(`${FIRST}\n`), FIRST);
  assertEquals(await read(FIRST.slice(2).toUpperCase()), FIRST);
  assertEquals(await read(` ${WORDS.replaceAll(" ", "\n ").toUpperCase()}\n`), FIRST);
  assertEquals(privateKeyToAddress(await read(WORDS, "m/44'/60'/0'/0/1")), SECOND);
  const { text } = await encryptKey(FIRST, "correct horse", "light");
  assertEquals(await read(text), FIRST);
});

Deno.test("a wrong word is found, and no word is shown", async () => {
  const refused = async (text: string, kind: string, path?: string) => {
    const error = await assertRejects(() => read(text, path), DemlError, kind);
    assertEquals(/test|junk/.test(error.message), false, error.message);
  };
  await refused(WORDS.replace("junk", "tset"), 'wallet/mnemonic-word {"origin":"key.txt","at":12}');
  // Known words that no wallet makes: a derivation without this check gives another account.
  await refused(WORDS.replace("junk", "test"), "wallet/mnemonic-checksum");
  await refused("test junk", "wallet/mnemonic-length");
  await refused(WORDS, "wallet/derivation-path", "m/44x");
  await refused(WORDS, "wallet/derivation-path", "m/4294967296");
  await refused("ff", "wallet/no-private-key");
});
