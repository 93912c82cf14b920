/**
 * Keystores to and from eth-account, which web3.py uses. `deno task test:interop wallet` installs
 * it and names its Python in DEML_PYTHON.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { deml } from "../deml.ts";

const PASSWORD = "correct horse ü";
// Hardhat's first well-known account.
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

/** Runs Python on its standard input's JSON as `given`, and returns what it prints. */
async function python(script: string, given: unknown): Promise<string> {
  const head = "import json, sys\nfrom eth_account import Account\ngiven = json.load(sys.stdin)\n";
  const child = new Deno.Command(Deno.env.get("DEML_PYTHON") ?? "python3", {
    args: ["-c", head + script],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(given)));
  await writer.close();
  const { code, stdout } = await child.output();
  assertEquals(code, 0);
  return new TextDecoder().decode(stdout).trim();
}

async function inFolder(test: (folder: string, password: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deml-wallet-" });
  const password = `${folder}/password`;
  try {
    await Deno.writeTextFile(password, PASSWORD, { mode: 0o600 });
    await test(folder, password);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("web3.py's wallet opens our keystores", () =>
  inFolder(async (folder, password) => {
    for (const strength of [[], ["--light"]]) {
      const file = `${folder}/made${strength.length}.json`;
      const make = ["wallet", "new", "--output", file, "--password-file", password, ...strength];
      const made = await deml(make);
      assertEquals(made.code, 0, made.err);
      const open = "key = Account.decrypt(given['keystore'], given['password'])\n" +
        "print(Account.from_key(key).address)";
      const keystore = JSON.parse(await Deno.readTextFile(file));
      assertEquals(`${await python(open, { keystore, password: PASSWORD })}\n`, made.out);
    }
  }));

Deno.test("we open those of web3.py's wallet", () =>
  inFolder(async (folder, password) => {
    for (const kdf of ["scrypt", "pbkdf2"]) {
      const make =
        "print(json.dumps(Account.encrypt(given['key'], given['password'], given['kdf'])))";
      const file = `${folder}/${kdf}.json`;
      const text = await python(make, { key: KEY, password: PASSWORD, kdf });
      await Deno.writeTextFile(file, text, { mode: 0o600 });
      const taken = await deml([
        ...["wallet", "import", file, "--light", "--output", `${folder}/${kdf}.ours.json`],
        ...["--password-file", password],
      ]);
      assertEquals([taken.out, taken.code], [`${ADDRESS}\n`, 0], taken.err);
    }
  }));
