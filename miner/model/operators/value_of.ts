/**
 * What is known about a constant tensor.
 *
 * @module
 */
import { dimsOf, floatsOf, integersOf, type TensorProto } from "../onnx.ts";
import type { Value } from "./rule.ts";

/** A constant's shape, type and few numbers. */
export function valueOf(tensor: TensorProto): Value {
  return {
    shape: dimsOf(tensor),
    type: tensor.dataType ?? undefined,
    integers: integersOf(tensor),
    floats: floatsOf(tensor),
  };
}
