import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MNIST_AS_IDX, mnistSpec } from "../../../miner/dataset/mnist_spec.ts";
import { UNPUBLISHED } from "../../../protocol/spec/part.ts";
import { checkSpec, type CompetitionSpec } from "../../../protocol/spec/spec.ts";
import { type Framework, FRAMEWORKS } from "./frameworks.ts";
import { pythonString } from "./python.ts";
import { starterOf, submitCommand } from "./starter.ts";

const PLACE = {
  competition: 3n,
  contract: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
  rpc: "https://rpc.example/?key=a&b=c",
  gateways: ["https://ipfs.example", "http://127.0.0.1:8080"],
  specCid: UNPUBLISHED,
};
const ALL = Object.keys(FRAMEWORKS) as Framework[];

Deno.test("a starter has the competition's shape, scaling, classes and identifiers", () => {
  const spec = mnistSpec(MNIST_AS_IDX);
  for (const framework of ALL) {
    const program = starterOf(framework, spec, PLACE)!;
    for (
      const line of [
        "SHAPE = (1, 28, 28)",
        "CLASSES = 10",
        "np.array([255], np.float32)",
        `"test-samples.idx": "${UNPUBLISHED}"`,
        `"test-labels.idx": "${UNPUBLISHED}"`,
        "deml submit model.onnx --competition 3 ",
      ]
    ) assertStringIncludes(program, line);
  }
});

Deno.test("channels are scaled where the layout has them", () => {
  const given = mnistSpec(MNIST_AS_IDX);
  const input = { ...given.input, mean: [1, 2, 3], std: [4, 5, 6] };
  const of = (shape: number[], layout: "channels-first" | "channels-last") =>
    starterOf("pytorch", checkSpec({ ...given, input: { ...input, shape, layout } }), PLACE)!;
  assertStringIncludes(of([3, 8, 8], "channels-first"), "[1, 2, 3], np.float32).reshape(3, 1, 1)");
  assertStringIncludes(of([8, 8, 3], "channels-last"), "[1, 2, 3], np.float32).reshape(1, 1, 3)");
});

Deno.test("a sealed competition without other data has no starter; with a validation set, it uses that", () => {
  const sealed = { cipher: "AES-256-GCM" as const, nonce: `0x${"11".repeat(12)}` };
  const csv = { cid: UNPUBLISHED, format: "csv" as const, rows: 9, classes: 2, labelColumn: 0 };
  const spec = checkSpec({ ...mnistSpec({ ...csv, sealed }) });
  for (const framework of ALL) assertEquals(starterOf(framework, spec, PLACE), undefined);
  const both: CompetitionSpec = { ...spec, validation: { ...csv, rows: 8 } };
  const program = starterOf("sklearn", both, PLACE)!;
  assertStringIncludes(program, 'DATA = "validation.csv"');
});

Deno.test("nothing that a spec says is more than a literal in the program", () => {
  const bad = `"]\nimport os; os.system("x") #\u202e'\\`;
  const csv = {
    cid: UNPUBLISHED,
    format: "csv" as const,
    rows: 9,
    classes: 2,
    labelColumn: bad,
    header: true,
    labelNames: true,
    classNames: [bad, "🐢"],
  };
  const spec = checkSpec({ ...mnistSpec(csv), name: `x\n${bad}` });
  for (const framework of ALL) {
    const program = starterOf(framework, spec, PLACE)!;
    // The words of the attack are there, in strings and a comment, and begin no line.
    assert(program.includes("import os; os.system"));
    assertEquals(/^\s*import os;/m.test(program), false);
    assertEquals(program.match(/[^\x20-\x7e\n]/g), null, "plain ASCII");
  }
  assertEquals(pythonString("\u{1f422}"), '"\\U0001f422"');
});

Deno.test("words and missing cells are read by the spec's rules, and no network gets a NaN", () => {
  const test = {
    cid: UNPUBLISHED,
    format: "csv" as const,
    rows: 9,
    classes: 2,
    labelColumn: "y",
    header: true,
  };
  const input = { shape: [2], type: "float32", layout: "flat", scale: 1, mean: [0], std: [1] };
  const columns = [{ column: "a", categories: ["x"] }, { column: 1, missing: "nan" }];
  const of = (framework: Framework, more: object = {}) =>
    starterOf(
      framework,
      checkSpec({ ...mnistSpec(), test, input: { ...input, columns, ...more } }),
      PLACE,
    ) ?? "";
  for (const framework of ALL) {
    assertStringIncludes(of(framework), 'for rule in INPUT["columns"]:');
    assert(!of(framework, { columns: undefined }).includes("INPUT"));
  }
  for (const framework of ["pytorch", "keras"] as const) {
    assertStringIncludes(of(framework), "torch.where(torch.isnan(samples), self.fill, samples)");
    assert(!of(framework, { columns: [{ column: 1, missing: 0 }] }).includes("isnan"));
  }
  assertStringIncludes(of("sklearn"), 'OneHotEncoder(handle_unknown="ignore"), WORDS)');
  assert(!of("sklearn").includes("WORDS = []"));
  assertStringIncludes(of("sklearn", { std: [2] }), "WORDS = []");
});

Deno.test("the line for the shell quotes what a shell would take apart", () => {
  assertStringIncludes(submitCommand(PLACE), "--rpc 'https://rpc.example/?key=a&b=c'");
  assertStringIncludes(submitCommand({ ...PLACE, rpc: "http://x/'y" }), `'http://x/'\\''y'`);
});

Deno.test("a starter predicts values for a regression, and gives probabilities where they are read", () => {
  const csv = { cid: UNPUBLISHED, format: "csv" as const, rows: 9, labelColumn: 0 };
  const regression = checkSpec({
    ...mnistSpec(),
    test: csv,
    metric: "mae",
    target: { decimals: 2, range: [0, 500] },
  });
  const judged = checkSpec({ ...mnistSpec(MNIST_AS_IDX), metric: "log-loss" });
  const ends = {
    pytorch: "* SPREAD + CENTRE",
    keras: "Rescaling(SPREAD, CENTRE)",
    sklearn: "Ridge()",
  };
  for (const framework of ALL) {
    const program = starterOf(framework, regression, PLACE)!;
    assertStringIncludes(program, "float(line[LABEL])");
    assertStringIncludes(program, ends[framework]);
    assertEquals(/CLASSES|np\.int64|argmax/.test(program), false, framework);
    assertStringIncludes(starterOf(framework, judged, PLACE)!, "the metric reads probabilities");
  }
});
