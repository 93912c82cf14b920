/** The plan on the wall, ARCHITECTURE.md, is what is built. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { breaches, circles, countArrows, readImports, readRooms, roomOf } from "./rooms.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));
const rooms = readRooms(await Deno.readTextFile(`${ROOT}ARCHITECTURE.md`));
const imports = await readImports(ROOT);

Deno.test("every file imports what its room may", () => {
  assert(rooms.length > 20, `${rooms.length} rooms in the table`);
  assert(imports.size > 600, `${imports.size} files`);
  assertEquals(breaches(imports, rooms), []);
  const known = new Set(rooms.map(({ name }) => name));
  const unknown = rooms.flatMap((room) => room.imports)
    .filter((name) => !name.endsWith("*") && !known.has(name));
  assertEquals(unknown, []);
});

Deno.test("every room exists, and has every import that it is allowed", () => {
  const used = new Map(rooms.map(({ name }) => [name, new Set<string>()]));
  for (const [file, targets] of imports) {
    const from = roomOf(file, rooms)?.name;
    if (from === undefined || /_test\.tsx?$/.test(file)) continue;
    used.get(from)!.add(from);
    for (const target of targets) {
      // The program's entry, which tests start, is in none.
      const to = roomOf(target, rooms);
      if (to !== undefined) used.get(from)!.add(to.name);
    }
  }
  const idle = rooms.flatMap(({ name, imports }) =>
    [name, ...imports].filter((each) => !each.endsWith("*") && !used.get(name)!.has(each))
      .map((each) => `${name}: ${each}`)
  );
  assertEquals(idle, []);
});

Deno.test("no files import each other in a circle", () => {
  assertEquals(circles(imports), []);
  const arrows = countArrows(imports, rooms);
  assert(arrows > 50, `${arrows} arrows`);
});

Deno.test("a breach and a circle are found", () => {
  const two = [{ name: "protocol", imports: [] }, { name: "miner/cli", imports: ["protocol"] }];
  const files = new Map([
    ["protocol/score.ts", ["miner/cli/show.ts"]],
    ["miner/cli/show.ts", ["protocol/score.ts"]],
    ["miner/lost.ts", []],
  ]);
  assertEquals(breaches(files, two), [
    "protocol/score.ts imports miner/cli, which its room may not",
    "miner/lost.ts is not in any room",
  ]);
  assertEquals(circles(files), [["miner/cli/show.ts", "protocol/score.ts"]]);
});
