/**
 * Makes a node's results the same everywhere, by a change without effect on models that do not need
 * it.
 *
 * @module
 */
import { type NodeProto, TYPE } from "../onnx.ts";
import type { Value } from "../operators/rule.ts";
import { between, bounded, isFloat, isInteger } from "./bounded_cast.ts";
import type { GraphEditor } from "./graph_editor.ts";
import type { Magnitudes } from "./magnitudes.ts";
import { likeSigned } from "./like_signed.ts";

/** The largest float32. */
const LARGEST = 2 ** 128 - 2 ** 104;
/** The bound of a DynamicQuantizeLinear's input: the distance of two such values is finite. */
const QUANTIZED = 2 ** 126;

/**
 * Makes a node portable, with other nodes before it if needed.
 *
 * @param inputs What is known about its inputs
 * @param to The type of its first output
 * @returns The node to append
 * @throws InvalidModel `operator`
 */
export function mend(
  editor: GraphEditor,
  node: NodeProto,
  inputs: (Value | undefined)[],
  to: number | undefined,
  magnitudes: Magnitudes,
): NodeProto {
  const [first = "", second = ""] = node.input ?? [];
  const type = inputs[0]?.type;
  const taking = (index: number, value: string): NodeProto => ({
    ...node,
    input: (node.input ?? []).map((name, i) => (i === index ? value : name)),
  });
  switch (node.opType) {
    case "Cast":
    case "CastLike":
      if (!isFloat(type) || !isInteger(to)) return node;
      return taking(0, bounded(editor, first, type, to));
    case "OneHot":
    case "OneHotEncoder":
      if (!isFloat(type)) return node;
      return taking(0, editor.cast(bounded(editor, first, type, TYPE.int64), TYPE.int64));
    // Beyond the edge of an image an engine multiplies weights by zero, or skips them: that differs for infinity.
    case "Conv":
    case "ConvTranspose":
      if (magnitudes.isFinite(second)) return node;
      return inputs[1]?.type === TYPE.float && !magnitudes.constant(second)
        ? taking(1, between(editor, second, TYPE.float, [-LARGEST, LARGEST]))
        : node;
    case "DynamicQuantizeLinear":
      return taking(0, between(editor, first, TYPE.float, [-QUANTIZED, QUANTIZED]));
    // The k largest in any order: engines choose different ones.
    case "TopK":
      return { ...node, attribute: (node.attribute ?? []).filter(({ name }) => name !== "sorted") };
    // The absolute value of the smallest whole number does not exist.
    case "Normalizer":
      return isInteger(type) ? taking(0, editor.cast(first, TYPE.float)) : node;
    // Onnxruntime infers the product of a list's numbers for its length; only one engine recovers.
    case "Size":
      return inputs[0]?.integers ? constantOf(node, inputs[0].integers.length) : node;
    default:
      return likeSigned(editor, node, inputs, magnitudes);
  }
}

/** A single whole number instead of a node's result. */
function constantOf({ output }: NodeProto, value: number): NodeProto {
  const t = { dims: [], dataType: TYPE.int64, int64Data: [value] };
  return { opType: "Constant", output, attribute: [{ name: "value", type: 4, t }] };
}
