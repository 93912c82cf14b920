import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { DemlError } from "../../protocol/errors.ts";
import { openKeystore } from "./keystore.ts";
import { tell } from "../cli/failures/tell.ts";

// Hardhat's first well-known account, under this password in every file.
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const PASSWORD = "correct horse";
const folder = fromFileUrl(new URL("../../tests/fixtures/keystores/", import.meta.url));
const text = (name: string) => Deno.readTextFileSync(`${folder}${name}.json`);

/** A keystore with some of its text replaced. */
function changed(name: string, from: string | RegExp, to: string): string {
  const before = text(name);
  const after = before.replace(from, to);
  assert(after !== before, `${from} is in ${name}`);
  return after;
}

for (const name of ["geth", "geth_light", "cast", "web3py_scrypt", "web3py_pbkdf2", "ethers"]) {
  Deno.test(`a keystore of ${name} opens with its password alone`, async () => {
    assertEquals(await openKeystore(text(name), PASSWORD, name), KEY);
    await assertRejects(
      () => openKeystore(text(name), "wrong", name),
      DemlError,
      `wallet/wrong-password {"origin":"${name}"}`,
    );
  });
}

Deno.test("fields are found in every known spelling", async () => {
  const spellings: [string | RegExp, string][] = [
    ['"crypto"', '"Crypto"'],
    ['"kdf"', '"KDF"'],
    ['"kdfparams"', '"KdfParams"'],
    ['"version": 3', '"version": "3"'],
    ['"scrypt"', '"Scrypt"'],
    [/"salt": "/, '"salt": "0x'],
    [/"mac": "([0-9a-f]+)"/, (_: string, mac: string) => `"mac": "${mac.toUpperCase()}"`] as never,
  ];
  for (const [from, to] of spellings) {
    assertEquals(
      await openKeystore(changed("cast", from, to), PASSWORD, "cast"),
      KEY,
      String(from),
    );
  }
});

Deno.test("a fault of the file is reported, not a wrong password", async () => {
  const wrong: [json: string, says: string][] = [
    [text("cast").slice(0, -40), "it is not complete JSON"],
    ["[]", "is not a keystore of version 3"],
    [changed("cast", '"version": 3', '"version": 1'), "version"],
    [changed("cast", '"mac"', '"mat"'), "crypto.mac"],
    [
      changed("cast", '"scrypt"', '"argon2id"'),
      'key derivation "argon2id", which is not supported',
    ],
    [changed("cast", '"aes-128-ctr"', '"aes-256-gcm"'), 'cipher "aes-256-gcm"'],
    [changed("cast", '"n": 8192', '"n": 8191'), "scrypt parameters are incomplete"],
    [changed("cast", '"n": 8192', '"n": 1073741824'), "ask for 1048576 MiB"],
    [changed("cast", '"r": 8', '"x": 8'), "scrypt parameters are incomplete"],
    [changed("web3py_pbkdf2", "hmac-sha256", "hmac-sha1"), 'function "hmac-sha1"'],
  ];
  for (const [json, says] of wrong) {
    const error = await assertRejects(() => openKeystore(json, PASSWORD, "file"), DemlError);
    const { message } = tell(error);
    assert(message.includes(says), `${says}: ${message}`);
    assertEquals(error.code, "wallet");
  }
});
