import { assert, assertEquals } from "@std/assert";
import { commandHelp } from "./command_help.ts";
import { nounHelp, programHelp } from "./program_help.ts";
import { allCommands, COMMANDS, SECTIONS } from "./table.ts";
import { columns, reflow, wrap } from "./wrap.ts";

Deno.test("words stay whole, and later lines hang", () => {
  assertEquals(wrap("one two three four", 9, 2), ["one two", "  three", "  four"]);
  assertEquals(wrap("see https://example.org/a/long/path now", 10), [
    "see",
    "https://example.org/a/long/path",
    "now",
  ]);
  assertEquals(wrap("", 10), [""]);
});

Deno.test("paragraphs are rewrapped, lists and code are not joined", () => {
  assertEquals(reflow("one two\nthree\n\nfour", 80), ["one two three", "", "four"]);
  assertEquals(reflow("- one two three\n- four", 10), ["- one two", "  three", "- four"]);
  assertEquals(reflow("name  what it means", 14), ["name  what it", "      means"]);
});

Deno.test("meanings are beside names, or below them where that would be narrow", () => {
  const rows: [string, string][] = [["--a FILE", "one two three four five six seven eight nine"]];
  assertEquals(columns(rows, 45), [
    "  --a FILE  one two three four five six seven",
    "            eight nine",
  ]);
  assertEquals(columns(rows, 42)[0], "  --a FILE");
});

Deno.test("no line of any help is wider than the terminal, except an example", async () => {
  const fits = (help: string, width: number) => {
    const [text = ""] = help.split("\nExamples:\n");
    for (const line of text.split("\n")) {
      const words = line.trim().split(" ").length;
      assert(line.length <= width || words === 1, `${line.length} > ${width}: ${line}`);
    }
  };
  const commands = await allCommands();
  assertEquals(commands.map(({ name }) => name), Object.keys(COMMANDS));
  for (const width of [40, 60, 80, 100]) {
    for (const command of commands) fits(commandHelp(command, [], width), width);
    fits(await programHelp(width), width);
    fits(await nounHelp("journal", ["export", "check"], width), width);
  }
});

Deno.test("every command is in one section", () => {
  const listed = SECTIONS.flatMap(({ commands }) => Object.keys(commands));
  assertEquals(new Set(listed).size, listed.length);
});
