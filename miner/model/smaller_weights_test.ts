import { assert, assertEquals } from "@std/assert";
import { decodeModel, dimsOf, product } from "./onnx.ts";
import { pack, unpack } from "./package.ts";
import { withFloat16, withInt8 } from "./smaller_weights.ts";
import { float32Of } from "./weight_data.ts";

const read = (name: string) =>
  Deno.readFileSync(new URL(`../../examples/models/${name}.onnx`, import.meta.url));
const LIMITS = { unpackedBytes: 1_000_000 };

Deno.test("float16 and int8 are half and a fifth of the file, and pack without loss", () => {
  for (const name of ["lenet", "mlp"]) {
    const onnx = read(name);
    const [half, fifth] = [withFloat16(onnx), withInt8(onnx)];
    assert(pack(half.onnx).length < 0.45 * onnx.length, name);
    assert(pack(fifth.onnx).length < 0.22 * onnx.length, name);
    for (const { onnx: smaller } of [half, fifth]) {
      assertEquals(unpack(pack(smaller), LIMITS), smaller);
    }
  }
});

Deno.test("int8: every weight is within half a step of its channel's scale", () => {
  const before = decodeModel(read("lenet")).graph!;
  const after = decodeModel(withInt8(read("lenet")).onnx).graph!;
  const bytes = after.initializer!.filter(({ dataType }) => dataType === 3);
  const weights = before.initializer!.filter((tensor) =>
    tensor.dataType === 1 && dimsOf(tensor).length >= 2
  );
  assertEquals(bytes.length, weights.length);
  for (const tensor of bytes) {
    const dims = dimsOf(tensor);
    const original = weights.find((candidate) => String(dimsOf(candidate)) === String(dims))!;
    const mul = after.node!.find(({ opType, input }) => {
      const cast = after.node!.find(({ input }) => input?.[0] === tensor.name);
      return opType === "Mul" && input?.[0] === cast?.output?.[0];
    })!;
    const scale = after.initializer!.find(({ name }) => name === mul.input![1])!;
    const scales = float32Of(scale)!;
    const inner = product(dims) / product(dimsOf(scale));
    assertEquals(dimsOf(scale)[0], dims[0]);
    float32Of(original)!.forEach((value, i) => {
      const step = scales[Math.floor(i / inner)]!;
      const rounded = new Int8Array(tensor.rawData!)[i]! * step;
      assert(Math.abs(rounded - value) <= 0.5001 * step, `${tensor.name} ${i}`);
    });
  }
});

Deno.test("a model without float tensors of layers stays unchanged", () => {
  assertEquals(withInt8(read("logreg")).tensors, 0);
});
