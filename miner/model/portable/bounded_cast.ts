/**
 * Floats that become whole numbers. Beyond a type's range, and for NaN, C++ leaves the result open:
 * processors give different ones. So a value is brought into the range first, and NaN becomes 0.
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

/** Bits of a float's fraction, its hidden one included. */
const FRACTION = { [TYPE.float]: 24, [TYPE.double]: 53 };

type IntegerType = keyof typeof INTEGERS;
/** The floats that engines compute with */
type WideType = keyof typeof FRACTION;

/** Whether a type holds fractions. */
export function isFloat(type: number | undefined): type is WideType | typeof TYPE.float16 {
  return type === TYPE.float || type === TYPE.double || type === TYPE.float16;
}

/** Whether a type holds whole numbers only; bool is none. */
export function isInteger(type: number | undefined): type is IntegerType {
  return type !== undefined && type in INTEGERS;
}

/** The smallest and largest float of a type that a whole-number type holds. */
export function rangeOf(integer: IntegerType, float: WideType): [low: number, high: number] {
  const { bits, signed } = INTEGERS[integer];
  const width = signed ? bits - 1 : bits;
  // 2³¹ − 1 is no float32: the largest below 2³¹ has 24 ones in front.
  const fraction = Math.min(width, FRACTION[float]);
  return [signed ? -(2 ** width) : 0, 2 ** width - 2 ** (width - fraction)];
}

/** Puts nodes in front of a cast; answers the value that may be cast anywhere. */
export function bounded(
  editor: GraphEditor,
  value: string,
  from: number,
  to: IntegerType,
): string {
  // A float16 is a float32, but for its bytes; engines lack some of the operators for it.
  const float = from === TYPE.double ? TYPE.double : TYPE.float;
  const wide = from === float ? value : editor.cast(value, float);
  return between(editor, wide, float, rangeOf(to, float));
}

/** Brings float32 or double values into a range, NaN to 0. */
export function between(
  editor: GraphEditor,
  value: string,
  float: number,
  [low, high]: [low: number, high: number],
): string {
  // IsNaN takes double only since opset 13; what is NaN stays NaN.
  const single = float === TYPE.double ? editor.cast(value, TYPE.float) : value;
  const isNaN = editor.add("IsNaN", [single]);
  const number = editor.add("Where", [isNaN, editor.float(float, 0), value]);
  const least = editor.add("Max", [number, editor.float(float, low)]);
  return editor.add("Min", [least, editor.float(float, high)]);
}
