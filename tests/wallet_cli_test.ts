/** `deml wallet` as people and scripts use it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseEther } from "viem";
import { openStage } from "../miner/demo/stage.ts";
import { assertClear, deml, type Run } from "./deml.ts";

// Hardhat's first well-known account.
const KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

async function inHome(
  test: (
    wallet: (...args: string[]) => Promise<Run>,
    paths: { folder: string; home: string; password: string },
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deml-wallet-" });
  const home = `${folder}/home`;
  const password = `${folder}/password`;
  try {
    await Deno.writeTextFile(password, "correct horse\n", { mode: 0o600 });
    const env = { DEML_HOME: home };
    await test((...args) => deml(["wallet", ...args], env), { folder, home, password });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const modeOf = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;

Deno.test("a new key is in a closed file under geth's name, and signs", () =>
  inHome(async (wallet, { home, password }) => {
    const made = await wallet("new", "--light", "--password-file", password, "--json");
    assertEquals(made.code, 0, made.err);
    const { address, path } = JSON.parse(made.out);
    assert(
      path.startsWith(`${home}/keystore/UTC--`) && path.endsWith(address.slice(2).toLowerCase()),
    );
    if (Deno.build.os !== "windows") {
      assertEquals([home, `${home}/keystore`, path].map(modeOf), [0o700, 0o700, 0o600]);
    }
    assertEquals((await wallet("address")).out, `${address}  ${path}\n`);
    assertEquals((await wallet("address", path)).out, `${address}\n`, "without a password");
    const again = await wallet("import", path, "--password-file", password, "--output", path);
    assertClear(again, 1, "already exists");
    const without = await wallet("new");
    assertClear(without, 1, "A keystore needs a password");
    const empty = await Deno.makeTempFile();
    await Deno.chmod(empty, 0o600);
    assertClear(await wallet("new", "--password-file", empty), 1, "The password is empty");
    await Deno.remove(empty);
    // What a home's keystore lets others read is refused like its other secrets.
    await Deno.chmod(path, 0o644);
    const open = await wallet("new", "--light", "--password-file", password);
    assertClear(open, 1, `Other users of this machine may open ${path}`);
  }));

Deno.test("a key is imported from hex, words or a keystore, never from the command line", () =>
  inHome(async (wallet, { folder, password }) => {
    const words = `${folder}/words`;
    await Deno.writeTextFile(words, `${"test ".repeat(11)}junk\n`, { mode: 0o600 });
    await Deno.writeTextFile(`${folder}/hex`, KEY, { mode: 0o600 });
    const take = (file: string, output: string, ...more: string[]) =>
      wallet("import", file, "--light", "--output", output, "--password-file", password, ...more);
    const first = await take(words, `${folder}/a.json`);
    assertEquals([first.out, first.code], [`${ADDRESS}\n`, 0], first.err);
    assertEquals((await take(`${folder}/hex`, `${folder}/b.json`)).out, `${ADDRESS}\n`);
    const old = `${folder}/old`;
    await Deno.writeTextFile(old, "another", { mode: 0o600 });
    const wrong = await take(`${folder}/a.json`, `${folder}/c.json`, "--old-password-file", old);
    assertClear(wrong, 1, "The password does not open");
    const moved = await wallet(
      ...["import", `${folder}/a.json`, "--light", "--output", `${folder}/c.json`],
      ...["--old-password-file", password, "--password-file", old],
    );
    assertEquals(moved.out, `${ADDRESS}\n`, moved.err);
    const given = await wallet("import", KEY);
    assertClear(given, 2, "The command line has a private key");
    assert(!given.err.includes(KEY.slice(2, 20)));
    assertClear(await wallet("import"), 2, "There is no terminal to ask for the key");
  }));

Deno.test("a balance has its nonce, and what the contract holds if it is named", () =>
  inHome(async (wallet, { folder }) => {
    const stage = await openStage();
    try {
      const { key, address } = await stage.actor("organizer");
      await Deno.writeTextFile(`${folder}/hex`, key, { mode: 0o600 });
      const rpc = ["--rpc", stage.chain.url];
      const alone = await wallet("balance", "--key-file", `${folder}/hex`, ...rpc);
      assertEquals(alone.code, 0, alone.err);
      assertStringIncludes(alone.out, address);
      assert(!alone.out.includes("withdrawable"));
      const found = await wallet(
        ...["balance", address.toLowerCase(), ...rpc, "--json"],
        ...["--contract", stage.connection.contract],
      );
      const { wei, nonce, pending, withdrawable, claimable } = JSON.parse(found.out);
      assert(BigInt(wei) > parseEther("1"), found.out);
      assertEquals([nonce, pending, withdrawable, claimable], [0, 0, "0", "0"]);
      assertClear(await wallet("balance", ...rpc), 2, "No key whose address could be shown");
      assertClear(
        await wallet("balance", "0x12", ...rpc),
        2,
        'ADDRESS takes an address, not "0x12"',
      );
    } finally {
      await stage.close();
    }
  }));
