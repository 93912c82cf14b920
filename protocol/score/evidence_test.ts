import { assert, assertEquals, assertThrows } from "@std/assert";
import { concat, encodePacked, type Hex, keccak256, toHex } from "viem";
import { loadCore } from "../../core-wasm/mod.ts";
import { mnistIdx } from "../../miner/dataset/mnist.ts";
import { MNIST_AS_IDX, mnistSpec } from "../../miner/dataset/mnist_spec.ts";
import { readDataSet } from "../../miner/dataset/data_set.ts";
import { admit } from "../../miner/model/admission.ts";
import { openEvaluator } from "../../miner/evaluation/host/evaluator.ts";
import { checkProof, modelsRoot, NO_OUTPUTS, proofOf, sampleLeaf, sampleRoot } from "./evidence.ts";
import { openEngine } from "../../miner/evaluation/engine/open_engine.ts";

const MODEL = keccak256("0x01");
const MLP = new URL("../../examples/models/mlp.onnx", import.meta.url);
const leaves = (count: number) =>
  Array.from({ length: count }, (_, sample) => sampleLeaf(MODEL, sample, Uint8Array.of(sample)));

/** As its definition says, from the top: the left subtree is the largest power of two below. */
function fromTheTop(nodes: Hex[]): Hex {
  if (nodes.length === 1) return nodes[0]!;
  let left = 1;
  while (2 * left < nodes.length) left *= 2;
  const children = [fromTheTop(nodes.slice(0, left)), fromTheTop(nodes.slice(left))];
  return keccak256(concat(children.sort((a, b) => BigInt(a) < BigInt(b) ? -1 : 1)));
}

/** OpenZeppelin's MerkleProof.processProof, line by line. */
function processProof(proof: Hex[], leaf: Hex): Hex {
  let computed = BigInt(leaf);
  for (const item of proof) {
    const [a, b] = [computed, BigInt(item)];
    computed = BigInt(
      keccak256(encodePacked(["uint256", "uint256"], a < b ? [a, b] : [b, a])),
    );
  }
  return toHex(computed, { size: 32 });
}

Deno.test("a leaf is what Solidity's packed encoding gives, hashed twice", () => {
  const output = Uint8Array.of(1, 2, 3);
  const packed = encodePacked(["bytes32", "uint256", "bytes"], [MODEL, 258n, toHex(output)]);
  assertEquals(sampleLeaf(MODEL, 258, output), keccak256(keccak256(packed)));
  // One case in full, so that both computations cannot change together.
  assertEquals(
    sampleLeaf(`0x${"11".repeat(32)}`, 7, Uint8Array.of(0, 0, 128, 63)),
    "0xa393d9896022e261c56d450612a8645c2925575442889d78bbdc924d863b924c",
  );
});

Deno.test("roots equal a second computation, from the top, for every number of nodes", () => {
  for (let count = 1; count <= 40; count++) {
    const nodes = leaves(count);
    assertEquals(sampleRoot(nodes), fromTheTop(nodes), `${count} nodes`);
  }
  assertEquals(modelsRoot([]), NO_OUTPUTS);
  assertEquals(modelsRoot([MODEL]), MODEL);
});

Deno.test("every node has a proof that OpenZeppelin's loop accepts, and nothing else does", () => {
  for (let count = 1; count <= 21; count++) {
    const nodes = leaves(count);
    const root = sampleRoot(nodes);
    nodes.forEach((node, index) => {
      const proof = proofOf(nodes, index);
      assert(proof.length <= Math.ceil(Math.log2(count)));
      assertEquals(processProof(proof, node), root);
      assert(checkProof(root, node, proof));
      assert(!checkProof(root, sampleLeaf(MODEL, index, Uint8Array.of(99)), proof));
      assert(!checkProof(root, sampleLeaf(MODEL, index + 100, Uint8Array.of(index)), proof));
      assert(!checkProof(root, sampleLeaf(keccak256("0x02"), index, Uint8Array.of(index)), proof));
      if (proof.length > 0) assert(!checkProof(root, node, proof.slice(1)));
    });
  }
  assertThrows(() => proofOf(leaves(3), 3), RangeError);
  assertThrows(() => proofOf(leaves(3), -1), RangeError);
});

Deno.test("one proof leads from a sample of a model to the row's evidence", () => {
  const digests = ["0x0a", "0x0b", "0x0c"].map((hex) => keccak256(hex as Hex));
  const trees = digests.map((digest) =>
    Array.from({ length: 11 }, (_, sample) => sampleLeaf(digest, sample, Uint8Array.of(sample)))
  );
  // The second model is INVALID, the last verdict an ABSTAIN.
  const roots = [sampleRoot(trees[0]!), NO_OUTPUTS, sampleRoot(trees[2]!), NO_OUTPUTS];
  const evidence = modelsRoot(roots);
  for (const model of [0, 2]) {
    const proof = [...proofOf(trees[model]!, 10), ...proofOf(roots, model)];
    assertEquals(processProof(proof, trees[model]![10]!), evidence);
    assert(!checkProof(evidence, trees[2 - model]![10]!, proof));
  }
});

const SPEC = mnistSpec(MNIST_AS_IDX);

async function rootByChild(engine: "native" | "wasm") {
  const { images, labels } = await mnistIdx("test");
  const evaluator = openEvaluator({ width: 1, engine });
  try {
    const loaded = await evaluator.load({ spec: SPEC, part: "test", data: images, labels });
    const onnx = await Deno.readFile(MLP);
    const verdict = await loaded.evaluate(onnx, { form: "onnx", evidence: MODEL });
    assert(verdict.kind === "scored");
    const without = await loaded.evaluate(onnx, { form: "onnx" });
    assert(without.kind === "scored" && without.root === undefined);
    return verdict;
  } finally {
    await evaluator.close();
  }
}

Deno.test("with native the child's root is over the labels that it returns", async () => {
  const { root, predictions } = await rootByChild("native");
  const nodes = Array.from(predictions, (label, sample) => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setInt32(0, label, true);
    return sampleLeaf(MODEL, sample, bytes);
  });
  assertEquals(root, sampleRoot(nodes));
});

// Outside the test: loading one leaves a port of node:worker_threads open until the process exits.
const wasm = await openEngine("wasm");

Deno.test("with wasm the child's root is over the rows of the engine, in any batches", async () => {
  const { root } = await rootByChild("wasm");
  const { images, labels } = await mnistIdx("test");
  const data = readDataSet(loadCore(), SPEC, "test", { data: images, labels });
  const model = admit(await Deno.readFile(MLP), SPEC);
  const session = await wasm.load(model.onnx, model);
  const nodes: Hex[] = [];
  for (let row = 0; row < data.rows; row += 1_000) {
    const inputs = data.inputs.subarray(row * 784, (row + 1_000) * 784);
    const output = await session.run(inputs, [1_000, ...model.sample]);
    const values = output.data as Float32Array;
    for (let index = 0; index < 1_000; index++) {
      const bytes = new Uint8Array(40);
      const view = new DataView(bytes.buffer);
      for (let k = 0; k < 10; k++) view.setFloat32(4 * k, values[10 * index + k]!, true);
      nodes.push(sampleLeaf(MODEL, row + index, bytes));
    }
  }
  await session.release();
  assertEquals(root, sampleRoot(nodes));
});
