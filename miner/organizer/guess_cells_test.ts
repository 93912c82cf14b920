import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { loadCore } from "../../core-wasm/mod.ts";
import { DemlError } from "../../protocol/errors.ts";
import { checkSpec } from "../../protocol/spec/spec.ts";
import { readDataSet } from "../dataset/data_set.ts";
import { EMPTY } from "./draft.ts";
import { explainGuess, warnOfNames } from "./explain_guess.ts";
import { guessFiles } from "./guess.ts";
import { columnsIn, joinedCells, writeColumns } from "./guess_cells.ts";
import { withPreset } from "./presets.ts";
import { fieldOf, specOf, withGuess, withSpec, withValidationGuess } from "./spec_of.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const PASSENGERS = `survived,pclass,sex,age,deck
0,3,male,22,
1,1,female,38,C
1,3,female,NA,
0,3,male,,"E"
`;
const core = loadCore();

Deno.test("words become categories, missing cells NaN or another code, and the spec is read so", () => {
  const data = bytes(PASSENGERS);
  const guess = guessFiles({ data }, core);
  assertEquals(guess.input, {
    shape: [4],
    layout: "flat",
    type: "float32",
    scale: 1,
    mean: [0],
    std: [1],
    columns: [
      { column: "sex", categories: ["female", "male"] },
      { column: "age", missing: "nan" },
      { column: "deck", categories: ["C", "E"], missing: 3 },
    ],
    missingWords: ["NA"],
  });
  const draft = withGuess({ ...EMPTY, name: "Passengers" }, guess);
  const spec = checkSpec(specOf(draft));
  const { inputs, labels } = readDataSet(core, spec, "test", { data });
  assertEquals([...inputs], [3, 1, 22, 3, 1, 0, 38, 0, 3, 0, NaN, 3, 3, 1, NaN, 1]);
  assertEquals([...labels], [0, 1, 1, 0]);
  assertEquals(checkSpec(specOf(withSpec(EMPTY, spec))), spec);
  const why = explainGuess(guess);
  assertEquals(
    why["input.columns"],
    "Words are in sex, deck: each becomes its place among the categories. " +
      "Cells are missing in age, deck: a number becomes NaN, a word the last code",
  );
  assertEquals(specOf(withPreset(draft, "images")).input, {
    shape: [1, 28, 28],
    type: "float32",
    layout: "channels-first",
    scale: 1,
    mean: [0],
    std: [255],
  });
});

Deno.test("a table of numbers has no rules, and one wrong cell in it stays an error", () => {
  assertEquals(guessFiles({ data: bytes("1,2,0\n3,4,1\n") }, core).input.columns, undefined);
  const typo = `${"1,2,0\n3,4,1\n".repeat(9)}1,2 kg,0\n`;
  assertThrows(() => guessFiles({ data: bytes(typo) }, core), DemlError, '"text":"2 kg"');
  assertThrows(
    () => guessFiles({ data: bytes(typo.replace("1,2,", "1,,")) }, core),
    DemlError,
    "2 kg",
  );
});

Deno.test("whoever knows the label's column says so", () => {
  const data = bytes("kind,size,sex\nold,1,male\nnew,2,female\nold,3,male\n");
  const guess = guessFiles({ data }, core, "kind");
  assertEquals([guess.labelColumn, guess.classNames], [0, ["new", "old"]]);
  assertEquals(guess.input.columns, [{ column: "sex", categories: ["female", "male"] }]);
  assertEquals(guessFiles({ data }, core, 2).classNames, ["female", "male"]);
  assertThrows(() => guessFiles({ data }, core, "age"), DemlError, "data/csv-label-column");
});

Deno.test("of many words, the most frequent are categories, within the size of a spec", () => {
  const row = (columns: number, row: number) =>
    `${Array.from({ length: columns }, (_, c) => `w${row % (130 + c)}-${"x".repeat(60)}`)},${
      row % 2
    }\n`;
  const table = (columns: number) =>
    bytes(Array.from({ length: 300 }, (_, index) => row(columns, index)).join(""));
  const one = guessFiles({ data: table(1) }, core, 1);
  assertEquals(one.input.columns?.[0]?.categories?.length, 100);
  // 300 rows of 130 words: the first 40 are there three times.
  assert(one.input.columns?.[0]?.categories?.includes(`w39-${"x".repeat(60)}`));
  assertStringIncludes(warnOfNames(one)[0] ?? "", "“0” has 100 words and more");
  const many = guessFiles({ data: table(60) }, core, 60).input;
  assertEquals(many.columns?.length, 60);
  assert(JSON.stringify(many.columns).length < 24_100);
});

Deno.test("a validation set's words and missing cells join those of the test set", () => {
  const guess = guessFiles({ data: bytes("a,s,label\n1,x,0\n2,y,1\n") }, core);
  const other = guessFiles({ data: bytes("a,s,label\n1,z,0\n?,,1\n") }, core);
  const draft = withValidationGuess(withGuess(EMPTY, guess), other);
  assertEquals(columnsIn(draft.input.columns), [
    { column: "s", categories: ["x", "y", "z"], missing: 4 },
    { column: "a", missing: "nan" },
  ]);
  assertEquals(draft.input.missingWords, "?");
  const nothing = { columns: [{ column: 1, missing: 0 }] };
  assertEquals(joinedCells(nothing, {}), nothing);
  assertEquals(joinedCells({}, {}), {});
});

Deno.test("a form's line that is not JSON, and a wrong one, are faults of its field", () => {
  const text = writeColumns({ columns: [{ column: "a\u202e", missing: 1 }] });
  assertEquals(columnsIn(text), [{ column: "a\u202e", missing: 1 }]);
  assertEquals(columnsIn('\n sex: male\n{"column":1}\n'), ["sex: male", { column: 1 }]);
  const field = "input.columns.0.missing";
  assertEquals(fieldOf({ kind: "spec/wrong-field", field, because: "" }), "input.columns");
});
