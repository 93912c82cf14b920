import { assertEquals } from "@std/assert";
import type { Command } from "./command.ts";
import { tell } from "./failures/tell.ts";
import { allCommands } from "./table.ts";
import { unknownFlag } from "./unknown_flag.ts";

const COMMAND: Command = {
  name: "mine",
  summary: "",
  options: [{ name: "key-file", value: "FILE", help: "" }],
  examples: [],
  run: () => Promise.resolve(0),
};

Deno.test("an unknown flag gets the nearest one, or the commands that have it", async () => {
  const says = async (flag: string) => tell(await unknownFlag(COMMAND, flag, allCommands)).message;
  assertEquals(await says("--kye-file"), "Unknown flag --kye-file; did you mean --key-file?");
  assertEquals(await says("--jsom=1"), "Unknown flag --jsom; did you mean --json?");
  assertEquals(await says("-json"), "Unknown flag -json; did you mean --json?");
  assertEquals(await says("--at-least"), "deml mine has no flag --at-least; `deml open` has it");
  assertEquals(await says("--nothing-like-it"), "Unknown flag --nothing-like-it");
  assertEquals(await says("-1"), 'Unexpected argument "-1"');
});
