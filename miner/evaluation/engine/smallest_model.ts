/**
 * The smallest model: it returns its two values, as the scores of two classes. It warms an engine
 * up, and shows `deml doctor` that one works.
 *
 * @module
 */
import { encodeModel } from "../../model/onnx.ts";
import type { SessionPlan } from "./engine.ts";

/** `y = x` for float32 [1, 2]. */
export function smallestModel(): { onnx: Uint8Array<ArrayBuffer>; plan: SessionPlan } {
  const value = (name: string) => ({
    name,
    type: {
      tensorType: { elemType: 1, shape: { dim: [{ dimValue: 1 }, { dimValue: 2 }] } },
    },
  });
  const model = {
    irVersion: 8,
    opsetImport: [{ domain: "", version: 13 }],
    graph: {
      name: "smallest",
      node: [{ opType: "Identity", input: ["x"], output: ["y"] }],
      input: [value("x")],
      output: [value("y")],
    },
  };
  return { onnx: encodeModel(model as never), plan: { input: "x", output: "y" } };
}
