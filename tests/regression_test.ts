/** A regression as its users meet it: a table of numbers, and models that predict one. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { cidOfBytes } from "../miner/ipfs/cid.ts";
import { UNPUBLISHED } from "../protocol/spec/part.ts";
import { checkSpec, encodeSpec } from "../protocol/spec/spec.ts";
import { assertClear, deml } from "./deml.ts";
import { linear } from "./linear_regressor.ts";

const TABLE = `size,age,price
10,1,22.25
20,2,39.25
30,3,56.2
40,0,85.3
50,20,45.25
60,5,100
`;

/** A spec without its target and data. */
const REGRESSION = {
  version: 1,
  name: "Flats",
  description: "",
  metric: "mae",
  input: { shape: [2], type: "float32", layout: "flat", scale: 1, mean: [0], std: [1] },
  limits: { unpackedBytes: 10_000, parameters: 100, multiplyAdds: 100 },
  engine: { name: "wasm", version: "1.30.0" },
};

const FLAGS = [
  "--header",
  "--label-column",
  "2",
  "--shape",
  "2",
  "--divide",
  "1",
  "--range",
  "-10,100",
  "--decimals",
  "1",
];

Deno.test("a model is scored by R², RMSE and MAE on values that are rounded and clipped", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const data = `${folder}/prices.csv`;
    await Deno.writeTextFile(data, TABLE);
    for (const flat of [false, true]) {
      await Deno.writeFile(`${folder}/linear.onnx`, linear({ flat }));
      const scores: number[] = [];
      for (const metric of ["r2", "rmse", "mae"]) {
        const args = [`${folder}/linear.onnx`, "--data", data, ...FLAGS, "--metric", metric];
        const run = await deml(["evaluate", ...args, "--json"]);
        assertEquals(run.code, 0, run.err);
        const { score, correct, rows } = JSON.parse(run.out);
        assertEquals([correct, rows], [5, 6]);
        scores.push(score);
      }
      // In tenths, halves to even: labels 222 392 562 853 452 1000, and predictions 222 392 562 852
      // 452 1000, the last one clipped. Σ(label − mean)² is 431,144.8, Σ|label − 452| is 1,349.
      assertEquals(scores, [99_999, 99_847, 99_925]);
    }
    const args = [`${folder}/linear.onnx`, "--data", data, ...FLAGS, "--metric", "r2"];
    const shown = await deml(["evaluate", ...args]);
    assertStringIncludes(shown.out, "R² 99.999 %: 5 of 6 exact");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("wrong flags and values of a regression say what to do", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/prices.csv`, TABLE);
    await Deno.writeFile(`${folder}/linear.onnx`, linear());
    const evaluate = (...more: string[]) =>
      deml(["evaluate", `${folder}/linear.onnx`, "--data", `${folder}/prices.csv`, ...more]);
    const without = FLAGS.filter((_, at) => ![7, 8].includes(at));
    assertClear(await evaluate(...without, "--metric", "mae"), 2, "--range 0,500");
    const open = FLAGS.map((flag) => flag === "-10,100" ? ",100" : flag);
    assertClear(await evaluate(...open, "--metric", "mae"), 2, "--range 0,500");
    assertClear(await evaluate(...FLAGS, "--classes", "2"), 2, "--range belongs to");
    const narrow = FLAGS.map((flag) => flag === "-10,100" ? "0,50" : flag);
    assertClear(await evaluate(...narrow, "--metric", "mae"), 1, "Row 3 has the value 56.2");
    assertClear(
      await evaluate(...FLAGS, "--metric", "mae", "--mistakes", "3"),
      2,
      "not for values",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the check of a model says how many values are exact, not that the others are wrong", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const data = new TextEncoder().encode(TABLE);
    await Deno.writeFile(`${folder}/prices.csv`, data);
    await Deno.writeFile(`${folder}/linear.onnx`, linear());
    const spec = checkSpec({
      ...REGRESSION,
      target: { decimals: 1, range: [-10, 100] },
      test: {
        cid: String(await cidOfBytes(data)),
        format: "csv",
        rows: 6,
        header: true,
        labelColumn: "price",
      },
    });
    await Deno.writeFile(`${folder}/spec.json`, encodeSpec(spec));
    const args = ["--competition", `${folder}/spec.json`, "--data", `${folder}/prices.csv`];
    const { code, out, err } = await deml(["check", `${folder}/linear.onnx`, ...args]);
    assertEquals(code, 0, err);
    assertStringIncludes(out, "MAE skill 99.925 %: 5 of 6 test samples exact, VALID");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a sealed regression without public samples admits models, whatever its range", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/linear.onnx`, linear());
    const columns = [{ column: "size", missing: 30 }];
    for (const cells of [{}, { columns }]) {
      const spec = checkSpec({
        ...REGRESSION,
        target: { decimals: 9, range: [0.001, 0.004] },
        test: {
          cid: UNPUBLISHED,
          format: "csv",
          rows: 6,
          header: true,
          labelColumn: "price",
          sealed: { cipher: "AES-256-GCM", nonce: `0x${"00".repeat(12)}` },
        },
        input: { ...REGRESSION.input, ...cells },
      });
      await Deno.writeFile(`${folder}/spec.json`, encodeSpec(spec));
      const args = ["check", `${folder}/linear.onnx`, "--competition", `${folder}/spec.json`];
      const run = await deml([...args, "--json"]);
      assertEquals(run.code, 0, run.err);
      assertEquals(JSON.parse(run.out).score, undefined);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
