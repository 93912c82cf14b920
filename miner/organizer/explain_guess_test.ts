import { assertEquals, assertStringIncludes } from "@std/assert";
import { EMPTY } from "./draft.ts";
import { explainGuess, warnOfNames } from "./explain_guess.ts";
import { guessFiles } from "./guess.ts";
import { guessFor, withPreset } from "./presets.ts";
import { withGuess } from "./spec_of.ts";

const csv = (text: string) => guessFiles({ data: new TextEncoder().encode(text) });
const line = (label: string, values: number[]) => [label, ...values].join(",");

/** Rows of 64 whole numbers from 0 to 255, and a label before them. */
function squares(): string {
  const rows = Array.from(
    { length: 20 },
    (_, row) => line(String(row % 10), Array.from({ length: 64 }, (_, i) => (row + i * 37) % 256)),
  );
  return `${rows.join("\n")}\n`;
}

Deno.test("pictures: shape and scale say which values they come from", () => {
  const why = explainGuess(csv(squares()));
  assertEquals(
    why["input.shape"],
    "64 values apart from the label: pictures of 8 × 8 with one channel",
  );
  assertStringIncludes(why["input.std"]!, "from 0 to 255: divided by 255");
  assertEquals(why["test.classes"], "The largest label is 9");
  assertStringIncludes(why["test.labelColumn"]!, "The first column has few different whole");
  assertStringIncludes(why["test.header"]!, "numbers, as the others do");
});

Deno.test("who says that it is a table gets a table, with its own reason", () => {
  const guess = guessFor("table", csv(squares()));
  assertEquals([guess.input.shape, guess.input.layout, guess.input.std], [[64], "flat", [1]]);
  const why = explainGuess(guess);
  assertEquals(why["input.shape"], "64 values apart from the label, as the columns of a table");
  assertEquals(why["input.std"], "Values stay as the file has them");
});

Deno.test("words: how many, where, and what becomes of them; the order does not depend on the rows'", () => {
  const text = "a,b,species\n1,2,dog\n3,4,cat\n5,6,dog\n7,8,cat\n";
  const guess = csv(text);
  const why = explainGuess(guess);
  assertStringIncludes(why["test.classes"]!, "2 different words");
  assertEquals(why["test.labelColumn"], "The last column, “species”, has words that repeat");
  assertStringIncludes(why["test.labelNames"]!, "keeps its name");
  assertEquals(why["test.rows"], "Counted: 4 lines below the header");
  const [header, ...rows] = text.trimEnd().split("\n");
  const reversed = csv(`${[header, ...rows.reverse()].join("\n")}\n`);
  assertEquals([reversed.classNames, guess.classNames], [["cat", "dog"], ["cat", "dog"]]);
});

Deno.test("a validation set explains its own fields, and nothing about a model", () => {
  const why = explainGuess(csv(squares()), "validation");
  assertEquals(Object.keys(why).filter((field) => !field.startsWith("validation.")), []);
});

Deno.test("names that look wrong are doubted: missing, twice, alike, without a value", () => {
  const doubts = warnOfNames(
    csv("a,,a,label\n1,2,3,Cat\n1,2,3,cat\n1,2,3,?\n1,2,3,Cat\n1,2,3,cat\n1,2,3,?\n"),
  );
  assertEquals(doubts, [
    "The header has no name for column 2: participants see its number",
    "The header has “a” more than once",
    "“Cat”, “cat” are different classes here: correct the file if they are one",
    "“?” counts as another class: remove these rows if their label is unknown",
  ]);
  // Quotes, commas in them and blanks around them do not cause doubt.
  const quoted = csv('a,label\n1,"sea, deep"\n2, dog \n3,"sea, deep"\n4,dog\n');
  assertEquals([quoted.classNames, warnOfNames(quoted)], [["dog", "sea, deep"], []]);
});

Deno.test("a hostile name is escaped", () => {
  const [doubt] = warnOfNames(csv("a,a\u202e,a\u202e,label\n1,2,3,0\n1,2,3,1\n"));
  assertEquals(doubt, "The header has “a\\u{202e}” more than once");
});

Deno.test("a preset fills in what is known, and leaves name, money and kind", () => {
  const before = { ...EMPTY, name: "kept", fund: "3", sealed: true };
  const images = withPreset(before, "images");
  assertEquals([images.name, images.fund, images.sealed], ["kept", "3", true]);
  assertEquals([images.input.shape, images.input.std], ["1, 28, 28", "255"]);
  const table = withPreset(images, "table");
  assertEquals([table.input.layout, table.input.std, table.test.format], ["flat", "1", "csv"]);
  assertEquals(withGuess(table, guessFor("table", csv(squares()))).input.shape, "64");
  assertEquals(withPreset(before, "empty"), { ...before, preset: "empty" });
});
