import { assert, assertEquals } from "@std/assert";
import type { CellSpec } from "./columns.ts";
import { checkSpec, type CompetitionSpec, encodeSpec, parseSpec, problemsOf } from "./spec.ts";
import { largestFiles } from "./largest_files.ts";
import { UNPUBLISHED } from "./part.ts";

const SPEC: CompetitionSpec = {
  version: 1,
  name: "Passengers",
  description: "",
  metric: "accuracy",
  test: {
    cid: UNPUBLISHED,
    format: "csv",
    rows: 10,
    classes: 2,
    labelColumn: "survived",
    header: true,
  },
  input: {
    shape: [3],
    type: "float32",
    layout: "flat",
    scale: 1,
    mean: [0],
    std: [1],
    columns: [
      { column: "sex", categories: ["female", "male"] },
      { column: "deck", categories: ["A", "B"], missing: 3 },
      { column: 2, missing: "nan" },
    ],
    missingWords: ["NA", "?"],
  },
  limits: { unpackedBytes: 1, parameters: 1, multiplyAdds: 1 },
  engine: { name: "native", version: "1.30.0" },
};

/** Fields that are wrong, and why, of a spec with other fields of its input or test set. */
function problems(input: object, test: object = {}, more: object = {}): string[] {
  const changed = {
    ...SPEC,
    ...more,
    test: { ...SPEC.test, ...test },
    input: { ...SPEC.input, ...input },
  };
  return problemsOf(changed).map((failure) =>
    `${"field" in failure ? failure.field : ""}: ${
      "because" in failure ? failure.because : failure.kind
    }`
  );
}

Deno.test("a spec says which columns hold categories, and what becomes of missing cells", () => {
  assertEquals(problems({}), []);
  assertEquals(parseSpec(encodeSpec(SPEC)), checkSpec(SPEC));
});

Deno.test("each contradiction among columns is named by its field", () => {
  const columns = (...columns: object[]) =>
    problems({ columns: [...columns, { column: 2, missing: 0 }] });
  const sex = (...categories: string[]) => columns({ column: "sex", categories });
  const same = 'input.columns.0.categories: "a" is there twice';
  assertEquals(sex("a", "b", "a"), [same]);
  assertEquals(sex("a", "NA"), ['input.columns.0.categories: "NA" is one of missingWords']);
  assertEquals(sex("é", "e\u0301"), [], "two normal forms are two words");
  for (const blank of [" a", "a\t", "", "a\nb", "a\r"]) {
    const [problem] = sex(blank);
    assertEquals(
      problem,
      "input.columns.0.categories.0: expected a cell's text without blanks around it",
    );
  }
  assertEquals(sex("\ud800"), [
    "input.columns.0.categories.0: expected text that UTF-8 can hold",
  ]);
  const twice = "input.columns: column sex is there twice";
  assertEquals(columns({ column: "sex", missing: 1 }, { column: "sex", missing: 2 }), [twice]);
  const neither = "input.columns.0: expected categories, missing, or both";
  assertEquals(columns({ column: "sex" }), [neither]);
  const beyond = "input.columns.0.column: a row has 4 columns, counted from 0";
  assertEquals(columns({ column: 4, missing: 0 }), [beyond]);
  const label = "input.columns.0.column: it is the test set's label";
  assertEquals(columns({ column: "survived", missing: 0 }), [label]);
  const range = "input.columns.0.missing: expected a number in the range of float32";
  assertEquals(columns({ column: "sex", missing: 1e39 }), [range]);
  assertEquals(columns({ column: "sex", missing: "mean" }).length, 1);
  assertEquals(problems({ missingWords: ["NA", "NA"] }), [
    'input.missingWords: "NA" is there twice',
  ]);
  assertEquals(problems({ columns: [{ column: "sex", categories: ["a"] }] }), [
    "input.missingWords: no column says what becomes of missing cells",
  ]);
  assertEquals(columns({ column: "sex", missing: 0, code: 1 }), [
    "input.columns.0.code: spec/unknown-field",
  ]);
});

Deno.test("a model of uint8 gets codes and fills that are bytes", () => {
  const categories = Array.from({ length: 256 }, (_, index) => `c${index}`);
  const of = (column: object) =>
    problems({ type: "uint8", columns: [column], missingWords: undefined });
  assertEquals(of({ column: 0, categories: categories.slice(0, 255), missing: 255 }), []);
  assertEquals(of({ column: 0, categories }), [
    "input.columns.0.categories: more than 255 categories do not fit uint8",
  ]);
  for (const missing of ["nan", -1, 0.5, 256]) {
    assertEquals(of({ column: 0, missing }), [
      "input.columns.0.missing: expected a whole number from 0 to 255, which uint8 can hold",
    ]);
  }
});

Deno.test("only CSV has such columns, names only with a header, in both data sets", () => {
  const [field, name] = ["input.columns", "spec/label-name-without-header"];
  const arrays = { cid: UNPUBLISHED, format: "npy", labels: UNPUBLISHED, rows: 1, classes: 2 };
  const notCsv = (part: string) => [
    `${field}: the ${part} set is not CSV, which alone has columns of words`,
  ];
  assertEquals(problems({}, {}, { validation: arrays }), notCsv("validation"));
  const headless = { cid: UNPUBLISHED, format: "csv", rows: 1, classes: 2, labelColumn: 2 };
  assertEquals(problems({}, {}, { validation: headless }), [
    `${field}.0.column: ${name}`,
    `${field}.1.column: ${name}`,
    `${field}.2.column: it is the validation set's label`,
  ]);
});

Deno.test("cells of words may be longer than numbers, and a file of them larger", () => {
  const { columns: _, ...plain } = SPEC.input;
  const more = largestFiles(SPEC.test, SPEC.input).data - largestFiles(SPEC.test, plain).data;
  assertEquals(more, 10 * 3 * 256);
  assert(encodeSpec(SPEC).length < 1_000);
  // Numbers alone, and a long word wherever one is missing.
  const columns = [{ column: 0, missing: 0 }];
  const missingWords = ["no answer was given to this question"];
  const bytes = (cells: CellSpec) => largestFiles(SPEC.test, { ...plain, ...cells } as never).data;
  assertEquals(
    bytes({ columns, missingWords }) - bytes({ columns, missingWords: undefined }),
    10 * 256,
  );
});
