/**
 * Nodes that are refused because processors or engines differ on them, and no model needs them.
 *
 * @module
 */
import {
  integerAttribute,
  type NodeProto,
  type TensorProto,
  textAttribute,
  TYPE,
  TYPE_BYTES,
} from "../onnx.ts";
import { InvalidModel } from "../../../protocol/score/verdict.ts";
import { floatValues } from "../weight_data.ts";
import { isInteger } from "./bounded_cast.ts";
import { type Magnitudes, SCALES } from "./magnitudes.ts";

/**
 * Refuses a node.
 *
 * @param type Type of its first input
 * @param to Type of its first output
 * @throws InvalidModel `operator`
 */
export function refuse(
  node: NodeProto,
  type: number | undefined,
  to: number | undefined,
  magnitudes: Magnitudes,
): void {
  const constant = (index: number) => magnitudes.constant(node.input?.[index] ?? "");
  switch (node.opType) {
    case "Cast":
    case "CastLike":
      checkTypes(node, type, to);
      break;
    case "QuantizeLinear":
      checkTypes(node, type, to);
      checkScale(node, constant(1));
      break;
    case "QLinearConv":
    case "QLinearMatMul":
      for (const index of [1, 4, 6]) checkScale(node, constant(index));
      break;
    case "ReduceLogSum":
    case "ReduceLogSumExp":
      if (isInteger(type)) throw differs(node, "takes the logarithm of whole numbers");
      break;
    case "Pow":
      if (isInteger(type)) throw differs(node, "raises whole numbers to a power");
      break;
    case "Shrink":
      if (isInteger(type)) throw differs(node, "shrinks whole numbers");
      break;
    case "Resize":
      if (isInteger(type) && !staysBetween(node, type)) {
        throw differs(node, "may resize whole numbers beyond their range");
      }
  }
}

function checkTypes(node: NodeProto, from: number | undefined, to: number | undefined): void {
  for (const type of [from, to]) {
    if (type === TYPE.string) throw differs(node, "makes numbers of text, or text of numbers");
    if (type === undefined || !(type in TYPE_BYTES)) {
      throw differs(node, `casts from or to the type ${type ?? "that is unknown"}`);
    }
  }
}

/** Division by a scale of zero, or one that is not a number, differs between processors. */
function checkScale(node: NodeProto, scale: TensorProto | undefined): void {
  const [smallest, largest] = SCALES;
  const values = scale && floatValues(scale);
  if (values?.every((value) => value >= smallest && value <= largest)) return;
  throw differs(node, "has a scale that is not a constant from 2^-40 to 2^30");
}

/**
 * The nearest neighbour keeps a number unchanged; a line between two small ones stays between them.
 */
function staysBetween(node: NodeProto, type: number): boolean {
  const text = (name: string) => textAttribute(node, name);
  // A crop uses an arbitrary number outside the image.
  if (text("coordinate_transformation_mode") === "tf_crop_and_resize") return false;
  if (integerAttribute(node, "antialias", 0) !== 0) return false;
  const mode = text("mode") || "nearest";
  return mode === "nearest" ||
    (mode === "linear" && (type === TYPE.uint8 || type === TYPE.int8));
}

function differs(node: NodeProto, what: string): InvalidModel {
  return new InvalidModel(
    "operator",
    `its ${node.opType} node ${what}: processors differ on that`,
    { kind: "cast-to-float32" },
  );
}
