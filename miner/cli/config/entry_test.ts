import { assertEquals, assertThrows } from "@std/assert";
import type { Command } from "../command.ts";
import { tell } from "../failures/tell.ts";
import { entryIn, entryValue, findEntry, withEntry } from "./entry.ts";

function command(name: string, options: Command["options"]): Command {
  return { name, summary: "", options, examples: [], run: () => Promise.resolve(0) };
}

const SET = command("config set", []);
const RPC = { name: "rpc", value: "URL", repeat: true, help: "" };
const ALL = [
  command("mine", [RPC, { name: "poll", value: "SECONDS", help: "" }, { name: "once", help: "" }]),
  command("data add", [{ name: "limit", value: "N", help: "" }]),
  command("seal", [{ name: "author", value: "ADDRESS", help: "" }]),
];

const says = (work: () => unknown) => tell(assertThrows(work)).message;
const take = (name: string, ...given: string[]) =>
  entryValue(SET, findEntry(SET, name, ALL), given);

Deno.test("a name is a flag of all commands or of one", () => {
  assertEquals(findEntry(SET, "rpc", ALL).keys, ["rpc"]);
  assertEquals(findEntry(SET, "data.add.limit", ALL).keys, ["data", "add", "limit"]);
  assertEquals(findEntry(SET, "data add limit", ALL).name, "data.add.limit");
  assertEquals(says(() => findEntry(SET, "pol", ALL)), '"pol" is not a flag; did you mean "poll"?');
  assertEquals(
    says(() => findEntry(SET, "mine.limit", ALL)),
    '"limit" is not a flag of `deml mine`',
  );
  assertEquals(
    says(() => findEntry(SET, "mien.poll", ALL)),
    'No command "mien"; did you mean "mine"?',
  );
});

Deno.test("a value is what its flag takes", () => {
  assertEquals(take("poll", "12"), 12);
  assertEquals(take("poll", "012"), "012");
  assertEquals(take("once", "false"), false);
  assertEquals(take("rpc", "http://a", "http://b"), ["http://a", "http://b"]);
  assertEquals(take("rpc", "http://a"), "http://a");
  assertEquals(says(() => take("once", "yes")), 'once takes true or false, not "yes"');
  assertEquals(says(() => take("poll", "1", "2")), 'poll takes one SECONDS, not "1 2"');
  assertEquals(says(() => take("rpc", "nowhere")), 'rpc takes a URL, not "nowhere"');
  assertEquals(says(() => take("author", "0x12")), 'author takes an address, not "0x12"');
});

Deno.test("an entry is set and removed, an emptied table with it, and the others stay", () => {
  const one = withEntry({ rpc: "a" }, ["data", "add", "limit"], 3);
  assertEquals(one, { rpc: "a", data: { add: { limit: 3 } } });
  assertEquals(entryIn(one, ["data", "add", "limit"]), 3);
  assertEquals(entryIn(one, ["data", "constructor"]), undefined);
  assertEquals(withEntry(one, ["data", "add", "limit"], undefined), { rpc: "a" });
});
