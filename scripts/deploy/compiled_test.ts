import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DemlError } from "../../protocol/errors.ts";
import { readCompiled, requireCompiles } from "./compiled.ts";

const SOURCES = new URL("../../contracts/src/", import.meta.url).pathname;

Deno.test("code is not deployed from sources that have changed since it was compiled", async () => {
  const folder = await Deno.makeTempDir({ prefix: "deml-sources-" });
  try {
    for await (const { name } of Deno.readDir(SOURCES)) {
      await Deno.copyFile(`${SOURCES}${name}`, `${folder}/${name}`);
    }
    await readCompiled(`${folder}/`);
    await Deno.writeTextFile(`${folder}/Limits.sol`, "\n", { append: true });
    await assertRejects(() => readCompiled(`${folder}/`), DemlError, "from other sources");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("codes that follow each other fill the creation code, and know each other's address", async () => {
  const { codesAt, creationCode } = await readCompiled();
  const [deml, money, views] = codesAt("0x00000000000000000000000000000000000000dE");
  assertEquals([deml.name, money.name, views.name], ["DeML", "DeMLMoney", "DeMLViews"]);
  const knows = (code: string, address: string) =>
    code.split(address.slice(2).toLowerCase()).length - 1;
  assertEquals([knows(deml.code, money.address), knows(money.code, views.address)], [2, 1]);
  assertEquals(creationCode.includes(views.code.slice(2)), true);
});

Deno.test("code that the sources do not compile to is found by compiling them", async () => {
  const { creationCode, verification } = await readCompiled();
  const content = "pragma solidity 0.8.30; contract DeML {}";
  const other = { ...verification, sources: { "project/src/DeML.sol": { content } } };
  assertThrows(
    () => requireCompiles({ creationCode, verification: other }),
    DemlError,
    "not what the sources compile to",
  );
});
