/**
 * Floats that become whole numbers. Beyond a type's range, and for NaN, C++ leaves the result
 * undefined: processors differ. So a value is first clamped to the range, and NaN becomes 0.
 *
 * @module
 */
import { TYPE } from "../onnx.ts";
import type { GraphEditor } from "./graph_editor.ts";

/** Bits and sign of the whole-number types, by TensorProto.DataType. */
const INTEGERS = {
  [TYPE.uint8]: { bits: 8, signed: false },
  [TYPE.int8]: { bits: 8, signed: true },
  [TYPE.uint16]: { bits: 16, signed: false },
  [TYPE.int16]: { bits: 16, signed: true },
  [TYPE.uint32]: { bits: 32, signed: false },
  [TYPE.int32]: { bits: 32, signed: true },
  [TYPE.uint64]: { bits: 64, signed: false },
  [TYPE.int64]: { bits: 64, signed: true },
};

/** Bits of a float's fraction, including the hidden one. */
const FRACTION = { [TYPE.float]: 24, [TYPE.double]: 53 };

type IntegerType = keyof typeof INTEGERS;
/** The floats that engines compute with */
type WideType = keyof typeof FRACTION;

/** Whether a type has fractions. */
export function isFloat(type: number | undefined): type is WideType | typeof TYPE.float16 {
  return type === TYPE.float || type === TYPE.double || type === TYPE.float16;
}

/** Whether a type has only whole numbers; bool does not count. */
export function isInteger(type: number | undefined): type is IntegerType {
  return type !== undefined && type in INTEGERS;
}

/** The smallest and largest float of a type within a whole-number type. */
export function rangeOf(integer: IntegerType, float: WideType): [low: number, high: number] {
  const { bits, signed } = INTEGERS[integer];
  const width = signed ? bits - 1 : bits;
  // 2³¹ − 1 is not a float32: the largest below 2³¹ has 24 leading ones.
  const fraction = Math.min(width, FRACTION[float]);
  return [signed ? -(2 ** width) : 0, 2 ** width - 2 ** (width - fraction)];
}

/** Inserts nodes before a cast; returns a value whose cast is the same everywhere. */
export function bounded(
  editor: GraphEditor,
  value: string,
  from: number,
  to: IntegerType,
): string {
  // Every float16 is also a float32; engines lack some of the operators for float16.
  const float = from === TYPE.double ? TYPE.double : TYPE.float;
  const wide = from === float ? value : editor.cast(value, float);
  return between(editor, wide, float, rangeOf(to, float));
}

/** Clamps float32 or double values to a range; NaN becomes 0. */
export function between(
  editor: GraphEditor,
  value: string,
  float: number,
  [low, high]: [low: number, high: number],
): string {
  // IsNaN accepts double only since opset 13; a NaN stays NaN.
  const single = float === TYPE.double ? editor.cast(value, TYPE.float) : value;
  const isNaN = editor.add("IsNaN", [single]);
  const number = editor.add("Where", [isNaN, editor.float(float, 0), value]);
  const least = editor.add("Max", [number, editor.float(float, low)]);
  return editor.add("Min", [least, editor.float(float, high)]);
}
