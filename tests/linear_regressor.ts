/**
 * A regression in a few bytes.
 *
 * @module
 */
import { encodeModel } from "../miner/model/onnx.ts";

/** `price = 2 × size − 3 × age + 5.25`, times `scale` except for the last, as [N, 1] or [N]. */
export function linear({ flat = false, scale = 1 } = {}): Uint8Array<ArrayBuffer> {
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
