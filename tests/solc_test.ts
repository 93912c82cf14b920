/** What the compiler answered is kept: by what it was asked, and not without end. */
import { assert, assertEquals } from "@std/assert";
import { compile, type StandardInput } from "../contracts/solc.ts";

function inputOf(content: string, settings: Record<string, unknown> = {}): StandardInput {
  const outputSelection = { "*": { "*": ["evm.bytecode.object"] } };
  return {
    language: "Solidity",
    sources: { "a.sol": { content }, "b.sol": { content: "pragma solidity 0.8.30;" } },
    settings: { outputSelection, ...settings },
  };
}

/** What no compiler answers. */
const KEPT = '{"what":"is kept"}';

Deno.test("no answer comes with the sources: whoever checks them compiles", async () => {
  const { stdout } = await new Deno.Command("git", {
    args: ["ls-files", "contracts/cache", "contracts/artifacts"],
    cwd: new URL("../", import.meta.url),
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "");
});

Deno.test("the same sources and settings are compiled once", async () => {
  const folder = `${await Deno.makeTempDir({ prefix: "deml-solc-" })}/`;
  try {
    const input = inputOf("pragma solidity 0.8.30; contract A {}");
    const output = await compile(input, folder);
    assert(JSON.parse(output).contracts["a.sol"].A.evm.bytecode.object.length > 0, output);
    const [{ name }] = await Array.fromAsync(Deno.readDir(folder)) as [Deno.DirEntry];
    await Deno.writeTextFile(`${folder}${name}`, KEPT);
    const { sources, settings, language } = input;
    const turned = Object.fromEntries(Object.entries(sources).reverse());
    assertEquals(await compile({ settings, sources: turned, language }, folder), KEPT);

    await Deno.writeTextFile(`${folder}${name}`, KEPT.slice(0, 9));
    assertEquals(await compile(input, folder), output, "half an answer is none");

    const others = [
      inputOf("pragma solidity 0.8.30; contract B {}"),
      inputOf("pragma solidity 0.8.30; contract A {}", { optimizer: { enabled: true } }),
    ];
    for (const other of others) {
      assert((await compile(other, folder)).includes('"contracts"'), "compiled");
    }
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).length, 3);

    await Deno.writeTextFile(`${folder}file`, "");
    assertEquals(await compile(input, `${folder}file/`), output, "nothing can be kept");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the answer that was not asked for in the longest time is forgotten", async () => {
  const folder = `${await Deno.makeTempDir({ prefix: "deml-solc-" })}/`;
  try {
    const old = new Date(Date.now() - 60_000);
    for (let i = 0; i < 8; i++) {
      await Deno.writeTextFile(`${folder}${i}.json`, "");
      await Deno.utime(`${folder}${i}.json`, old, new Date(old.getTime() + 1_000 * i));
    }
    await compile(inputOf("pragma solidity 0.8.30; contract A {}"), folder);
    const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    assertEquals([names.length, names.includes("0.json"), names.includes("1.json")], [
      8,
      false,
      true,
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
