/**
 * Every revert of the contract is a custom error, and each is expected with its arguments by a
 * test.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";

const CONTRACTS = fromFileUrl(new URL("../contracts/", import.meta.url));

/** All Solidity of a folder, without its comments. */
async function sourceOf(folder: string): Promise<string> {
  let source = "";
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) source += await sourceOf(`${folder}${name}/`);
    else if (name.endsWith(".sol")) source += await Deno.readTextFile(`${folder}${name}`);
  }
  return source.replaceAll(/\/\/.*|\/\*[\s\S]*?\*\//g, "");
}

/** How many arguments a call or a declaration has, from after its opening parenthesis. */
function countArguments(source: string, from: number): number {
  let [depth, commas] = [0, 0];
  for (let at = from;; at++) {
    const character = source[at];
    assert(character !== undefined, "A parenthesis stays open");
    if (character === ")" && depth === 0) {
      return source.slice(from, at).trim() === "" ? 0 : commas + 1;
    }
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character)) depth--;
    if (character === "," && depth === 0) commas++;
  }
}

/**
 * What a pattern that ends in an opening parenthesis finds: a name, and how many arguments follow.
 */
function argumentsOf(source: string, pattern: RegExp): { name: string; count: number }[] {
  return [...source.matchAll(pattern)].map((found) => ({
    name: found[1]!,
    count: countArguments(source, found.index + found[0].length),
  }));
}

Deno.test("each custom error is expected by a test, with all of its arguments", async () => {
  const errors = argumentsOf(
    await Deno.readTextFile(`${CONTRACTS}src/IDeMLTypes.sol`),
    /\berror\s+(\w+)\(/g,
  );
  assert(errors.length > 40, "The errors are found");
  const tests = await sourceOf(`${CONTRACTS}test/`);
  const expected = argumentsOf(
    tests,
    /(?:\bfails|\bencodeWithSelector)\(\s*(?=IDeMLTypes\.(\w+)\.selector\b)/g,
  );
  const missing = errors.filter((error) =>
    // The selector itself is one argument.
    !expected.some(({ name, count }) => name === error.name && count === error.count + 1)
  );
  assertEquals(missing, []);
});

Deno.test("each custom error is raised somewhere, and there are no other reverts", async () => {
  const source = await sourceOf(`${CONTRACTS}src/`);
  const raised = new Set(
    [...source.matchAll(/\brevert\s+(\w+)\(|\b(\w+)\.selector\b/g)].map((m) => m[1] ?? m[2]!),
  );
  for (const [, name] of source.matchAll(/\berror\s+(\w+)\(/g)) {
    assert(raised.has(name!), `${name} is never raised`);
  }
  assertEquals(source.match(/\brequire\s*\(|\brevert\s*\(\s*(?:"|\))|\brevert\s*;/g) ?? [], []);
});
