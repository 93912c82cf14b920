/** A regression as its users meet it: a table of numbers, and models that predict one. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { encodeModel } from "../miner/model/onnx.ts";
import { assertClear, deml } from "./deml.ts";

/** `price = 2 × size − 3 × age + 5.25`, as [N, 1] or [N]. */
function linear({ flat = false, scale = 1 } = {}): Uint8Array<ArrayBuffer> {
  const value = (name: string, dims: number[]) => ({
    name,
    type: {
      tensorType: {
        elemType: 1,
        shape: { dim: [{ dimParam: "n" }, ...dims.map((dimValue) => ({ dimValue }))] },
      },
    },
  });
  const constant = (name: string, dims: number[], values: number[]) => ({
    name,
    dims,
    dataType: 1,
    rawData: new Uint8Array(Float32Array.from(values).buffer),
  });
  return encodeModel(
    {
      irVersion: 8,
      opsetImport: [{ domain: "", version: 13 }],
      graph: {
        name: "linear",
        node: [
          { opType: "Gemm", input: ["x", "w", "b"], output: ["y"] },
          ...(flat
            ? [{ opType: "Squeeze", input: ["y", "axes"], output: ["price"] }]
            : [{ opType: "Identity", input: ["y"], output: ["price"] }]),
        ],
        initializer: [
          constant("w", [2, 1], [2 * scale, -3 * scale]),
          constant("b", [1], [5.25]),
          {
            name: "axes",
            dims: [1],
            dataType: 7,
            rawData: new Uint8Array(BigInt64Array.of(1n).buffer),
          },
        ].slice(0, flat ? 3 : 2),
        input: [value("x", [2])],
        output: [value("price", flat ? [] : [1])],
      },
    } as never,
  );
}

const TABLE = `size,age,price
10,1,22.25
20,2,39.25
30,3,56.2
40,0,85.3
50,20,45.25
60,5,100
`;

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
