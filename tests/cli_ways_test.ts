/** Slips of the hand on the command line: each gets a sentence that says what to do instead. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { assertClear, deml } from "./deml.ts";

const RIGHT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const WRONG = RIGHT.replace("F642f", "F642F");

Deno.test("a value may begin with a minus, and its flag says what it takes", async () => {
  assertClear(
    await deml(["mine", "--max-stake", "-1"]),
    2,
    '--max-stake takes ETH, e.g. 0.5, not "-1"',
  );
  assertClear(await deml(["demo", "--miners", "-5"]), 2, "whole number from 1 to 800");
  assertClear(await deml(["mine", "--rpc", "--once"]), 2, "--rpc needs a value: URL");
  assertClear(await deml(["mine", "--max-stake", "--once"]), 2, "--max-stake needs a value: ETH");
});

Deno.test("an unknown flag gets the nearest one, or the command that has it", async () => {
  assertClear(await deml(["mine", "--kye-file", "x"]), 2, "did you mean --key-file?");
  assertClear(await deml(["status", "--at-least", "4"]), 2, "`deml open` has it");
  assertClear(await deml(["--rpc", "http://127.0.0.1:9", "status"]), 2, "come after the command");
  assertClear(await deml(["--versoin"]), 2, "did you mean --version?");
});

Deno.test("a wrong checksum is distinguished from other mistakes, wherever an address is taken", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/m.deml`, "");
  const chain = ["--rpc", "http://127.0.0.1:9"];
  const at = [...chain, "--contract", RIGHT];
  const taking: [flag: string, args: string[]][] = [
    ["--contract", ["status", ...chain]],
    ["--address", ["status", ...at]],
    ["--address", ["earnings", ...at, "--home", folder]],
    ["--address", ["journal", "check", "--home", folder]],
    ["--author", ["seal", `${folder}/m.deml`, "--home", folder]],
  ];
  try {
    for (const [flag, args] of taking) {
      const run = (address: string) => deml([...args, flag, address]);
      const changed = await run(WRONG);
      assertClear(changed, 2, `The checksum of ${flag} ${WRONG} is wrong`);
      assertStringIncludes(changed.err, `it is spelled ${RIGHT}`);
      assertClear(await run("0x123"), 2, `${flag} takes an address, not "0x123"`);
      const { err } = await run(RIGHT.toLowerCase());
      assertEquals(err.includes("checksum"), false, err);
    }
    const named = await deml(["status", ...chain], { DEML_CONTRACT: WRONG });
    assertClear(named, 2, `The checksum of DEML_CONTRACT ${WRONG} is wrong`);
    const { out } = await deml(["doctor", ...chain, "--contract", WRONG, "--home", folder]);
    assertStringIncludes(out, `The checksum of --contract ${WRONG} is wrong`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a path that cannot be used is reported without the system's own message", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/m.deml`;
  await Deno.writeTextFile(file, "");
  const seal = (...args: string[]) => deml(["seal", file, "--author", RIGHT, ...args]);
  const unpack = (to: string) => deml(["pack", "examples/models/mlp.onnx", to]);
  const key = (path: string) =>
    deml(["status", "--rpc", "http://127.0.0.1:9", "--contract", RIGHT, "--config", path]);
  try {
    const found: [run: Promise<Awaited<ReturnType<typeof deml>>>, says: string][] = [
      [seal("--home", file), `Cannot make the folder ${file}: there is a file of this name`],
      [seal("--home", `${file}/home`), `${file} is a file, not a folder`],
      [seal("--no-backup", "--key-out", `${file}/a/b`), `${file} is a file, not a folder`],
      [unpack(`${folder}/none/m.deml`), `the folder ${folder}/none does not exist`],
      [unpack(`${file}/m.deml`), `${file} is a file, not a folder`],
      [key(folder), `${folder} is not a file`],
      [key(`${file}/config.toml`), `${file} is a file, not a folder`],
      [deml(["journal", "check", "--home", file]), "there is a file of this name"],
    ];
    for (const [run, says] of found) {
      const ended = await run;
      assertClear(ended, 1, says);
      assertEquals(ended.err.includes("os error"), false, ended.err);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
