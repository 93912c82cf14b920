/**
 * Quantized operators.
 *
 * @module
 */
import { TYPE } from "../../../miner/model/onnx.ts";
import { attr } from "../build.ts";
import type { GraphBuilder, Ref } from "./graph_builder.ts";
import { ALL } from "./numbers.ts";
import type { Probes } from "./probe.ts";

const BYTES = [TYPE.uint8, TYPE.int8];

const scale = (b: GraphBuilder, dims: number[] = []): Ref =>
  b.chance(0.6)
    ? b.constant(TYPE.float, dims, dims.length ? [0.5, 0.25, 2, 1e-3] : [b.any([0.5, 2, 1e-3])])
    : b.fixed(TYPE.float, dims, "wild");

/** A value, its scale and its zero point. */
const quantized = (b: GraphBuilder, value: Ref): Ref[] => [
  value,
  scale(b),
  b.fixed(value.type, [], "wild"),
];

export const QUANTIZED: Probes = {
  QuantizeLinear: (b) => {
    const type = b.any([...BYTES, ...BYTES, ALL.int16, ALL.uint16]);
    const along = b.chance(0.3);
    const dims = along ? [4] : [];
    const zero = b.chance(0.8) ? [b.fixed(type, dims)] : [];
    const out = zero.length ? type : TYPE.uint8;
    const value = b.given(b.any([TYPE.float, TYPE.float, TYPE.int32]), [4, 5]);
    return b.add("QuantizeLinear", [value, scale(b, dims), ...zero], out, [
      ...(b.opset >= 13 ? [attr.int("axis", 1)] : []),
    ]);
  },
  DequantizeLinear: (b) => {
    const type = b.any([...BYTES, TYPE.int32, ALL.int16, ALL.uint16]);
    const zero = b.chance(0.8) ? [b.fixed(type, [])] : [];
    return b.add("DequantizeLinear", [b.given(type, [4, 5]), scale(b), ...zero], TYPE.float);
  },
  DynamicQuantizeLinear: (b) => {
    const value = b.given(TYPE.float, [5], b.any(["tame", "odd", "wild"]));
    const outputs = b.outputs("DynamicQuantizeLinear", [value], [
      TYPE.uint8,
      TYPE.float,
      TYPE.uint8,
    ]);
    if (b.chance(0.5)) return outputs[0]!;
    // One number for the whole batch: beside the samples it becomes a row's.
    const number = b.add("Cast", [b.any(outputs.slice(1))], TYPE.float, [attr.int("to", 1)]);
    return b.add("Add", [number, b.given(TYPE.float, [2], "tame")], TYPE.float);
  },
  MatMulInteger: (b) => {
    const [x, w] = [b.given(b.any(BYTES), [19]), b.fixed(b.any(BYTES), [19, 7])];
    const zeros = b.chance(0.6) ? [b.fixed(x.type, []), b.fixed(w.type, b.any([[], [7]]))] : [];
    return b.add("MatMulInteger", [x, w, ...zeros], TYPE.int32);
  },
  ConvInteger: (b) => {
    const [x, w] = [b.given(b.any(BYTES), [4, 3, 3]), b.fixed(b.any(BYTES), [2, 4, 2, 2])];
    const zeros = b.chance(0.6) ? [b.fixed(x.type, []), b.fixed(w.type, [])] : [];
    return b.add("ConvInteger", [x, w, ...zeros], TYPE.int32);
  },
  QLinearMatMul: (b) => {
    const [x, w] = [b.given(b.any(BYTES), [2, 19]), b.fixed(b.any(BYTES), [19, 7])];
    const out = b.any(BYTES);
    const ends = [scale(b), b.fixed(out, [])];
    return b.add("QLinearMatMul", [...quantized(b, x), ...quantized(b, w), ...ends], out);
  },
  QLinearConv: (b) => {
    const [x, w] = [b.given(b.any(BYTES), [4, 3, 3]), b.fixed(b.any(BYTES), [2, 4, 2, 2])];
    const out = b.any(BYTES);
    const bias = b.chance(0.5) ? [b.fixed(TYPE.int32, [2])] : [];
    const ends = [scale(b), b.fixed(out, [])];
    return b.add("QLinearConv", [...quantized(b, x), ...quantized(b, w), ...ends, ...bias], out);
  },
};
