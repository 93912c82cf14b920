import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { mnistIdx } from "../../dataset/mnist.ts";
import { decodeModel, encodeModel } from "../../model/onnx.ts";
import { ENGINES, isMachineFailure } from "./engine.ts";
import { openEngine } from "./open_engine.ts";
import { smallestModel } from "./smallest_model.ts";

const LENET = new URL("../../../examples/models/lenet.onnx", import.meta.url);
const IMAGES_HEADER = 16;

// Outside the tests: loading one leaves a port of node:worker_threads open until the process exits.
const engines = await Promise.all(ENGINES.map(openEngine));

Deno.test("both engines are the same version of onnxruntime and run the smallest model", async () => {
  const versions = new Set<string>();
  assertEquals(engines.map(({ name }) => name), [...ENGINES]);
  for (const engine of engines) {
    versions.add(engine.version);
    const { onnx, plan } = smallestModel();
    const session = await engine.load(onnx, plan);
    const output = await session.run(Float32Array.of(0.25, 4), [1, 2]);
    assertEquals([output.type, output.dims, Array.from(output.data)], ["float32", [1, 2], [
      0.25,
      4,
    ]]);
    await session.release();
  }
  assertEquals(versions.size, 1, "one spec names one version for both");
});

Deno.test("both engines see the same digits in the same 64 images", async () => {
  const onnx = await Deno.readFile(LENET);
  const { graph } = decodeModel(onnx);
  const plan = { input: graph!.input![0]!.name!, output: graph!.output![0]!.name! };
  const { images } = await mnistIdx("test");
  const pixels = images.subarray(IMAGES_HEADER, IMAGES_HEADER + 64 * 784);
  const inputs = Float32Array.from(pixels, (value) => value / 255);
  const [native, wasm] = await Promise.all(engines.map(async (engine) => {
    const session = await engine.load(onnx, plan);
    const { dims, data } = await session.run(inputs, [64, 1, 28, 28]);
    assertEquals(dims, [64, 10]);
    return data as Float32Array;
  }));
  assert(native!.some((value) => Math.abs(value) > 1));
  native!.forEach((value, index) => assertAlmostEquals(value, wasm![index]!, 1e-3));
});

Deno.test("both engines refuse a broken model, as the model's failure and not the machine's", async () => {
  const model = decodeModel(smallestModel().onnx);
  model.graph!.node![0]!.input = ["nowhere"];
  const { plan } = smallestModel();
  for (const engine of engines) {
    const error = await assertRejects(() => engine.load(encodeModel(model), plan), Error);
    assert(!isMachineFailure(error), `${engine.name}: ${error.message}`);
  }
});

Deno.test("a node's name cannot fake a failure of the machine: it is still the model's", async () => {
  const model = decodeModel(smallestModel().onnx);
  const [node] = model.graph!.node!;
  node!.name = "std::bad_alloc";
  node!.opType = "Reshape";
  node!.input!.push("shape");
  model.graph!.initializer = [{ name: "shape", dims: [1], dataType: 7, int64Data: [7] } as never];
  // With a declared shape, WASM's engine would see before it runs that it is impossible.
  model.graph!.output = [{ name: "y", type: { tensorType: { elemType: 1 } } } as never];
  const { plan } = smallestModel();
  for (const engine of engines) {
    const session = await engine.load(encodeModel(model), plan);
    const error = await assertRejects(() => session.run(Float32Array.of(1, 2), [1, 2]), Error);
    // WASM's engine does not quote names.
    if (engine.name === "native") assert(error.message.includes("bad_alloc"), error.message);
    assert(!isMachineFailure(error), `${engine.name}: ${error.message}`);
    await session.release();
  }
  assert(isMachineFailure(new Error("std::bad_alloc")));
  const said = "Name:'a' Status Message: Failed to allocate memory for requested buffer of size 9";
  assert(isMachineFailure(new Error(said)));
});

Deno.test("the WASM module is the one that was checked for relaxed SIMD: it has none", async () => {
  // binaryen 131 validates this file with every feature but relaxed SIMD; another file must be
  // checked again, before it may be called deterministic.
  const module = new URL(
    "./ort-wasm-simd-threaded.wasm",
    import.meta.resolve("onnxruntime-web/wasm"),
  );
  const hash = await crypto.subtle.digest("SHA-256", await Deno.readFile(module));
  assertEquals(
    new Uint8Array(hash).toHex(),
    "3398c10d07d229bd91b364548e130e0e51a8e5704b88c7c083ebbeb78842dee2",
  );
});
