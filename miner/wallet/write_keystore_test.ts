import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { createDecipheriv, scryptSync } from "node:crypto";
import { type Hex, keccak256, toHex } from "viem";
import { openKeystore } from "./keystore.ts";
import { encryptKey, keystoreName } from "./write_keystore.ts";

// Hardhat's first well-known account.
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const PASSWORD = "correct horse ü";

/** The format's definition, with OpenSSL's scrypt and AES. */
function openWithOpenssl(text: string, password: string): Hex {
  const { crypto: { ciphertext, cipherparams, kdfparams, mac } } = JSON.parse(text);
  const { n: N, r, p, dklen, salt } = kdfparams;
  const key = scryptSync(password, Uint8Array.fromHex(salt), dklen, { N, r, p, maxmem: 2 ** 29 });
  const sealed = Uint8Array.fromHex(ciphertext);
  assertEquals(keccak256(Uint8Array.of(...key.subarray(16, 32), ...sealed)), `0x${mac}`);
  const cipher = createDecipheriv(
    "aes-128-ctr",
    key.subarray(0, 16),
    Uint8Array.fromHex(cipherparams.iv),
  );
  const opened = Uint8Array.from(cipher.update(sealed));
  cipher.final();
  return toHex(opened);
}

for (const [strength, n] of [["standard", 262_144], ["light", 4_096]] as const) {
  Deno.test(`a ${strength} keystore has geth's parameters, and OpenSSL opens it`, async () => {
    const { address, text } = await encryptKey(KEY, PASSWORD, strength);
    const file = JSON.parse(text);
    assertEquals([address, file.address, file.version], [
      ADDRESS,
      ADDRESS.slice(2).toLowerCase(),
      3,
    ]);
    assertEquals([file.crypto.kdf, file.crypto.kdfparams.n, file.crypto.kdfparams.r], [
      "scrypt",
      n,
      8,
    ]);
    assertEquals(openWithOpenssl(text, PASSWORD), KEY);
    assertEquals(await openKeystore(text, PASSWORD, "file"), KEY);
  });
}

Deno.test("two keystores of one key share no salt, counter or identifier", async () => {
  const [a, b] = (await Promise.all([1, 2].map(() => encryptKey(KEY, PASSWORD, "light"))))
    .map(({ text }) => JSON.parse(text));
  assertNotEquals(a.crypto.kdfparams.salt, b.crypto.kdfparams.salt);
  assertNotEquals(a.crypto.cipherparams.iv, b.crypto.cipherparams.iv);
  assertNotEquals(a.id, b.id);
});

Deno.test("a keystore is named as geth names it", () => {
  const name = keystoreName(ADDRESS, new Date("2026-01-02T03:04:05.678Z"));
  assertMatch(name, /^UTC--2026-01-02T03-04-05\.678000000Z--f39f[0-9a-f]{36}$/);
});
